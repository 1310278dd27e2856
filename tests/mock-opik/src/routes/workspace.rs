//! `/v1/private/workspaces/configurations`: the timeout after which threads turn inactive, and settings of Opik's own
//! page.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Map, Value};

use crate::author::Author;
use crate::error::{ApiError, ApiResult};
use crate::iso_duration::{self, DurationError};
use crate::json::{Json, JsonAnswer};
use crate::state::AppState;
use crate::store::workspace;

const TIMEOUT: &str = "timeout_to_mark_thread_as_inactive";

/// The routes.
pub fn routes() -> Router<AppState> {
    Router::new().route("/v1/private/workspaces/configurations", get(read).put(replace).delete(delete))
}

async fn read(State(state): State<AppState>, _: Author) -> ApiResult<JsonAnswer<Value>> {
    let text = state.store.read(workspace::get).await?;
    let text = text.ok_or_else(|| ApiError::not_found("No workspace configuration found for workspace"))?;
    serde_json::from_str(&text).map(JsonAnswer).map_err(ApiError::internal)
}

/// Replaces the whole configuration; null unsets a key.
async fn replace(
    State(state): State<AppState>,
    _: Author,
    Json(body): Json<Map<String, Value>>,
) -> ApiResult<StatusCode> {
    let kept = Value::Object(check(body)?).to_string();
    state.store.write(move |conn| workspace::put(conn, &kept)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(State(state): State<AppState>, _: Author) -> ApiResult<StatusCode> {
    state.store.write(workspace::delete).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The keys that Opik knows, checked; other keys are ignored.
fn check(mut body: Map<String, Value>) -> ApiResult<Map<String, Value>> {
    let mut kept = Map::new();
    match body.remove(TIMEOUT) {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) if text.trim().is_empty() => {}
        Some(Value::String(text)) => {
            iso_duration::parse(&text).map_err(|refused| refusal(refused, &text))?;
            kept.insert(TIMEOUT.to_owned(), Value::String(text.trim().to_owned()));
        }
        Some(other) => return Err(refusal(DurationError::Unreadable, &other.to_string())),
    }
    match body.remove("truncation_on_tables") {
        None | Some(Value::Null) => {}
        Some(flag @ Value::Bool(_)) => drop(kept.insert("truncation_on_tables".to_owned(), flag)),
        Some(other) => return Err(ApiError::unreadable_json(format!("{other} is neither true nor false."))),
    }
    match body.remove("color_map") {
        None | Some(Value::Null) => {}
        Some(Value::Object(colors)) if colors.values().all(is_color) => {
            kept.insert("color_map".to_owned(), Value::Object(colors));
        }
        Some(_) => return Err(ApiError::invalid_one("colorMap values must be colours such as #1A2B3C")),
    }
    Ok(kept)
}

fn refusal(refused: DurationError, text: &str) -> ApiError {
    match refused {
        DurationError::Unreadable => {
            ApiError::unreadable_json(format!("Cannot parse Duration from string '{text}'"))
        }
        DurationError::TooFine => ApiError::invalid_one(
            "timeoutToMarkThreadAsInactive minimum precision supported is seconds, please use a duration with \
             seconds precision or higher",
        ),
        DurationError::TooLong => ApiError::invalid_one(
            "timeoutToMarkThreadAsInactive duration exceeds the maximum allowed of PT168H",
        ),
    }
}

fn is_color(value: &Value) -> bool {
    let digits = value.as_str().and_then(|text| text.strip_prefix('#')).unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
