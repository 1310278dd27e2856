//! Reading threads: list, single, search stream, statistics, names of scores.
//!
//! Filters and search choose threads; what is answered about a thread covers all its traces (see `store::thread_view`).

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::author::Author;
use crate::body_fields::BodyFields;
use crate::entity::EntityType;
use crate::error::{ApiError, ApiResult};
use crate::filter::{self, Condition};
use crate::json::{BodyText, JsonAnswer, LargeJson, json_lines};
use crate::list_query::{CachedList, ListQuery, Page};
use crate::query_params::{ProjectRef, QueryParams, TimeRange};
use crate::sorting::{self, Order};
use crate::state::AppState;
use crate::statistics;
use crate::store::row_cache::{CachedSet, KeySet, RowCache};
use crate::store::scores;
use crate::store::sql_functions::fold;
use crate::store::thread_view::{self, FIELDS, SORTABLE, ThreadView};
use crate::store::threads;

/// These routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/v1/private/traces/threads", get(list))
        .route("/v1/private/traces/threads/search", post(search))
        .route("/v1/private/traces/threads/retrieve", post(retrieve))
        .route("/v1/private/traces/threads/stats", get(stats))
        .route("/v1/private/traces/threads/feedback-scores/names", get(names))
}

/// The threads of a project that have traces.
fn listing(project: i64, conditions: Vec<Condition>, found: Option<KeySet>, order: Order) -> ListQuery {
    let cached = Some(CachedList { set: CachedSet::Threads, project, found });
    ListQuery { table: "threads", scope: thread_view::of_project(project), conditions, order, cached }
}

/// The filters, search and time range of a request.
struct ThreadSelection {
    project: ProjectRef,
    filters: Vec<Condition>,
    search: Option<String>,
    time_range: TimeRange,
}

impl ThreadSelection {
    fn of(params: &QueryParams) -> ApiResult<Self> {
        Ok(Self {
            project: params.project()?,
            filters: filter::parse(params.get("filters").unwrap_or_default(), FIELDS)?,
            search: params.get("search").map(str::to_owned),
            time_range: params.time_range()?,
        })
    }

    fn listing(self, conn: &Connection, cache: &RowCache, order: Order) -> ApiResult<ListQuery> {
        let project = self.project.key(conn)?;
        let mut conditions = self.filters;
        conditions.extend(thread_view::in_time_range(self.time_range));
        let find = |text: String| cache.search_threads(conn, project, &fold(text.trim()));
        Ok(listing(project, conditions, self.search.map(find).transpose()?, order))
    }
}

async fn list(
    State(state): State<AppState>,
    _: Author,
    params: QueryParams,
) -> ApiResult<LargeJson<Page<ThreadView>>> {
    let mut selection = ThreadSelection::of(&params)?;
    selection.filters.extend(params.annotation_queue()?);
    let (page, size) = params.page()?;
    let order = sorting::parse(params.get("sorting"), &SORTABLE)?;
    let truncate = params.flag("truncate");
    let reservation = state.memory.reservation();
    let (memory, store) = (reservation.clone(), state.store.clone());
    let read = move |conn: &Connection| {
        let cache = store.row_cache();
        let (total, keys) = selection.listing(conn, cache, order)?.page(conn, cache, page, size)?;
        Ok(Page::new(page, total, thread_view::all(conn, &keys, truncate, &memory)?, Some(SORTABLE.names())))
    };
    Ok(LargeJson(state.store.read(read).await?, reservation))
}

