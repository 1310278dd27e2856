//! `/is-alive/ping`, `/is-alive/ver`, `/health-check`: SDKs ask whether a server is there.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

/// The version of Opik whose API this server speaks.
pub const OPIK_VERSION: &str = "2.1.24";

/// The routes. The SDK checks the status and `healthy: true`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/is-alive/ping", get(ping))
        .route("/is-alive/ver", get(async || Json(json!({ "version": OPIK_VERSION }))))
        .route("/health-check", get(ping))
}

async fn ping() -> Json<Value> {
    Json(json!({ "message": "Healthy Server", "healthy": true }))
}
