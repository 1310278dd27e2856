//! The page that lays a list beside what is open of it.

mod opened;
pub mod page;
