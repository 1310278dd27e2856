//! Threads as they are read.
//!
//! A deliberate difference from Opik: filters, search and time choose *threads*, and what is said about a thread
//! always covers all its traces. (Opik narrows the traces first, so that a search changes message counts.)

use std::collections::BTreeMap;

use rusqlite::{Connection, Row};
use serde::Serialize;
use serde_json::value::RawValue;

use super::comments::{self, Comment};
use super::record_view::{money, raw};
use super::records::{list_of, usage_of};
use super::scores::{self, ScoreView};
use super::selected_rows::SelectedRows;
use crate::error::ApiResult;
use crate::filter::{Condition, Field, FieldType};
use crate::memory_budget::Reservation;
use crate::query_params::TimeRange;
use crate::sorting::Sortable;
use crate::time::Nanos;
use crate::uuid7;

/// A thread, as the API answers it.
#[derive(Clone, Debug, Serialize)]
pub struct ThreadView {
    /// The user's string.
    pub id: String,
    /// The project's UUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// The UUID that tags and comments hang on.
    pub thread_model_id: String,
    /// Of the earliest trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Nanos>,
    /// The latest of its traces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Nanos>,
    /// Milliseconds from start to end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// The input of the trace that began first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_message: Option<Box<RawValue>>,
    /// The output of the trace that ended last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Box<RawValue>>,
    /// By name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub feedback_scores: Vec<ScoreView>,
    /// `active` or `inactive`.
    pub status: &'static str,
    /// Two for each trace.
    pub number_of_messages: i64,
    /// Of all spans; absent when nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_estimated_cost: Option<f64>,
    /// Of all spans, by name.
    pub usage: BTreeMap<String, i64>,
    /// Oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// In the order given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// When a trace came, the status changed, or somebody tagged.
    pub last_updated_at: Nanos,
    /// By whom.
    pub last_updated_by: String,
    /// When its row was made.
    pub created_at: Nanos,
    /// By whom.
    pub created_by: String,
    /// Of its earliest trace; empty when unset.
    pub environment: String,
}

/// What threads can be filtered by (Opik: `TraceThreadField`).
pub const FIELDS: &[Field] = &[
    Field::new("id", FieldType::StringExact, "t.thread_id"),
    Field::new(
        "first_message",
        FieldType::String,
        "(SELECT x.input FROM trace_texts x WHERE x.key = t.first_trace)",
    ),
    Field::new(
        "last_message",
        FieldType::String,
        "(SELECT x.output FROM trace_texts x WHERE x.key = t.last_trace)",
    ),
    Field::new("number_of_messages", FieldType::Number, "(2 * t.traces)"),
    Field::new("duration", FieldType::Number, "((t.end_time - t.start_time) / 1000 / 1000.0)"),
    Field::new("created_at", FieldType::DateTime, "t.created_at"),
    Field::new("last_updated_at", FieldType::DateTime, "t.last_updated_at"),
    Field::new("start_time", FieldType::DateTime, "t.start_time"),
    Field::new("end_time", FieldType::DateTime, "t.end_time"),
    Field::new("feedback_scores", FieldType::FeedbackScores, "= t.model_id"),
    Field::new("status", FieldType::Enum, "iif(t.inactive, 'inactive', 'active')"),
    Field::new("tags", FieldType::List, "t.tags"),
    Field::new("annotation_queue_ids", FieldType::List, "'[]'"),
    Field::new("source", FieldType::EnumLegacy, "t.source"),
    Field::new("environment", FieldType::Enum, "t.environment"),
];

/// What threads can be sorted by.
pub const SORTABLE: Sortable = Sortable {
    fields: &[
        ("id", "t.thread_id"),
        ("start_time", "t.start_time"),
        ("end_time", "t.end_time"),
        ("duration", "(t.end_time - t.start_time)"),
        ("number_of_messages", "t.traces"),
        ("last_updated_at", "t.last_updated_at"),
        ("created_by", "t.created_by"),
        ("created_at", "t.created_at"),
        ("total_estimated_cost", "t.cost"),
        ("status", "iif(t.inactive, 'inactive', 'active')"),
        ("tags", "t.tags"),
        ("environment", "t.environment"),
    ],
    usage: "t.usage",
    entity: "t.model_id",
    default: "t.last_updated_at DESC, t.start_time, t.end_time DESC, t.key",
    kept: super::row_cache::THREAD_COLUMNS,
};

