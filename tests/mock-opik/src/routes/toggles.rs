//! `/v1/private/toggles`: what this server does differently. Keys of ours tell the app the thread rules, who the
//! request counts as, and when threads close by themselves; Opik's own UI takes what is missing for switched off.

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
        // Null where nobody gave a name: then the app may ask for one.
        "user_name": author::named(&headers),
        // After how long a silent thread turns inactive: the workspace's time, else the environment's.
        "thread_timeout_seconds": timeout.num_seconds().max(1),
    })))
}
