//! Reading threads: list, one, search stream, statistics, names of scores.
//!
//! Filters and search choose threads; what is said about a thread covers all its traces (see `store::thread_view`).

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::author::Author;
use crate::error::{ApiError, ApiResult};
use crate::fields::Fields;
use crate::filter::{self, Condition};
use crate::json::{Answer, BodyText, Large, lines};
use crate::listing::{KeptRows, Listing, Page};
use crate::params::{Params, ProjectRef, Window};
use crate::sorting::{self, Order};
use crate::state::AppState;
use crate::statistics;
use crate::store::functions::fold;
use crate::store::kept::{Found, Kept, Set};
use crate::store::scores::{self, About};
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
fn listing(project: i64, conditions: Vec<Condition>, found: Option<Found>, order: Order) -> Listing {
    let kept = Some(KeptRows { set: Set::Threads, project, found });
    Listing { table: "threads", scope: thread_view::of_project(project), conditions, order, kept }
}

/// What the query chooses, once the project is known.
struct Choice {
    project: ProjectRef,
    filters: Vec<Condition>,
    search: Option<String>,
    window: Window,
}

impl Choice {
    fn of(params: &Params) -> ApiResult<Self> {
        Ok(Self {
            project: params.project()?,
            filters: filter::parse(params.get("filters").unwrap_or_default(), FIELDS)?,
            search: params.get("search").map(str::to_owned),
            window: params.window()?,
        })
    }

    fn listing(self, conn: &Connection, kept: &Kept, order: Order) -> ApiResult<Listing> {
        let project = self.project.key(conn)?;
        let mut conditions = self.filters;
        conditions.extend(thread_view::within(self.window));
        let find = |text: String| kept.search_threads(conn, project, &fold(text.trim()));
        Ok(listing(project, conditions, self.search.map(find).transpose()?, order))
    }
}

async fn list(
    State(state): State<AppState>,
    _: Author,
    params: Params,
) -> ApiResult<Large<Page<ThreadView>>> {
    let mut choice = Choice::of(&params)?;
    choice.filters.extend(params.queue()?);
    let (page, size) = params.page()?;
    let order = sorting::parse(params.get("sorting"), &SORTABLE)?;
    let truncate = params.flag("truncate");
    let held = state.room.held();
    let (room, store) = (held.clone(), state.store.clone());
    let read = move |conn: &Connection| {
        let kept = store.kept();
        let (total, keys) = choice.listing(conn, kept, order)?.page(conn, kept, page, size)?;
        Ok(Page::new(page, total, thread_view::all(conn, &keys, truncate, &room)?, Some(SORTABLE.names())))
    };
    Ok(Large(state.store.read(read).await?, held))
}

async fn stats(State(state): State<AppState>, _: Author, params: Params) -> ApiResult<Answer<Value>> {
    let choice = Choice::of(&params)?;
    let order = Order::sql("t.key");
    let store = state.store.clone();
    let read = move |conn: &Connection| {
        let listing = choice.listing(conn, store.kept(), order)?;
        let gathered = match listing.whole() {
            Some(rows) => store.kept().sums(conn, rows.set, rows.project)?,
            None => statistics::of_threads(conn, &listing.keys(conn, None, 0)?)?,
        };
        Ok(json!({ "stats": statistics::told_of_threads(gathered) }))
    };
    Ok(Answer(state.store.read(read).await?))
}

/// Opik: an unknown project is an empty stream here, unlike for traces. The cursor may be a model id or, as the SDK
/// sends it, a thread id; the stream goes on below it (on Opik the cursor has no effect).
async fn search(State(state): State<AppState>, _: Author, BodyText(text): BodyText) -> ApiResult<Response> {
    let mut fields = Fields::read(&text, "")?;
    let project = ProjectRef::read(&fields)?;
    if project.is_none() {
        fields.complain_body("must provide either a project_name or a project_id");
    }
    let limit = limit(&mut fields)?;
    fields.check()?;
    let mut conditions = filter::parse(fields.raw("filters").unwrap_or_default(), FIELDS)?;
    conditions.extend(thread_view::within(Window::read(&fields)?));
    let cursor = fields.filled("last_retrieved_thread_model_id")?;
    let truncate = fields.get("truncate")?.unwrap_or(false);
    let held = state.room.held();
    let room = held.clone();
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
        thread_view::all(conn, &keys, truncate, &room)
    };
    Ok(lines(state.store.read(read).await?, held))
}

/// The `limit` of a stream: 1 to 2000, 500 when absent.
pub(super) fn limit(fields: &mut Fields<'_>) -> ApiResult<i64> {
    let limit = fields.get::<i64>("limit")?.unwrap_or(500);
    if limit < 1 {
        fields.complain("limit", "must be greater than or equal to 1");
    }
    if limit > 2000 {
        fields.complain("limit", "must be less than or equal to 2000");
    }
    Ok(limit)
}

async fn retrieve(
    State(state): State<AppState>,
    _: Author,
    BodyText(text): BodyText,
) -> ApiResult<Large<ThreadView>> {
    let mut fields = Fields::read(&text, "")?;
    let project = ProjectRef::read(&fields)?;
    if project.is_none() {
        fields.complain_body("must provide either a project_name or a project_id");
    }
    let thread_id = fields.required("thread_id")?;
    fields.check()?;
    let truncate = fields.get("truncate")?.unwrap_or(false);
    let held = state.room.held();
    let room = held.clone();
    let read = move |conn: &Connection| {
        let Some(project) = project else { return Err(ApiError::internal("a checked body has no project")) };
        let key = threads::find(conn, project.key_of_object(conn)?, &thread_id)?;
        let thread = thread_view::all(conn, key.as_slice(), truncate, &room)?.pop();
        thread
            .filter(|thread| thread.number_of_messages > 0)
            .ok_or_else(|| ApiError::not_found(format!("Trace Thread id: {thread_id} not found")))
    };
    Ok(Large(state.store.read(read).await?, held))
}

async fn names(State(state): State<AppState>, _: Author, params: Params) -> ApiResult<Answer<Value>> {
    score_names(&state, About::Thread, &params, None).await
}

/// The names of scores in a project or in all (Opik: `feedback-scores/names`).
/// `span_type` narrows those of spans.
pub(super) async fn score_names(
    state: &AppState,
    about: About,
    params: &Params,
    span_type: Option<String>,
) -> ApiResult<Answer<Value>> {
    let project = params.any_project();
    let read = move |conn: &Connection| {
        let project = project.map(|project| project.key(conn)).transpose()?;
        scores::names(conn, about, project, span_type.as_deref())
    };
    let names: Vec<Value> =
        state.store.read(read).await?.into_iter().map(|name| json!({ "name": name })).collect();
    Ok(Answer(json!({ "scores": names })))
}
