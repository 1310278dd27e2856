//! `/v1/private/feedback-definitions`: the scores that people give here, and their values.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;

use super::Ids;
use crate::author::Author;
use crate::error::{ApiError, ApiResult};
use crate::json::{Json, JsonAnswer, created};
use crate::list_query::Page;
use crate::query_params::{PathParams, QueryParams};
use crate::state::AppState;
use crate::store::definitions::{self, Definition};

mod rules;

/// The routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/v1/private/feedback-definitions", get(list).post(create))
        .route("/v1/private/feedback-definitions/delete", post(delete_many))
        .route("/v1/private/feedback-definitions/{id}", get(one).put(replace).delete(delete))
}

/// Newest first. `name` matches a part of the name in any case, `type` the type.
async fn list(
    State(state): State<AppState>,
    _: Author,
    query: QueryParams,
) -> ApiResult<JsonAnswer<Page<Definition>>> {
    let page = query.page()?;
    let name = query.get("name").map(|name| name.trim().to_lowercase()).unwrap_or_default();
    let kind = query.get("type");
    let mut found = state.store.read(definitions::list).await?;
    found.retain(|one| one.name.to_lowercase().contains(&name) && kind.is_none_or(|kind| kind == one.kind));
    Ok(JsonAnswer(Page::cut(page, found, None)))
}

async fn one(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
) -> ApiResult<JsonAnswer<Definition>> {
    let found = state.store.read(move |conn| definitions::by_id(conn, &id)).await?;
    found.map(JsonAnswer).ok_or_else(|| ApiError::no_such_object("Feedback definition not found"))
}

async fn create(
    State(state): State<AppState>,
    Author(author): Author,
    Json(body): Json<Value>,
) -> ApiResult<Response> {
    let content = rules::read(&body)?;
    let now = state.now();
    let id = state.store.write(move |conn| definitions::create(conn, &content, &author, now)).await?;
    Ok(created(&format!("/v1/private/feedback-definitions/{id}"), None))
}

async fn replace(
    State(state): State<AppState>,
    Author(author): Author,
    PathParams(id): PathParams<String>,
    Json(body): Json<Value>,
) -> ApiResult<StatusCode> {
    let content = rules::read(&body)?;
    let now = state.now();
    state.store.write(move |conn| definitions::update(conn, &id, &content, &author, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
) -> ApiResult<StatusCode> {
    state.store.write(move |conn| definitions::delete(conn, &[id])).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_many(
    State(state): State<AppState>,
    _: Author,
    Json(Ids { ids }): Json<Ids>,
) -> ApiResult<StatusCode> {
    state.store.write(move |conn| definitions::delete(conn, &ids)).await?;
    Ok(StatusCode::NO_CONTENT)
}
