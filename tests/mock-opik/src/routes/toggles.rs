//! `GET /v1/private/toggles`. The keys are this server's own: they tell the app the thread rules, the author name of
//! the request, and the timeout of threads. Opik's own page takes missing keys as switched off.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::error::ApiResult;
use crate::state::{AppState, ThreadRules};
use crate::{author, inactivity};

/// The route.
pub fn routes() -> Router<AppState> {
    Router::new().route("/v1/private/toggles", get(toggles))
}

async fn toggles(State(state): State<AppState>, headers: HeaderMap) -> ApiResult<Json<Value>> {
    let timeout = state.store.read(move |conn| inactivity::timeout(conn, state.timeout)).await?;
    Ok(Json(json!({
        "thread_scoring_requires_inactive": state.rules == ThreadRules::Guarded,
        // Null when the request names nobody; then the app may ask for a name.
        "user_name": author::from_headers(&headers),
        // The timeout after which a thread turns inactive: the workspace's, else the environment's.
        "thread_timeout_seconds": timeout.num_seconds().max(1),
    })))
}
