//! The list of a project's threads, built from [`crate::ui::table`]: [`listing`] loads the rows, [`list`] shows them.

pub mod ahead;
pub mod list;
pub mod listing;

mod bulk;
mod cells;
mod changed_rows;
mod charts;
pub mod chosen;
mod export_menu;
mod facets;
mod facets_toggle;
mod reviewed_cell;
mod row_feedback;
pub mod small_rows;
mod tools;
pub mod view_rows;
mod walk_line;
pub mod whole_view;
