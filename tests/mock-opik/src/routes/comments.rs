//! Comments on traces, spans and threads: the same calls under three paths. There is no list call; comments come with
//! what they are about.
//!
//! Unlike on Opik, a comment that is sent twice with the same `Idempotency-Key` is made once. Browsers repeat a request
//! by themselves when the connection ends before the answer, and cannot know whether it was carried out.

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{get, patch, post};
use rusqlite::Connection;
use serde_json::json;

use crate::author::Author;
use crate::body_fields::BodyFields;
use crate::entity::EntityType;
use crate::error::{ApiError, ApiResult};
use crate::json::{BodyText, JsonAnswer, created};
use crate::query_params::PathParams;
use crate::state::AppState;
use crate::store::comments::{self, Comment};

/// These routes.
pub fn routes() -> Router<AppState> {
    [(EntityType::Trace, "traces"), (EntityType::Span, "spans"), (EntityType::Thread, "traces/threads")]
        .into_iter()
        .fold(Router::new(), |router, (about, base)| {
            let path = |rest: &str| format!("/v1/private/{base}/{rest}");
            let create = async move |state, author, once, id, body| {
                create(about, base, state, author, once, id, body).await
            };
            router
                .route(&path("{id}/comments"), post(create))
                .route(&path("{id}/comments/{comment}"), get(one))
                .route(&path("comments/delete"), post(delete))
                .route(&path("comments/{comment}"), patch(edit))
        })
}

/// The `Idempotency-Key` of the request, if there is one.
struct IdempotencyKey(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
        Ok(Self(key.filter(|key| !key.is_empty() && key.len() <= 255).map(str::to_owned)))
    }
}

fn text_of(body: &str) -> ApiResult<(String, Option<String>)> {
    let mut fields = BodyFields::read(body, "")?;
    let text = fields.required("text")?;
    fields.check()?;
    Ok((text, fields.non_blank("source_queue_id")?))
}

async fn create(
    about: EntityType,
    base: &'static str,
    State(state): State<AppState>,
    Author(author): Author,
    IdempotencyKey(key): IdempotencyKey,
    PathParams(id): PathParams<String>,
    BodyText(body): BodyText,
) -> ApiResult<Response> {
    let (text, queue) = text_of(&body)?;
    let now = state.now();
    let entity = id.to_ascii_lowercase();
    let write = move |conn: &Connection| {
        let sql = match about {
            EntityType::Trace => "SELECT 1 FROM traces WHERE id = ?1",
            EntityType::Span => "SELECT 1 FROM spans WHERE id = ?1",
            EntityType::Thread => "SELECT 1 FROM threads WHERE model_id = ?1",
        };
        if !conn.prepare_cached(sql)?.exists([&entity])? {
            return Err(ApiError::not_found(format!("{} id: {id} not found", about.word())));
        }
        let known =
            key.as_ref().map(|key| comments::by_idempotency_key(conn, &entity, key)).transpose()?.flatten();
        let comment = match known {
            Some(known) => known,
            None => {
                let made = comments::create(conn, about, &entity, &text, queue.as_deref(), &author, now)?;
                if let Some(key) = &key {
                    comments::store_key(conn, &entity, key, &made)?;
                }
                made
            }
        };
        Ok((format!("/v1/private/{base}/{entity}/comments/{comment}"), comment))
    };
    let (location, id) = state.store.write(write).await?;
    Ok(created(&location, Some(&json!({ "id": id }))))
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found(format!("Comment id: {id} not found"))
}

async fn one(
    State(state): State<AppState>,
    _: Author,
    PathParams((entity, id)): PathParams<(String, String)>,
) -> ApiResult<JsonAnswer<Comment>> {
    let read = move |conn: &Connection| {
        comments::get(conn, &entity.to_ascii_lowercase(), &id)?.ok_or_else(|| missing(&id))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

async fn edit(
    State(state): State<AppState>,
    Author(author): Author,
    PathParams(id): PathParams<String>,
    BodyText(body): BodyText,
) -> ApiResult<StatusCode> {
    let (text, _) = text_of(&body)?;
    let now = state.now();
    let write = move |conn: &Connection| match comments::edit(conn, &id, &text, &author, now)? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(missing(&id)),
    };
    state.store.write(write).await
}

async fn delete(State(state): State<AppState>, _: Author, BodyText(body): BodyText) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&body, "")?;
    let ids = fields.names("ids", "<list element>")?;
    fields.check()?;
    state.store.write(move |conn| comments::delete(conn, &ids)).await?;
    Ok(StatusCode::NO_CONTENT)
}
