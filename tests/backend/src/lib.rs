//! `mock-opik`: a small honest server for the part of the Opik REST API that logging and reviewing conversations needs.
//!
//! | Module | What it is |
//! |---|---|
//! | [`routes`] | the API: parameters, rules and answers, one file per resource |
//! | [`store`] | SQLite: one writer, several readers, one file per kind of thing kept |
//! | [`json`], [`error`], [`author`] | what a request body may be, what a refusal looks like, who is speaking |
//! | [`state`], [`clock`] | what every handler knows |
//! | [`time`], [`uuid7`] | times and ids |

pub mod author;
pub mod clock;
pub mod error;
pub mod json;
pub mod routes;
pub mod state;
pub mod store;
pub mod time;
pub mod uuid7;
