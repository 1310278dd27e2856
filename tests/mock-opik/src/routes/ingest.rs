//! Writing traces and spans: single, in batches, and by PATCH.
//!
//! A bad item does not spoil its batch: the good ones are stored, and the answer is 204 when all were good, else the
//! errors of the bad ones, named by their position (`traces[3].startTime must not be null`). An SDK logs such an answer
//! and goes on; sending the batch again changes nothing.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{patch, post};

use crate::author::Author;
use crate::body_fields::{BodyFields, items};
use crate::entity::RecordKind;
use crate::error::{ApiError, ApiResult};
use crate::json::{BodyText, created};
use crate::query_params::PathParams;
use crate::record_input::RecordInput;
use crate::state::AppState;
use crate::store::ingest::Ingest;
use crate::store::records;
use crate::uuid7;

/// From this many bytes on a batch is parsed on a blocking thread.
const LARGE: usize = 1 << 20;

/// These routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/v1/private/traces", post(one_trace))
        .route("/v1/private/traces/batch", post(traces).patch(patch_traces))
        .route("/v1/private/traces/{id}", patch(patch_trace))
        .route("/v1/private/spans", post(one_span))
        .route("/v1/private/spans/batch", post(spans).patch(patch_spans))
        .route("/v1/private/spans/{id}", patch(patch_span))
}

async fn one_trace(state: State<AppState>, author: Author, body: BodyText) -> ApiResult<Response> {
    one(RecordKind::Trace, state, author, body).await
}

async fn one_span(state: State<AppState>, author: Author, body: BodyText) -> ApiResult<Response> {
    one(RecordKind::Span, state, author, body).await
}

/// As on Opik, a known trace is a conflict, a known span is not.
async fn one(
    kind: RecordKind,
    State(state): State<AppState>,
    Author(author): Author,
    BodyText(text): BodyText,
) -> ApiResult<Response> {
    let mut item = RecordInput::create(kind, &text, "")?;
    let (now, rules, prices) = (state.now(), state.rules, Arc::clone(&state.prices));
    let id = item.id.get_or_insert_with(|| uuid7::new(now)).clone();
    let location = format!("/v1/private/{}/{id}", kind.table());
    state
        .store
        .write(move |conn| {
            if kind == RecordKind::Trace
                && records::load(conn, kind, &id)?.is_some_and(|(_, known)| !known.partial)
            {
                return Err(ApiError::conflict("Trace already exists"));
            }
            let mut ingest = Ingest::new(conn, &author, now, rules, prices);
            ingest.post(kind, vec![item])?;
            ingest.finish()
        })
        .await?;
    Ok(created(&location, None))
}

async fn traces(state: State<AppState>, author: Author, body: BodyText) -> ApiResult<StatusCode> {
    many(RecordKind::Trace, state, author, body).await
}

async fn spans(state: State<AppState>, author: Author, body: BodyText) -> ApiResult<StatusCode> {
    many(RecordKind::Span, state, author, body).await
}

async fn many(
    kind: RecordKind,
    State(state): State<AppState>,
    Author(author): Author,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let (good, bad) = match text.len() {
        0..LARGE => read(kind, &text)?,
        _ => tokio::task::spawn_blocking(move || read(kind, &text)).await.map_err(ApiError::internal)??,
    };
    let (now, rules, prices) = (state.now(), state.rules, Arc::clone(&state.prices));
    if !good.is_empty() {
        state
            .store
            .write(move |conn| {
                let mut ingest = Ingest::new(conn, &author, now, rules, prices);
                ingest.post(kind, good)?;
                ingest.finish()
            })
            .await?;
    }
    refused(kind, bad)
}

/// The good items of a batch, and the bad ones with their positions.
type ParsedBatch = (Vec<RecordInput>, Vec<(usize, ApiError)>);

