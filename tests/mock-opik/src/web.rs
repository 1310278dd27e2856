//! What stands between the socket and the API: who may speak to us ([`guard`]), under which path ([`base`]),
//! how bodies come in ([`body`]), the built app ([`site`]), and a real Opik behind us ([`proxy`]).
//! [`shell`] puts them in order; start reading there. Nothing here knows threads or traces.

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
