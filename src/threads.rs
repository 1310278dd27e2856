//! The list of a project's conversations. [`listing`] is what it knows, [`list`] is what it shows.

pub mod first_log;
pub mod frame;
pub mod list;
pub mod listing;
pub mod place;

mod cards;
mod cells;
mod columns_menu;
mod filter_chips;
mod filter_form;
mod judged;
mod news;
mod nothing;
mod rows;
mod search_box;
mod start;
mod toolbar;
