//! `/v1/private/auth` and what else SDKs ask before they start. There is no login: everybody is welcome, and there
//! is one workspace.

use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/v1/private/auth", post(async || StatusCode::NO_CONTENT))
        .route("/v1/private/auth/workspace", get(async || Json(json!({ "workspace_name": "default" }))))
        .route("/v1/private/workspaces/versions", get(async || Json(json!({ "opik_version": "version_2" }))))
}
