//! The page that lays a list beside a conversation.

pub mod page;
mod stepping;
