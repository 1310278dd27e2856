//! The server's REST API: one file per resource, all using one [`client::Client`]. Wire formats stop here; functions
//! return `model` types. Start with [`client`] and [`error`]; [`load`] loads one value for a view, [`listing`] a page
//! of a list, [`all_rows`] all its rows, [`outbox`] keeps the edits that the server may not have
//! yet, and [`send_edits`] sends them.

pub mod all_rows;
pub mod attachments;
pub mod busy;
pub mod client;
pub mod definitions;
pub mod error;
mod exchange;
pub mod feedback_fields;
pub mod fields;
pub mod listing;
pub mod load;
pub mod metrics;
pub mod outbox;
mod payload;
pub mod projects;
pub mod rated_turns;
pub mod read_ahead;
pub mod row_counts;
pub mod rows_page;
pub mod send_edits;
pub mod server;
pub mod session;
pub mod spans;
pub mod tags;
pub mod threads;
pub mod traces;
pub mod workspace;

#[cfg(test)]
#[path = "api/export_tests.rs"]
mod export_tests;
