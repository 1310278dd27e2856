//! `/v1/private/toggles`: what this server does differently. One key of ours tells the app the thread rules; Opik's
//! own UI takes what is missing for switched off.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::state::{AppState, Rules};

/// The route.
pub fn routes() -> Router<AppState> {
    Router::new().route("/v1/private/toggles", get(toggles))
}

async fn toggles(State(state): State<AppState>) -> Json<Value> {
    Json(json!({ "thread_scoring_requires_inactive": state.rules == Rules::Guarded }))
}
