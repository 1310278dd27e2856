//! The lists of a project's traces and of its spans, built from [`crate::ui::table`]: `listing` loads the rows,
//! [`list`] shows them.

pub mod list;

mod cells;
mod internal;
mod listing;
pub mod small_rows;
