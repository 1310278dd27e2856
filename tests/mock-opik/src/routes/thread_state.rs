//! Changing threads: open, close, delete, tags.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{patch, post, put};
use rusqlite::Connection;

use crate::author::Author;
use crate::body_fields::BodyFields;
use crate::error::{ApiError, ApiResult};
use crate::json::BodyText;
use crate::query_params::{PathParams, ProjectRef};
use crate::state::AppState;
use crate::store::tags::TagChange;
use crate::store::{deletion, threads};

/// These routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/v1/private/traces/threads/open", put(open))
        .route("/v1/private/traces/threads/close", put(close))
        .route("/v1/private/traces/threads/delete", post(delete))
        .route("/v1/private/traces/threads/batch", patch(tag_many))
        .route("/v1/private/traces/threads/{id}", patch(tag))
}

const NO_PROJECT: &str = "must provide either a project_name or a project_id";

fn project(fields: &mut BodyFields<'_>, complaint: &str) -> ApiResult<Option<ProjectRef>> {
    let project = ProjectRef::read(fields)?;
    if project.is_none() {
        fields.add_body_error(complaint);
    }
    Ok(project)
}

/// As on Opik, opening an unknown thread is no error.
async fn open(
    State(state): State<AppState>,
    Author(author): Author,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let project = project(&mut fields, NO_PROJECT)?;
    let thread_id = fields.required("thread_id")?;
    fields.check()?;
    let (now, rules) = (state.now(), state.rules);
    let write = move |conn: &Connection| {
        let Some(project) = project else { return Ok(()) };
        match threads::find(conn, project.key(conn)?, &thread_id)? {
            Some(key) => threads::open(conn, key, &author, now, rules),
            None => Ok(()),
        }
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As on Opik, no thread is closed when one of them is unknown.
async fn close(
    State(state): State<AppState>,
    Author(author): Author,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let project = project(&mut fields, "Either 'projectName' or 'projectId' must be provided.")?;
    let one = fields.non_blank("thread_id")?;
    let ids = match (one, fields.raw("thread_ids").is_some()) {
        (Some(id), false) => vec![id],
        (None, true) => fields.names("thread_ids", "<list element>")?,
        (Some(_), true) => {
            fields.add_body_error("Cannot provide both 'threadId' and 'threadIds'. Use one of them.");
            Vec::new()
        }
        (None, false) => {
            fields.add_body_error("Either 'threadId' or 'threadIds' must be provided.");
            Vec::new()
        }
    };
    fields.check()?;
    let now = state.now();
    let write = move |conn: &Connection| {
        let Some(project) = project else { return Ok(()) };
        let project = project.key(conn)?;
        let (mut keys, mut missing) = (Vec::new(), Vec::new());
        for id in &ids {
            match threads::find(conn, project, id)? {
                Some(key) if threads::has_traces(conn, key)? => keys.push(key),
                _ => missing.push(id.as_str()),
            }
        }
        if !missing.is_empty() {
            return Err(ApiError::not_found(format!("Thread '[{}]' not found:", missing.join(", "))));
        }
        keys.iter().try_for_each(|key| threads::close(conn, *key, &author, now))
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As on Opik, deleting what does not exist is no error, not even when the project is unknown.
async fn delete(State(state): State<AppState>, _: Author, BodyText(text): BodyText) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let project = project(&mut fields, NO_PROJECT)?;
    if fields.raw("thread_ids").is_none() {
        fields.add_error("thread_ids", "must not be empty");
        fields.check()?;
    }
    let ids = fields.names("thread_ids", "<list element>")?;
    fields.check()?;
    let write = move |conn: &Connection| match project.map(|project| project.key(conn)) {
        Some(Ok(project)) => deletion::threads(conn, project, &ids),
        _ => Ok(()),
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opik reads only `tags` here; this server also `tags_to_add` and `tags_to_remove`.
async fn tag(
    State(state): State<AppState>,
    Author(author): Author,
    PathParams(id): PathParams<String>,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let change = TagChange::read(&mut BodyFields::read(&text, "")?)?;
    let now = state.now();
    let write = move |conn: &Connection| {
        let missing = || ApiError::not_found(format!("Thread id: {id} not found"));
        let key = threads::by_model_id(conn, &id)?.ok_or_else(missing)?;
        threads::change_tags(conn, key, &change, false, &author, now)
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn tag_many(
    State(state): State<AppState>,
    Author(author): Author,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let ids = fields.names("ids", "<list element>")?;
    fields.require("update");
    fields.check()?;
    let change = TagChange::read(&mut BodyFields::read(fields.raw("update").unwrap_or("{}"), "update.")?)?;
    let merge = fields.get("merge_tags")?.unwrap_or(false);
    let now = state.now();
    let write = move |conn: &Connection| {
        for id in &ids {
            if let Some(key) = threads::by_model_id(conn, id)? {
                threads::change_tags(conn, key, &change, merge, &author, now)?;
            }
        }
        Ok(())
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}
