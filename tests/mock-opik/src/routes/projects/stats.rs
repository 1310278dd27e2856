//! `GET /v1/private/projects/stats`: statistics over all traces of each project on a page.

use axum::extract::State;
use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::author::Author;
use crate::entity::RecordKind;
use crate::error::{ApiError, ApiResult};
use crate::json::JsonAnswer;
use crate::list_query::Page;
use crate::query_params::QueryParams;
use crate::state::AppState;
use crate::statistics;
use crate::store::projects::Project;
use crate::store::row_cache::{CachedRows, CachedSet, RowCache};
use crate::time::Nanos;

/// A project with the statistics of its traces.
#[derive(Serialize)]
pub(super) struct ProjectWithStats {
    #[serde(flatten)]
    pub(super) project: Project,
    #[serde(flatten)]
    pub(super) stats: Map<String, Value>,
}

/// The same projects in the same order as on that page of the list of projects.
pub(super) async fn list(
    State(state): State<AppState>,
    _: Author,
    query: QueryParams,
) -> ApiResult<JsonAnswer<Value>> {
    let page = query.page()?;
    let projects = Page::cut(page, super::found(&state, &query).await?, None).content;
    let now = state.now();
    let store = state.store.clone();
    let read = move |conn: &Connection| {
        let one = |project: &Project| {
            let mut item = Map::from_iter([("project_id".to_owned(), json!(project.id))]);
            item.extend(of(conn, store.row_cache(), project, now)?);
            Ok(Value::Object(item))
        };
        let content: Vec<Value> = projects.iter().map(one).collect::<ApiResult<_>>()?;
        Ok(json!({ "content": content }))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

/// The names of all scores in these projects (`project_ids`, a JSON list of ids), or in all projects.
pub(super) async fn score_names(
    State(state): State<AppState>,
    _: Author,
    query: QueryParams,
) -> ApiResult<JsonAnswer<Value>> {
    let ids = query.get("project_ids").map(str::to_owned);
    if let Some(ids) = &ids
        && serde_json::from_str::<Vec<String>>(ids).is_err()
    {
        return Err(ApiError::bad_request(format!("Invalid query param project_ids '{ids}'")));
    }
    let read = move |conn: &Connection| {
        let mut query = conn.prepare_cached(
            "SELECT DISTINCT name FROM scores WHERE ?1 IS NULL OR project IN
             (SELECT key FROM projects WHERE id IN (SELECT lower(value) FROM json_each(?1))) ORDER BY name",
        )?;
        let names = query.query_map([ids], |row| Ok(json!({ "name": row.get::<_, String>(0)? })))?;
        Ok(json!({ "scores": names.collect::<Result<Vec<_>, _>>()? }))
    };
    Ok(JsonAnswer(state.store.read(read).await?))
}

/// The statistics of a project's traces; without traces there are only counts.
///
/// # Errors
/// When the store fails.
pub(super) fn of(
    conn: &Connection,
    kept: &RowCache,
    project: &Project,
    now: Nanos,
) -> ApiResult<Map<String, Value>> {
    let all = CachedRows { set: CachedSet::Traces, project: project.key, keys: None };
    let aggregate = kept.sums(conn, all)?;
    let traces = aggregate.row_count();
    let mut stats = Map::new();
    let (mut usage, mut scores) = (Map::new(), Vec::new());
    for stat in statistics::record_stats(RecordKind::Trace, aggregate) {
        let (Some(name), Some(value)) = (stat.get("name").and_then(Value::as_str), stat.get("value")) else {
            continue;
        };
        if let Some(key) = name.strip_prefix("usage.") {
            usage.insert(key.to_owned(), value.clone());
        } else if let Some(score) = name.strip_prefix("feedback_scores.") {
            scores.push(json!({ "name": score, "value": value }));
        } else if ["duration", "total_estimated_cost", "total_estimated_cost_sum"].contains(&name) {
            stats.insert(name.to_owned(), value.clone());
        }
    }
    if !scores.is_empty() {
        stats.insert("feedback_scores".to_owned(), Value::from(scores));
    }
    if !usage.is_empty() {
        stats.insert("usage".to_owned(), Value::Object(usage));
    }
    stats.insert("trace_count".to_owned(), json!(traces));
    stats.insert("thread_count".to_owned(), json!(project.thread_count));
    stats.insert("guardrails_failed_count".to_owned(), json!(0));
    stats.insert("error_count".to_owned(), errors(conn, project.key, now)?);
    Ok(stats)
}

/// How many traces failed, how many of them in the last seven days, and the percentage of these against the older ones.
fn errors(conn: &Connection, project: i64, now: Nanos) -> ApiResult<Value> {
    const DAY: i64 = 86_400_000_000_000;
    let since = now.0 - now.0.rem_euclid(DAY) - 7 * DAY;
    let mut query = conn.prepare_cached(
        "SELECT count(*), coalesce(sum(start_time >= ?2), 0) FROM traces WHERE project = ?1 AND failed",
    )?;
    let (all, recent): (i64, i64) =
        query.query_row(params![project, since], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut errors = json!({ "count": all, "deviation": recent });
    if let (before @ 1.., Some(errors)) = (all - recent, errors.as_object_mut()) {
        errors.insert("deviation_percentage".to_owned(), json!(recent * 100 / before));
    }
    Ok(errors)
}
