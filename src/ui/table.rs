//! What the lists of threads, traces and spans share. [`list`] renders a list from its state
//! ([`crate::query::list_state`]) and from what is specific to it; [`cells`] renders values, so that they look the same
//! in every list.

pub mod arrows;
pub mod cards;
pub mod cells;
mod cloned_row;
pub mod frame;
pub mod heading;
pub mod list;
pub mod list_route;
pub mod pager;
pub mod row_navigation;
pub mod row_selection;
pub mod rows;
pub mod scores;
pub mod selection_bar;
pub mod start;
pub mod tools;

mod columns_menu;
mod filter_chips;
mod filter_form;
mod filter_value;
mod headings;
mod heads;
mod nothing;
mod open_row;
mod pointing;
mod range_form;
mod row_card;
mod sample_form;
mod search_box;
mod search_suggestions;
mod toolbar;
mod typed_filters;
