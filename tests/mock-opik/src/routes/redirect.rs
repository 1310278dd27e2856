//! The link that an SDK prints when it starts logging (`GET /v1/session/redirect/projects`): redirects to the trace in
//! the app, within its conversation if it has one.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rusqlite::{Connection, OptionalExtension};

use crate::error::{ApiError, ApiResult};
use crate::query_params::QueryParams;
use crate::state::AppState;
use crate::uuid7;

/// From `<base>/api/v1/session/redirect/projects/` up to the app's base, which only the browser knows. The link's own
/// `path` parameter is not used: it could lead anywhere.
const UP: &str = "../../../../../default/projects";

/// These routes.
pub fn routes() -> Router<AppState> {
    Router::new().route("/v1/session/redirect/projects", get(redirect))
}

/// A trace that has not arrived yet redirects to the list of projects.
async fn redirect(State(state): State<AppState>, params: QueryParams) -> ApiResult<Response> {
    let trace = params.get("trace_id").and_then(uuid7::parse_any).unwrap_or_default();
    let target = state.store.read(move |conn| place(conn, &trace)).await?;
    let location = HeaderValue::from_str(&target).map_err(ApiError::internal)?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

fn place(conn: &Connection, trace: &str) -> ApiResult<String> {
    let mut query = conn.prepare_cached(
        "SELECT (SELECT id FROM projects WHERE key = t.project), (SELECT thread_id FROM threads WHERE key = t.thread)
         FROM traces t WHERE t.id = ?1",
    )?;
    let found: Option<(Option<String>, Option<String>)> =
        query.query_row([trace], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(match found {
        Some((Some(project), Some(thread))) => {
            let thread = utf8_percent_encode(&thread, NON_ALPHANUMERIC);
            format!("{UP}/{project}/logs?logsType=threads&thread={thread}&trace={trace}")
        }
        Some((Some(project), None)) => format!("{UP}/{project}/logs?logsType=traces&trace={trace}"),
        _ => UP.to_owned(),
    })
}
