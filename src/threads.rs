//! The list of a project's threads, built from [`crate::ui::table`]: [`listing`] loads the rows, [`list`] shows them.

pub mod ahead;
pub mod list;
pub mod listing;

mod bulk;
mod cells;
pub mod chosen;
mod export_menu;
mod facets;
mod facets_toggle;
mod row_feedback;
pub mod small_rows;
pub mod whole_view;
