//! Finds the messages in the JSON that a trace logged, and makes short or readable forms of texts and JSON values. Pure
//! code without a browser.
//!
//! Start with [`message::Message`], what is found, then [`extract`], how it is found. Markdown is rendered to HTML by
//! the crate `renderer`, which is a WebAssembly module of its own.

pub mod cell;
pub mod excerpt;
pub mod export;
pub mod extract;
pub mod find;
pub mod json;
pub mod message;
pub mod message_text;
pub mod pieces;
pub mod placeholders;
pub mod review_words;
pub mod serialize;
pub mod strip_markdown;
pub mod visible;
pub mod width;
