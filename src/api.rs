//! Talking to the server: one file per resource, and one [`client::Client`] that all of them use. Wire structs stop
//! here: what comes out is `model`. Start with [`client`] and [`error`].

pub mod client;
pub mod error;
pub mod feedback;
mod payload;
pub mod projects;
pub mod threads;
pub mod traces;
