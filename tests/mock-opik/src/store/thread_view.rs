//! Threads as the API answers them.
//!
//! A deliberate difference from Opik: filters, search and time range choose *threads*, and what is answered about a
//! thread covers all its traces. Opik narrows the traces first, so that a search changes message counts.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row};
use serde::Serialize;
use serde_json::value::RawValue;

use super::comments::{self, Comment};
use super::record_view::{dollars, raw_json};
use super::records::{from_json_list, parse_usage};
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
    /// The thread id, as clients wrote it.
    pub id: String,
    /// The project's UUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// The UUID that tags and comments refer to.
    pub thread_model_id: String,
    /// The start time of the earliest trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Nanos>,
    /// The latest end time of its traces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Nanos>,
    /// Milliseconds from start to end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// The input of the trace that started first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_message: Option<Box<RawValue>>,
    /// The output of the trace that ended last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Box<RawValue>>,
    /// Feedback scores, one for each name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub feedback_scores: Vec<ScoreView>,
    /// `active` or `inactive`.
    pub status: &'static str,
    /// Two for each trace.
    pub number_of_messages: i64,
    /// The cost of all its spans in dollars; absent when it is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_estimated_cost: Option<f64>,
    /// The token counts of all its spans, by name.
    pub usage: BTreeMap<String, i64>,
    /// Comments, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// Tags, in the order given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// When the last trace came, the status changed or somebody changed tags.
    pub last_updated_at: Nanos,
    /// By whom.
    pub last_updated_by: String,
    /// When its row was created.
    pub created_at: Nanos,
    /// By whom.
    pub created_by: String,
    /// The environment of its earliest trace; empty when unset.
    pub environment: String,
}

/// The filter fields of threads (Opik: `TraceThreadField`).
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

/// The sort fields of threads.
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
    cached: super::row_cache::THREAD_COLUMNS,
};

/// The condition for the threads of a project that have traces.
pub fn of_project(project: i64) -> Condition {
    Condition::new("t.project = ? AND t.traces > 0", vec![project.into()])
}

/// The condition for threads of a time range, by the time in their model id; as on Opik, `from_time` leaves older
/// threads out even when they have new traces.
pub fn in_time_range(time_range: TimeRange) -> Vec<Condition> {
    let from =
        time_range.from.map(|from| Condition::new("t.model_id >= ?", vec![uuid7::smallest_at(from).into()]));
    let to = time_range.to.map(|to| {
        let end = uuid7::smallest_at(Nanos::from_millis(to.millis().saturating_add(1)));
        Condition::new("t.model_id < ?", vec![end.into()])
    });
    from.into_iter().chain(to).collect()
}

/// The threads with these keys, in this order, complete.
///
/// # Errors
/// When the store fails, or there is not enough memory for so many.
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
        first_message: raw_json(row.get(5)?),
        last_message: raw_json(row.get(6)?),
        feedback_scores: Vec::new(),
        status: if inactive { "inactive" } else { "active" },
        number_of_messages: row.get::<_, i64>(8)?.saturating_mul(2),
        total_estimated_cost: dollars(row.get(9)?),
        usage: parse_usage(row.get(10)?).unwrap_or_default(),
        comments: Vec::new(),
        tags: from_json_list(row.get(11)?),
        last_updated_at: row.get(12)?,
        last_updated_by: row.get(13)?,
        created_at: row.get(14)?,
        created_by: row.get(15)?,
        environment: row.get::<_, Option<String>>(16)?.unwrap_or_default(),
    })
}