async fn stats(
    State(state): State<AppState>,
    _: Author,
    params: QueryParams,
) -> ApiResult<JsonAnswer<Value>> {
    let selection = ThreadSelection::of(&params)?;
    let order = Order::sql("t.key");
    let store = state.store.clone();
    let read = move |conn: &Connection| {
        let listing = selection.listing(conn, store.row_cache(), order)?;
        let aggregate = listing.sums(conn, store.row_cache())?.unwrap_or_default();
        Ok(json!({ "stats": statistics::thread_stats(aggregate) }))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

/// As on Opik, an unknown project is an empty stream here, unlike for traces. The cursor may be a model id or, as the
/// SDK sends it, a thread id; the stream continues below it. On Opik the cursor has no effect.
async fn search(State(state): State<AppState>, _: Author, BodyText(text): BodyText) -> ApiResult<Response> {
    let mut fields = BodyFields::read(&text, "")?;
    let project = ProjectRef::read(&fields)?;
    if project.is_none() {
        fields.add_body_error("must provide either a project_name or a project_id");
    }
    let limit = limit(&mut fields)?;
    fields.check()?;
    let mut conditions = filter::parse(fields.raw("filters").unwrap_or_default(), FIELDS)?;
    conditions.extend(thread_view::in_time_range(TimeRange::read(&fields)?));
    let cursor = fields.non_blank("last_retrieved_thread_model_id")?;
    let truncate = fields.get("truncate")?.unwrap_or(false);
    let reservation = state.memory.reservation();
    let memory = reservation.clone();
    let read = move |conn: &Connection| {
        let Some(Ok(project)) = project.map(|project| project.key(conn)) else { return Ok(Vec::new()) };
        if let Some(cursor) = cursor {
            let last = match threads::find(conn, project, &cursor)? {
                Some(key) => threads::model_id(conn, key)?,
                None => cursor.to_ascii_lowercase(),
            };
            conditions.push(Condition::new("t.model_id < ?", vec![last.into()]));
        }
        let order = Order::sql("t.model_id DESC");
        let keys = listing(project, conditions, None, order).keys(conn, Some(limit), 0)?;
        thread_view::all(conn, &keys, truncate, &memory)
    };
    Ok(json_lines(state.store.read(read).await?, reservation))
}

/// The `limit` of a stream: 1 to 2000, 500 when absent.
pub(super) fn limit(fields: &mut BodyFields<'_>) -> ApiResult<i64> {
    let limit = fields.get::<i64>("limit")?.unwrap_or(500);
    if limit < 1 {
        fields.add_error("limit", "must be greater than or equal to 1");
    }
    if limit > 2000 {
        fields.add_error("limit", "must be less than or equal to 2000");
    }
    Ok(limit)
}

async fn retrieve(
    State(state): State<AppState>,
    _: Author,
    BodyText(text): BodyText,
) -> ApiResult<LargeJson<ThreadView>> {
    let mut fields = BodyFields::read(&text, "")?;
    let project = ProjectRef::read(&fields)?;
    if project.is_none() {
        fields.add_body_error("must provide either a project_name or a project_id");
    }
    let thread_id = fields.required("thread_id")?;
    fields.check()?;
    let truncate = fields.get("truncate")?.unwrap_or(false);
    let reservation = state.memory.reservation();
    let memory = reservation.clone();
    let read = move |conn: &Connection| {
        let Some(project) = project else { return Err(ApiError::internal("a checked body has no project")) };
        let key = threads::find(conn, project.key_of_object(conn)?, &thread_id)?;
        let thread = thread_view::all(conn, key.as_slice(), truncate, &memory)?.pop();
        thread
            .filter(|thread| thread.number_of_messages > 0)
            .ok_or_else(|| ApiError::not_found(format!("Trace Thread id: {thread_id} not found")))
    };
    Ok(LargeJson(state.store.read(read).await?, reservation))
}

async fn names(
    State(state): State<AppState>,
    _: Author,
    params: QueryParams,
) -> ApiResult<JsonAnswer<Value>> {
    score_names(&state, EntityType::Thread, &params, None).await
}

/// The names of scores in a project or in all projects (`…/feedback-scores/names`). `span_type` narrows those of spans.
pub(super) async fn score_names(
    state: &AppState,
    about: EntityType,
    params: &QueryParams,
    span_type: Option<String>,
) -> ApiResult<JsonAnswer<Value>> {
    let project = params.any_project();
    let read = move |conn: &Connection| {
        let project = project.map(|project| project.key(conn)).transpose()?;
        scores::names(conn, about, project, span_type.as_deref())
    };
    let names: Vec<Value> =
        state.store.read(read).await?.into_iter().map(|name| json!({ "name": name })).collect();
    Ok(JsonAnswer(json!({ "scores": names })))
}
