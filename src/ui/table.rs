//! What lists share: [`list`] draws one, from what there is to see of it ([`crate::query::list_state`]) and the few things in
//! which lists differ; [`cells`] are what rows say in the same words.

pub mod arrows;
pub mod cards;
pub mod cells;
pub mod frame;
pub mod heading;
pub mod list;
pub mod list_route;
pub mod pager;
pub mod row_navigation;
pub mod rows;
pub mod scores;
pub mod start;
pub mod tools;

mod columns_menu;
mod filter_chips;
mod filter_form;
mod nothing;
mod search_box;
mod toolbar;
