//! Talking to the server: one file per resource, and one [`client::Client`] that all of them use. Wire structs stop
//! here: what comes out is `model`. Start with [`client`] and [`error`]; [`load`] is how a
//! view asks, [`listing`] how a list does.

pub mod client;
pub mod definitions;
pub mod error;
mod exchange;
pub mod feedback;
pub mod fields;
pub mod listing;
pub mod load;
pub mod outbox;
mod payload;
pub mod projects;
pub mod send;
pub mod server;
pub mod session;
pub mod spans;
pub mod tags;
pub mod threads;
pub mod traces;
pub mod workspace;
