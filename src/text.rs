//! Finding the words in whatever JSON was logged, and the short forms of them. Pure: no browser.
//!
//! Start with [`message::Message`] (what was said), then [`extract`] (how it is found). What renders Markdown is a crate of
//! its own, `renderer`, because it is a WebAssembly module of its own.

pub mod excerpt;
pub mod extract;
pub mod find;
pub mod json;
pub mod message;
pub mod pieces;
pub mod serialize;
pub mod strip_markdown;
