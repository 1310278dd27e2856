//! Colloquy: the fast, calm place to read, rate and discuss a chatbot's conversations.

pub mod model;
pub mod text;