/// The threads of a project: those that have traces.
pub fn of_project(project: i64) -> Condition {
    Condition::new("t.project = ? AND t.traces > 0", vec![project.into()])
}

/// Threads born in the window, by the time in their model id (Opik: `from_time` drops older threads even when they
/// have new traces).
pub fn within(window: TimeRange) -> Vec<Condition> {
    let from =
        window.from.map(|from| Condition::new("t.model_id >= ?", vec![uuid7::smallest_at(from).into()]));
    let to = window.to.map(|to| {
        let end = uuid7::smallest_at(Nanos::from_millis(to.millis().saturating_add(1)));
        Condition::new("t.model_id < ?", vec![end.into()])
    });
    from.into_iter().chain(to).collect()
}

/// The threads with these keys, in this order, with everything there is to say about them.
///
/// # Errors
/// When the store fails, or there is no room for so many.
pub fn all(
    conn: &Connection,
    keys: &[i64],
    truncate: bool,
    reservation: &Reservation,
) -> ApiResult<Vec<ThreadView>> {
    let picked = SelectedRows::threads(keys);
    let body = |which: &str, trace: &str| {
        let value = if truncate { format!("coalesce({which}_short, {which})") } else { which.to_owned() };
        format!("(SELECT {value} FROM trace_bodies WHERE key = r.{trace})")
    };
    let columns = format!(
        "r.thread_id, (SELECT id FROM projects WHERE key = r.project), r.model_id, r.start_time, r.end_time,
         {}, {}, r.inactive, r.traces, r.cost, r.usage, r.tags, r.last_updated_at, r.last_updated_by, r.created_at,
         r.created_by, r.environment",
        body("input", "first_trace"),
        body("output", "last_trace"),
    );
    let mut query = conn.prepare_cached(&picked.select(&columns, ""))?;
    let mut scores = scores::of_records(conn, &picked)?;
    let mut comments = comments::of_records(conn, &picked)?;
    let mut count = reservation.count();
    let mut views = Vec::new();
    for view in query.query_map([&picked.keys], read)? {
        let mut view = view?;
        let long = [&view.first_message, &view.last_message];
        count.add(long.into_iter().flatten().map(|json| json.get().len()).sum())?;
        view.feedback_scores = scores.remove(&view.thread_model_id).unwrap_or_default();
        view.comments = comments.remove(&view.thread_model_id).unwrap_or_default();
        views.push(view);
    }
    Ok(views)
}

fn read(row: &Row<'_>) -> rusqlite::Result<ThreadView> {
    let (start, end): (Option<Nanos>, Option<Nanos>) = (row.get(3)?, row.get(4)?);
    let inactive: bool = row.get(7)?;
    Ok(ThreadView {
        id: row.get(0)?,
        project_id: row.get(1)?,
        thread_model_id: row.get(2)?,
        start_time: start,
        end_time: end,
        duration: start.zip(end).map(|(start, end)| end.millis_since(start)),
        first_message: raw(row.get(5)?),
        last_message: raw(row.get(6)?),
        feedback_scores: Vec::new(),
        status: if inactive { "inactive" } else { "active" },
        number_of_messages: row.get::<_, i64>(8)?.saturating_mul(2),
        total_estimated_cost: money(row.get(9)?),
        usage: usage_of(row.get(10)?).unwrap_or_default(),
        comments: Vec::new(),
        tags: list_of(row.get(11)?),
        last_updated_at: row.get(12)?,
        last_updated_by: row.get(13)?,
        created_at: row.get(14)?,
        created_by: row.get(15)?,
        environment: row.get::<_, Option<String>>(16)?.unwrap_or_default(),
    })
}
