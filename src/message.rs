//! Renders the messages of a trace. [`messages`] splits them into [`pieces`] and renders each: [`body`] for text,
//! [`tools`] for what is collapsed (tool calls, reasoning, instructions), [`media`] for images, sounds and files,
//! [`sources`] for what an answer refers to, [`structured`] for JSON. [`rest`] is what no message shows.

pub mod attached;
pub mod body;
pub mod media;
mod media_kinds;
pub mod messages;
pub mod pieces;
pub mod render_mode;
pub mod rest;
pub mod sources;
pub mod structured;
pub mod tools;
