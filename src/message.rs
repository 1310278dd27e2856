//! How what was said is drawn, wherever it is read: [`messages`] takes a trace's messages piece by piece ([`reading`]), with
//! [`body`] for words, [`tools`] for what the model did on the way, and [`media`] for what is no text.

pub mod body;
pub mod media;
pub mod messages;
pub mod pieces;
pub mod render_mode;
pub mod tools;
