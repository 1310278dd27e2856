//! Reading and deleting traces and spans: list, single, search stream, statistics.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::threads::limit;
use crate::author::Author;
use crate::body_fields::BodyFields;
use crate::entity::RecordKind;
use crate::error::{ApiError, ApiResult};
use crate::filter::{self, Condition};
use crate::json::limited::LimitedList;
use crate::json::{BodyText, JsonAnswer, LargeJson, json_lines};
use crate::list_query::{CachedList, ListQuery, Page};
use crate::query_params::{PathParams, ProjectRef, QueryParams, TimeRange};
use crate::record_input::TYPES;
use crate::sorting::{self, Order, Sortable};
use crate::state::AppState;
use crate::statistics;
use crate::store::deletion;
use crate::store::record_fields::{SPAN_FIELDS, SPANS, TRACE_FIELDS, TRACES, in_time_range, span_search};
use crate::store::record_view::{self, RecordView, VisibleFields};
use crate::store::row_cache::{CachedSet, RowCache};
use crate::store::sql_functions::fold;

/// These routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(
            "/v1/private/traces",
            get(async |state, author, params| list(RecordKind::Trace, state, author, params).await),
        )
        .route(
            "/v1/private/spans",
            get(async |state, author, params| list(RecordKind::Span, state, author, params).await),
        )
        .route(
            "/v1/private/traces/stats",
            get(async |state, author, params| stats(RecordKind::Trace, state, author, params).await),
        )
        .route(
            "/v1/private/spans/stats",
            get(async |state, author, params| stats(RecordKind::Span, state, author, params).await),
        )
        .route(
            "/v1/private/traces/search",
            post(async |state, author, body| search(RecordKind::Trace, state, author, body).await),
        )
        .route(
            "/v1/private/spans/search",
            post(async |state, author, body| search(RecordKind::Span, state, author, body).await),
        )
        .route(
            "/v1/private/traces/exists",
            get(async |state, author, params| exists(RecordKind::Trace, state, author, params).await),
        )
        .route(
            "/v1/private/spans/exists",
            get(async |state, author, params| exists(RecordKind::Span, state, author, params).await),
        )
        .route("/v1/private/traces/delete", post(delete))
        .route(
            "/v1/private/traces/{id}",
            get(async |state, author, id| one(RecordKind::Trace, state, author, id).await).delete(delete_one),
        )
        .route(
            "/v1/private/spans/{id}",
            // Spans are deleted with their trace and not by themselves (Opik: 501).
            get(async |state, author, id| one(RecordKind::Span, state, author, id).await),
        )
}

fn sortable(kind: RecordKind) -> &'static Sortable {
    match kind {
        RecordKind::Trace => &TRACES,
        RecordKind::Span => &SPANS,
    }
}

fn filters(kind: RecordKind, json: &str) -> ApiResult<Vec<Condition>> {
    filter::parse(json, if kind == RecordKind::Trace { TRACE_FIELDS } else { SPAN_FIELDS })
}

/// The filters, search and scope of a request.
struct RecordSelection {
    kind: RecordKind,
    project: ProjectRef,
    conditions: Vec<Condition>,
    search: Option<String>,
    trace: Option<String>,
}

impl RecordSelection {
    fn of(kind: RecordKind, params: &QueryParams) -> ApiResult<Self> {
        let mut conditions = filters(kind, params.get("filters").unwrap_or_default())?;
        conditions.extend(in_time_range(params.time_range()?));
        // As on Opik, an unknown word of an enum parameter is 404.
        let missing = || ApiError::not_found("HTTP 404 Not Found");
        conditions.extend(of_type(kind, params.get("type")).ok_or_else(missing)?);
        Ok(Self {
            kind,
            project: params.project()?,
            conditions,
            search: params.get("search").map(str::to_owned),
            trace: params.get("trace_id").filter(|_| kind == RecordKind::Span).map(str::to_ascii_lowercase),
        })
    }

