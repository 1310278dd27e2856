//! Everything between the socket and the API: which requests are allowed ([`guard`]), the base path ([`base_path`]),
//! request bodies ([`body`]), the built app ([`static_files`]), and forwarding to a real Opik ([`proxy`]). [`gateway`]
//! puts them in order; start reading there. Nothing here knows about threads or traces.

pub mod base_path;
pub mod body;
pub mod encoding;
pub mod gateway;
pub mod guard;
pub mod headers;
pub mod proxy;
pub mod static_files;

/// Why a request is refused: a status, and a sentence for whoever sent it.
pub type Refusal = (axum::http::StatusCode, String);
