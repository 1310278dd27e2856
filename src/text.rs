//! Finding the words in whatever JSON was logged, and making them safe to show. Pure: no browser.
//!
//! Start with [`message::Message`] (what was said), then [`extract`] (how it is found) and [`markdown`] (how it is
//! made into [`markdown::SafeHtml`]).

pub mod excerpt;
pub mod extract;
pub mod highlight;
pub mod json;
pub mod markdown;
pub mod message;
