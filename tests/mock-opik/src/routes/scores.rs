//! Feedback scores of traces, spans and threads.
//!
//! Under guarded rules a person (`source: ui`) can score a thread only while it is inactive. Programs can at any time,
//! because SDKs log scores while a conversation goes on.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value as Json;

use super::threads::score_names;
use crate::author::Author;
use crate::body_fields::{BodyFields, items};
use crate::entity::{EntityType, RecordKind};
use crate::error::{ApiError, ApiResult};
use crate::json::{BodyText, JsonAnswer};
use crate::query_params::{PathParams, ProjectRef, QueryParams};
use crate::state::{AppState, ThreadRules};
use crate::store::scores::{self, ScoreInput, ScoreValue, ScoreValueError};
use crate::store::{projects, threads};
use crate::uuid7;

/// These routes.
pub fn routes() -> Router<AppState> {
    let trace = RecordKind::Trace;
    let span = RecordKind::Span;
    Router::new()
        .route("/v1/private/traces/threads/feedback-scores", put(thread_scores))
        .route("/v1/private/traces/threads/feedback-scores/delete", post(delete_thread_scores))
        .route("/v1/private/traces/feedback-scores", put(async move |s, a, b| batch(trace, s, a, b).await))
        .route("/v1/private/spans/feedback-scores", put(async move |s, a, b| batch(span, s, a, b).await))
        .route(
            "/v1/private/traces/feedback-scores/names",
            get(async move |s, a, p| names(EntityType::Trace, s, a, p).await),
        )
        .route(
            "/v1/private/spans/feedback-scores/names",
            get(async move |s, a, p| names(EntityType::Span, s, a, p).await),
        )
        .route(
            "/v1/private/traces/{id}/feedback-scores",
            put(async move |s, a, i, b| one(trace, s, a, i, b).await),
        )
        .route(
            "/v1/private/spans/{id}/feedback-scores",
            put(async move |s, a, i, b| one(span, s, a, i, b).await),
        )
        .route("/v1/private/traces/{id}/feedback-scores/delete", post(delete))
        .route("/v1/private/spans/{id}/feedback-scores/delete", post(delete))
}

const SOURCES: [&str; 3] = ["ui", "sdk", "online_scoring"];

/// Reads the fields that all scores have, adding errors.
fn score(fields: &mut BodyFields<'_>) -> ApiResult<ScoreInput> {
    let name = fields.required("name")?;
    let value = match fields.raw("value").map(ScoreValue::parse) {
        Some(Ok(value)) => value,
        Some(Err(ScoreValueError::NotANumber)) => {
            return Err(ApiError::unreadable_json(format!(
                "{} is no number",
                fields.raw("value").unwrap_or_default()
            )));
        }
        Some(Err(ScoreValueError::TooLarge)) => {
            fields.add_error("value", "must be less than or equal to 999999999.999999999");
            ScoreValue(0)
        }
        Some(Err(ScoreValueError::TooSmall)) => {
            fields.add_error("value", "must be greater than or equal to -999999999.999999999");
            ScoreValue(0)
        }
        None => {
            fields.require("value");
            ScoreValue(0)
        }
    };
    fields.require("source");
    let source = fields.non_blank("source")?.unwrap_or_default();
    if !source.is_empty() && !SOURCES.contains(&source.as_str()) {
        return Err(ApiError::unreadable_json(format!("Unknown source '{source}'")));
    }
    let trimmed =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(ScoreInput {
        name,
        value,
        category_name: trimmed(fields.text("category_name")?),
        reason: trimmed(fields.text("reason")?),
        source,
        queue: fields.non_blank("source_queue_id")?.unwrap_or_default(),
    })
}

/// A score of a batch with its project and the id of what it is about.
struct ScoredItem {
    project: Option<ProjectRef>,
    entity: String,
    score: ScoreInput,
}

