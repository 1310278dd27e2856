//! The conversation: read it from the first turn to the last. Start with [`panel`].

pub mod panel;
