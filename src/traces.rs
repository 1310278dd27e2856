//! The list of a project's traces, each by itself: what of [`crate::ui::table`] is its own. [`list`] is what it shows,
//! `listing` what it knows.

pub mod list;

mod cards;
mod cells;
mod listing;