/// Reads `{"scores": […]}`; `entity` reads the id of what each score is about.
fn given(
    text: &str,
    mut entity: impl FnMut(&mut BodyFields<'_>) -> ApiResult<String>,
) -> ApiResult<Vec<ScoredItem>> {
    let mut all = Vec::new();
    let mut wrong = Vec::new();
    for (at, raw) in items(text, "scores")?.into_iter().enumerate() {
        let mut fields = BodyFields::read(raw.get(), format!("scores[{at}]."))?;
        let entity = entity(&mut fields)?;
        let score = score(&mut fields)?;
        let name = fields.optional_not_blank("project_name")?;
        let project = ProjectRef::new(fields.non_blank("project_id")?.as_deref(), name.as_deref());
        match fields.check() {
            Ok(()) => all.push(ScoredItem { project, entity, score }),
            Err(error) => wrong.extend(error.texts()),
        }
    }
    if wrong.is_empty() { Ok(all) } else { Err(ApiError::invalid(wrong)) }
}

/// The project that a score names; as on Opik, an unknown name makes a new project.
fn scored_project(
    conn: &Connection,
    project: Option<&ProjectRef>,
    author: &str,
    now: crate::time::Nanos,
) -> ApiResult<i64> {
    match project {
        Some(project @ ProjectRef::Id(_)) => project.key(conn),
        Some(ProjectRef::Name(name)) => projects::ensure(conn, Some(name), author, now),
        None => projects::ensure(conn, None, author, now),
    }
}

async fn thread_scores(
    State(state): State<AppState>,
    Author(author): Author,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let all = given(&text, |fields| fields.required("thread_id"))?;
    let (now, rules) = (state.now(), state.rules);
    let write = move |conn: &Connection| {
        for ScoredItem { project, entity, score } in &all {
            let project = scored_project(conn, project.as_ref(), &author, now)?;
            let key = threads::ensure(conn, project, entity, &author, now)?;
            if rules == ThreadRules::Guarded && score.source == "ui" && !threads::is_inactive(conn, key)? {
                return Err(ApiError::conflict(format!(
                    "Thread '{entity}' is active: the conversation may still go on. Mark it inactive before scoring it."
                )));
            }
            let model = threads::model_id(conn, key)?;
            scores::put(conn, EntityType::Thread, &model, project, score, &author, now)?;
        }
        Ok(())
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As on Opik, deleting what does not exist is no error.
async fn delete_thread_scores(
    State(state): State<AppState>,
    _: Author,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let project = fields.required("project_name")?;
    let thread_id = fields.required("thread_id")?;
    let names = fields.names("names", "<iterable element>")?;
    fields.check()?;
    let (author, queue) = (fields.non_blank("author")?, fields.non_blank("source_queue_id")?);
    let write = move |conn: &Connection| {
        let Some(project) = projects::key_by_name(conn, &project)? else { return Ok(()) };
        let Some(key) = threads::find(conn, project, &thread_id)? else { return Ok(()) };
        scores::delete(conn, &threads::model_id(conn, key)?, &names, author.as_deref(), queue.as_deref())
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As on Opik, scores may come before their trace or span.
async fn batch(
    kind: RecordKind,
    State(state): State<AppState>,
    Author(author): Author,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let what = EntityType::from(kind).word();
    let all = given(&text, |fields| {
        fields.require("id");
        Ok(fields.uuid7("id", what)?.unwrap_or_default())
    })?;
    let now = state.now();
    let write = move |conn: &Connection| {
        for ScoredItem { project, entity, score } in &all {
            let project = match project_of(conn, kind, entity)? {
                Some(project) => project,
                None => scored_project(conn, project.as_ref(), &author, now)?,
            };
            scores::put(conn, EntityType::from(kind), entity, project, score, &author, now)?;
        }
        Ok(())
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The project of a trace or span, if it exists.
fn project_of(conn: &Connection, kind: RecordKind, id: &str) -> ApiResult<Option<i64>> {
    let mut query = conn.prepare_cached(&format!("SELECT project FROM {} WHERE id = ?1", kind.table()))?;
    Ok(query.query_row([id], |row| row.get(0)).optional()?)
}

async fn one(
    kind: RecordKind,
    State(state): State<AppState>,
    Author(author): Author,
    PathParams(id): PathParams<String>,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let score = score(&mut fields)?;
    fields.check()?;
    let now = state.now();
    let what = if kind == RecordKind::Trace { "Trace" } else { "Span" };
    let write = move |conn: &Connection| {
        let entity = uuid7::parse_any(&id).unwrap_or_default();
        let missing = || ApiError::not_found(format!("{what} id: {id} not found"));
        let project = project_of(conn, kind, &entity)?.ok_or_else(missing)?;
        scores::put(conn, EntityType::from(kind), &entity, project, &score, &author, now)
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let name = fields.required("name")?;
    fields.check()?;
    let (author, queue) = (fields.non_blank("author")?, fields.non_blank("source_queue_id")?);
    let entity = id.to_ascii_lowercase();
    let write =
        move |conn: &Connection| scores::delete(conn, &entity, &[name], author.as_deref(), queue.as_deref());
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn names(
    about: EntityType,
    State(state): State<AppState>,
    _: Author,
    params: QueryParams,
) -> ApiResult<JsonAnswer<Json>> {
    let span_type = params.get("type").filter(|_| about == EntityType::Span).map(str::to_lowercase);
    score_names(&state, about, &params, span_type).await
}
