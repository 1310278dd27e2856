//! The page that lays a list beside a conversation.

mod opened;
pub mod page;
mod stepping;
