//! The lists of a project's traces and of their spans, each by itself: what of [`crate::ui::table`] is their own. [`list`]
//! is what they show, `listing` what they know.

pub mod list;

mod cards;
mod cells;
mod internal;
mod listing;
