//! `/v1/private/projects`. A project also has `thread_count`, which Opik's do not have, for the page of projects.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::Ids;
use crate::author::Author;
use crate::error::{ApiError, ApiResult};
use crate::json::{Json, JsonAnswer, created};
use crate::list_query::Page;
use crate::query_params::{PathParams, QueryParams};
use crate::state::AppState;
use crate::store::deletion;
use crate::store::projects::{self, Project};

mod sort_order;
mod stats;

/// The routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/v1/private/projects", get(list).post(create))
        .route("/v1/private/projects/retrieve", post(retrieve))
        .route("/v1/private/projects/stats", get(stats::list))
        .route("/v1/private/projects/feedback-scores/names", get(stats::score_names))
        .route("/v1/private/projects/delete", post(delete_many))
        .route("/v1/private/projects/{id}", get(one).patch(update).delete(delete))
}

/// Newest first, or by `sorting`; `name` matches a part of the name in any case.
async fn list(
    State(state): State<AppState>,
    _: Author,
    query: QueryParams,
) -> ApiResult<JsonAnswer<Page<Project>>> {
    let page = query.page()?;
    let found = found(&state, &query).await?;
    let sortable = if found.is_empty() { Vec::new() } else { sort_order::FIELDS.to_vec() };
    Ok(JsonAnswer(Page::cut(page, found, Some(sortable))))
}

/// The projects that match a query, in its order.
async fn found(state: &AppState, query: &QueryParams) -> ApiResult<Vec<Project>> {
    let order = sort_order::read(query.get("sorting"))?;
    let name = query.get("name").map(|name| name.trim().to_lowercase()).unwrap_or_default();
    let mut found = state.store.read(projects::list).await?;
    found.retain(|project| project.name.to_lowercase().contains(&name));
    if let Some(order) = order {
        order.sort(&mut found);
    }
    Ok(found)
}

async fn one(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
) -> ApiResult<JsonAnswer<Project>> {
    let found = state.store.read(move |conn| projects::by_id(conn, &id)).await?;
    found.map(JsonAnswer).ok_or_else(|| ApiError::no_such_object("Project not found"))
}

#[derive(Deserialize)]
struct RetrieveRequest {
    name: Option<String>,
    include_stats: Option<bool>,
}

/// `POST /v1/private/projects/retrieve`: the project of this name, with statistics of its traces if asked for. The SDKs
/// find projects this way.
async fn retrieve(
    State(state): State<AppState>,
    _: Author,
    Json(body): Json<RetrieveRequest>,
) -> ApiResult<JsonAnswer<stats::ProjectWithStats>> {
    let name = body.name.filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| ApiError::invalid_one("name must not be blank"))?;
    let now = state.now();
    let store = state.store.clone();
    let read = move |conn: &rusqlite::Connection| {
        let missing = || ApiError::no_such_object("Project not found");
        let project = projects::by_name(conn, &name)?.ok_or_else(missing)?;
        let wanted = body.include_stats.unwrap_or(false);
        let stats = wanted
            .then(|| stats::of(conn, store.row_cache(), &project, now))
            .transpose()?
            .unwrap_or_default();
        Ok(stats::ProjectWithStats { project, stats })
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

#[derive(Deserialize)]
struct ProjectInput {
    name: Option<String>,
    visibility: Option<Visibility>,
    description: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Visibility {
    Private,
    Public,
}

impl Visibility {
    fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
        }
    }
}

impl ProjectInput {
    /// # Errors
    /// 422 with an error for each broken rule; a missing name is one only when `required`.
    fn check(&self, required: bool) -> ApiResult<()> {
        let mut errors = Vec::new();
        let length = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().chars().count();
        if (required || self.name.is_some()) && length(&self.name) == 0 {
            errors.push("name must not be blank".to_owned());
        }
        if length(&self.name) > 150 {
            errors.push("name cannot exceed 150 characters".to_owned());
        }
        if length(&self.description) > 255 {
            errors.push("description cannot exceed 255 characters".to_owned());
        }
        if errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(errors)) }
    }
}

async fn create(
    State(state): State<AppState>,
    Author(author): Author,
    Json(body): Json<ProjectInput>,
) -> ApiResult<Response> {
    body.check(true)?;
    let now = state.now();
    let made = state.store.write(move |conn| {
        let name = body.name.unwrap_or_default();
        let visibility = body.visibility.unwrap_or(Visibility::Private).as_str();
        projects::create(conn, &name, visibility, body.description.as_deref(), &author, now)
    });
    Ok(created(&format!("/v1/private/projects/{}", made.await?.id), None))
}

async fn update(
    State(state): State<AppState>,
    Author(author): Author,
    PathParams(id): PathParams<String>,
    Json(body): Json<ProjectInput>,
) -> ApiResult<StatusCode> {
    body.check(false)?;
    let now = state.now();
    let changed = state.store.write(move |conn| {
        let visibility = body.visibility.map(Visibility::as_str);
        projects::update(
            conn,
            &id,
            body.name.as_deref(),
            visibility,
            body.description.as_deref(),
            &author,
            now,
        )
    });
    changed.await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
) -> ApiResult<StatusCode> {
    state.store.write(move |conn| deletion::project(conn, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_many(
    State(state): State<AppState>,
    _: Author,
    Json(Ids { ids }): Json<Ids>,
) -> ApiResult<StatusCode> {
    state.store.write(move |conn| ids.iter().try_for_each(|id| deletion::project(conn, id))).await?;
    Ok(StatusCode::NO_CONTENT)
}
