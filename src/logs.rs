//! The page that lays a list beside what is open of it.

mod first_list;
pub mod page;
mod selection;
