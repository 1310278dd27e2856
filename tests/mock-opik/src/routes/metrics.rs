//! Metrics and KPI cards of a project, and the names of its token counts.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::author::Author;
use crate::error::{ApiError, ApiResult};
use crate::json::{BodyText, JsonAnswer};
use crate::metrics::{KpiCards, MetricRequest};
use crate::query_params::PathParams;
use crate::state::AppState;
use crate::store::projects;
use crate::uuid7;

/// These routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/v1/private/projects/{id}/metrics", post(metrics))
        .route("/v1/private/projects/{id}/kpi-cards", post(kpi_cards))
        .route("/v1/private/projects/{id}/token-usage/names", get(token_usage_names))
}

/// As on Opik, errors of the body come before that of an unknown project.
async fn metrics(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
    BodyText(text): BodyText,
) -> ApiResult<JsonAnswer<Value>> {
    let id = uuid(&id)?;
    let request = MetricRequest::read(&text, state.now())?;
    let read = move |conn: &Connection| {
        let project =
            projects::key_by_id(conn, &id)?.ok_or_else(|| ApiError::no_such_object("Project not found"))?;
        let results = request.answer(conn, project)?;
        Ok(json!({
            "project_id": id, "metric_type": request.metric_type(), "interval": request.interval(),
            "results": results,
        }))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

/// As on Opik, an unknown project has cards too, without data.
async fn kpi_cards(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
    BodyText(text): BodyText,
) -> ApiResult<JsonAnswer<Value>> {
    let id = uuid(&id)?;
    let cards = KpiCards::read(&text, state.now())?;
    let read = move |conn: &Connection| {
        let stats = match projects::key_by_id(conn, &id)? {
            Some(project) => cards.answer(conn, project)?,
            None => cards.of_no_project(),
        };
        Ok(json!({ "stats": stats }))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

/// The names of the token counts of the project's spans; empty for an unknown project.
async fn token_usage_names(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
) -> ApiResult<JsonAnswer<Value>> {
    let id = uuid(&id)?;
    let read = move |conn: &Connection| {
        let Some(project) = projects::key_by_id(conn, &id)? else { return Ok(json!({ "names": [] })) };
        let mut query = conn.prepare_cached(
            "SELECT DISTINCT e.key FROM spans p CROSS JOIN json_each(p.usage) e
             WHERE p.project = ?1 AND p.usage IS NOT NULL ORDER BY e.key",
        )?;
        let names = query.query_map([project], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        Ok(json!({ "names": names }))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

/// 404 when it is not a UUID, as Opik answers a wrong path.
fn uuid(text: &str) -> ApiResult<String> {
    uuid7::parse_any(text).ok_or_else(|| ApiError::not_found("HTTP 404 Not Found"))
}