    fn listing(self, conn: &Connection, cache: &RowCache, order: Order) -> ApiResult<ListQuery> {
        let project = self.project.key(conn)?;
        let mut conditions = self.conditions;
        let mut cached = CachedSet::of(self.kind).map(|set| CachedList { set, project, found: None });
        if let Some(text) = self.search {
            match &mut cached {
                Some(rows) => rows.found = Some(cache.search_traces(conn, project, &fold(text.trim()))?),
                None => conditions.push(span_search(&text)),
            }
        }
        let scope = match self.trace {
            Some(trace) => Condition::new("t.trace_id = ?", vec![trace.into()]),
            None => Condition::new("t.project = ?", vec![project.into()]),
        };
        Ok(ListQuery { table: self.kind.table(), scope, conditions, order, cached })
    }
}

/// The condition on a span's type, if one is given; `None` when there is no such type.
fn of_type(kind: RecordKind, name: Option<&str>) -> Option<Option<Condition>> {
    let Some(name) = name.filter(|_| kind == RecordKind::Span) else { return Some(None) };
    let name = name.to_lowercase();
    let known = TYPES.contains(&name.as_str());
    known.then(|| Some(Condition::new("t.type = ?", vec![name.into()])))
}

async fn list(
    kind: RecordKind,
    State(state): State<AppState>,
    _: Author,
    params: QueryParams,
) -> ApiResult<LargeJson<Page<RecordView>>> {
    let mut selection = RecordSelection::of(kind, &params)?;
    if kind == RecordKind::Trace {
        selection.conditions.extend(params.annotation_queue()?);
    }
    let (page, size) = params.page()?;
    let order = sorting::parse(params.get("sorting"), sortable(kind))?;
    let exclude = params.get("exclude");
    let shown = serde_json::from_str(exclude.unwrap_or("[]")).ok();
    let shown = shown.and_then(|names| VisibleFields::new(kind, params.flag("truncate"), names)).ok_or_else(
        || ApiError::bad_request(format!("Invalid query param exclude '{}'", exclude.unwrap_or_default())),
    )?;
    let reservation = state.memory.reservation();
    let (memory, store) = (reservation.clone(), state.store.clone());
    let read = move |conn: &Connection| {
        let cache = store.row_cache();
        let (total, keys) = selection.listing(conn, cache, order)?.page(conn, cache, page, size)?;
        let content = record_view::all(conn, kind, &keys, &shown, &memory)?;
        Ok(Page::new(page, total, content, Some(sortable(kind).names())))
    };
    Ok(LargeJson(state.store.read(read).await?, reservation))
}

