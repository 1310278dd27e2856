//! What SDKs ask before they start: `/v1/private/auth` and the workspace. There is no login and one workspace, so every
//! answer is yes.

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