fn read(kind: RecordKind, text: &str) -> ApiResult<ParsedBatch> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (at, raw) in items(text, kind.table())?.iter().enumerate() {
        match RecordInput::create(kind, raw.get(), &format!("{}[{at}].", kind.table())) {
            Ok(item) => good.push(item),
            Err(error) => bad.push((at, error)),
        }
    }
    Ok((good, bad))
}

/// The answer about bad items: all validation errors, or the first other error.
fn refused(kind: RecordKind, bad: Vec<(usize, ApiError)>) -> ApiResult<StatusCode> {
    let Some((at, first)) =
        bad.iter().find(|(_, error)| error.status != StatusCode::UNPROCESSABLE_ENTITY).or(bad.first())
    else {
        return Ok(StatusCode::NO_CONTENT);
    };
    if first.status == StatusCode::UNPROCESSABLE_ENTITY {
        return Err(ApiError::invalid(bad.iter().flat_map(|(_, error)| error.texts()).collect()));
    }
    let mut error = first.clone();
    if let Some(details) = error.body.get("details").and_then(|details| details.as_str()) {
        let details = format!("{}[{at}]: {details}", kind.table());
        if let Some(fields) = error.body.as_object_mut() {
            fields.insert("details".to_owned(), details.into());
        }
    }
    Err(error)
}

async fn patch_trace(
    state: State<AppState>,
    author: Author,
    id: PathParams<String>,
    body: BodyText,
) -> ApiResult<StatusCode> {
    patch_one(RecordKind::Trace, state, author, id, body).await
}

async fn patch_span(
    state: State<AppState>,
    author: Author,
    id: PathParams<String>,
    body: BodyText,
) -> ApiResult<StatusCode> {
    patch_one(RecordKind::Span, state, author, id, body).await
}

async fn patch_one(
    kind: RecordKind,
    State(state): State<AppState>,
    Author(author): Author,
    PathParams(id): PathParams<String>,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let id = version_7(kind, &id)?;
    let change = RecordInput::patch(kind, &text)?;
    let (now, rules, prices) = (state.now(), state.rules, Arc::clone(&state.prices));
    state
        .store
        .write(move |conn| {
            let mut ingest = Ingest::new(conn, &author, now, rules, prices);
            ingest.patch(kind, &id, change, false)?;
            ingest.finish()
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn patch_traces(state: State<AppState>, author: Author, body: BodyText) -> ApiResult<StatusCode> {
    patch_many(RecordKind::Trace, state, author, body).await
}

async fn patch_spans(state: State<AppState>, author: Author, body: BodyText) -> ApiResult<StatusCode> {
    patch_many(RecordKind::Span, state, author, body).await
}

async fn patch_many(
    kind: RecordKind,
    State(state): State<AppState>,
    Author(author): Author,
    BodyText(text): BodyText,
) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let ids = fields.names("ids", "<list element>")?;
    fields.require("update");
    fields.check()?;
    let ids: Vec<String> = ids.iter().map(|id| version_7(kind, id)).collect::<Result<_, _>>()?;
    let change = RecordInput::update(kind, fields.raw("update").unwrap_or("{}"))?;
    let merge = fields.get::<bool>("merge_tags")?.unwrap_or(false);
    let (now, rules, prices) = (state.now(), state.rules, Arc::clone(&state.prices));
    state
        .store
        .write(move |conn| {
            let mut ingest = Ingest::new(conn, &author, now, rules, prices);
            for id in &ids {
                // A batch PATCH changes only traces and spans that exist; other ids are skipped.
                if records::load(conn, kind, id)?.is_some() {
                    ingest.patch(kind, id, change.clone(), merge)?;
                }
            }
            ingest.finish()
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn version_7(kind: RecordKind, id: &str) -> ApiResult<String> {
    let what = if kind == RecordKind::Trace { "Trace" } else { "Span" };
    uuid7::parse_v7(id).ok_or_else(|| ApiError::not_uuid7(what))
}
