//! The API, one file for each resource with its own `routes()`. Paths are bare (`/v1/private/…`):
//! [`crate::web::gateway`] has removed `/api`, the base path and a trailing slash, and unpacked gzip.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use serde::Deserialize;

use crate::error::ApiError;
use crate::state::AppState;

pub mod attachments;
pub mod auth;
pub mod comments;
pub mod definitions;
pub mod environments;
pub mod health;
pub mod ingest;
pub mod metrics;
pub mod otel;
pub mod projects;
pub mod redirect;
pub mod scores;
pub mod thread_state;
pub mod threads;
pub mod toggles;
pub mod traces;
pub mod workspace;

/// The body of a `POST …/delete`.
#[derive(Deserialize)]
struct Ids {
    ids: Vec<String>,
}

/// The whole API.
pub fn api(state: AppState) -> Router {
    Router::new()
        .merge(health::routes())
        .merge(auth::routes())
        .merge(toggles::routes())
        .merge(projects::routes())
        .merge(metrics::routes())
        .merge(definitions::routes())
        .merge(environments::routes())
        .merge(workspace::routes())
        .merge(ingest::routes())
        .merge(threads::routes())
        .merge(thread_state::routes())
        .merge(traces::routes())
        .merge(scores::routes())
        .merge(comments::routes())
        .merge(attachments::routes())
        .merge(otel::routes())
        .merge(redirect::routes())
        .fallback(async || ApiError::not_found("HTTP 404 Not Found"))
        .method_not_allowed_fallback(async || ApiError {
            status: axum::http::StatusCode::METHOD_NOT_ALLOWED,
            body: serde_json::json!({ "code": 405, "message": "HTTP 405 Method Not Allowed" }),
        })
        // [`crate::json`] has its own limit, which answers in the API's shape.
        .layer(DefaultBodyLimit::disable())
        .with_state(state)
}