async fn stats(
    kind: RecordKind,
    State(state): State<AppState>,
    _: Author,
    params: QueryParams,
) -> ApiResult<JsonAnswer<Value>> {
    let selection = RecordSelection::of(kind, &params)?;
    let order = Order::sql("t.key");
    let store = state.store.clone();
    let read = move |conn: &Connection| {
        let listing = selection.listing(conn, store.row_cache(), order)?;
        let aggregate = match listing.sums(conn, store.row_cache())? {
            Some(sums) => sums,
            None => statistics::aggregate_spans(conn, &listing.keys(conn, None, 0)?)?,
        };
        Ok(json!({ "stats": statistics::record_stats(kind, aggregate) }))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

/// As on Opik, an unknown project is 404 here, unlike for threads.
async fn search(
    kind: RecordKind,
    State(state): State<AppState>,
    _: Author,
    BodyText(text): BodyText,
) -> ApiResult<Response> {
    let mut fields = BodyFields::read(&text, "")?;
    let limit = limit(&mut fields)?;
    fields.check()?;
    let project = ProjectRef::read(&fields)?
        .ok_or_else(|| ApiError::bad_request("Either 'project_name' or 'project_id' must be provided"))?;
    let mut conditions = filters(kind, fields.raw("filters").unwrap_or_default())?;
    conditions.extend(in_time_range(TimeRange::read(&fields)?));
    let wanted = fields.non_blank("type")?;
    let unknown = || ApiError::unreadable_json("Unknown type");
    conditions.extend(of_type(kind, wanted.as_deref()).ok_or_else(unknown)?);
    if let Some(last) = fields.non_blank("last_retrieved_id")? {
        conditions.push(Condition::new("t.id < ?", vec![last.to_ascii_lowercase().into()]));
    }
    let trace =
        fields.non_blank("trace_id")?.filter(|_| kind == RecordKind::Span).map(|id| id.to_ascii_lowercase());
    let exclude = fields.get::<LimitedList<String, 100>>("exclude")?.map(|few| few.0).unwrap_or_default();
    let shown = VisibleFields::new(kind, fields.get("truncate")?.unwrap_or(false), exclude)
        .ok_or_else(|| ApiError::unreadable_json("exclude names a field that cannot be left out"))?;
    let selection = RecordSelection { kind, project, conditions, search: None, trace };
    let reservation = state.memory.reservation();
    let (memory, store) = (reservation.clone(), state.store.clone());
    let read = move |conn: &Connection| {
        let order = Order::sql("t.id DESC");
        let keys = selection.listing(conn, store.row_cache(), order)?.keys(conn, Some(limit), 0)?;
        record_view::all(conn, kind, &keys, &shown, &memory)
    };
    Ok(json_lines(state.store.read(read).await?, reservation))
}

async fn one(
    kind: RecordKind,
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
) -> ApiResult<LargeJson<RecordView>> {
    let what = if kind == RecordKind::Trace { "Trace" } else { "Span" };
    let reservation = state.memory.reservation();
    let memory = reservation.clone();
    let read = move |conn: &Connection| {
        let sql = format!("SELECT key FROM {} WHERE id = ?1", kind.table());
        let key: Option<i64> = rusqlite::OptionalExtension::optional(
            conn.prepare_cached(&sql)?.query_row([id.to_ascii_lowercase()], |row| row.get(0)),
        )?;
        let view = record_view::all(conn, kind, key.as_slice(), &VisibleFields::default(), &memory)?.pop();
        view.ok_or_else(|| ApiError::not_found(format!("{what} id: {id} not found")))
    };
    Ok(LargeJson(state.store.read(read).await?, reservation))
}

async fn exists(
    kind: RecordKind,
    State(state): State<AppState>,
    _: Author,
    params: QueryParams,
) -> ApiResult<JsonAnswer<Value>> {
    let project = params.project()?;
    let mut sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE project = ?1", kind.table());
    if kind == RecordKind::Trace && params.flag("thread_only") {
        sql.push_str(" AND thread IS NOT NULL");
    }
    let source = params.get("source").map(str::to_owned);
    if source.is_some() {
        sql.push_str(" AND coalesce(source, 'sdk') = ?2");
    }
    sql.push(')');
    let read = move |conn: &Connection| {
        let project = project.key(conn)?;
        let mut query = conn.prepare_cached(&sql)?;
        let exists: bool = match source {
            Some(source) => query.query_row(rusqlite::params![project, source], |row| row.get(0))?,
            None => query.query_row([project], |row| row.get(0))?,
        };
        Ok(json!({ "exists": exists }))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

async fn delete(State(state): State<AppState>, _: Author, BodyText(text): BodyText) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let ids = fields.names("ids", "<list element>")?;
    fields.check()?;
    let project = ProjectRef::new(fields.non_blank("project_id")?.as_deref(), None);
    let write = move |conn: &Connection| match project.map(|project| project.key(conn)) {
        None => deletion::traces(conn, &ids, None),
        Some(Ok(project)) => deletion::traces(conn, &ids, Some(project)),
        Some(Err(_)) => Ok(()),
    };
    state.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_one(
    State(state): State<AppState>,
    _: Author,
    PathParams(id): PathParams<String>,
) -> ApiResult<StatusCode> {
    state.store.write(move |conn| deletion::traces(conn, &[id], None)).await?;
    Ok(StatusCode::NO_CONTENT)
}
