//! The list of a project's conversations: what of [`crate::ui::table`] is its own. [`listing`] is what it knows, [`list`] is
//! what it shows.

pub mod list;
pub mod listing;

mod cards;
mod cells;
mod row_feedback;
