//! What lists share: [`list`] draws one, from what there is to see of it ([`crate::query::sight`]) and the few things in
//! which lists differ; [`cells`] are what rows say in the same words.

pub mod arrows;
pub mod cards;
pub mod cells;
pub mod frame;
pub mod heading;
pub mod list;
pub mod pager;
pub mod place;
pub mod rows;
pub mod scores;
pub mod start;
pub mod stepping;
pub mod tools;
pub mod walk;

mod columns_menu;
mod filter_chips;
mod filter_form;
mod nothing;
mod search_box;
mod toolbar;
