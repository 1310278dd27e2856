//! Traces and spans as they are read.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::comments::{self, Comment};
use super::records::{list_of, usage_of};
use super::scores::{self, ScoreView};
use super::{texts, totals};
use crate::error::ApiResult;
use crate::item::{COST, Kind};
use crate::time::Nanos;

/// A trace or a span, as the API answers it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecordView {
    /// Its UUID.
    pub id: String,
    /// The project's UUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// A span's trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// The span around a span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_span_id: Option<String>,
    /// A span's type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 1970 while only an early PATCH is known.
    pub start_time: Nanos,
    /// Absent while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Nanos>,
    /// Any JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Box<RawValue>>,
    /// Any JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Box<RawValue>>,
    /// Any JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Box<RawValue>>,
    /// A span's model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The model's provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// In the order given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// A span's own; a trace's is the sum over its spans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<BTreeMap<String, i64>>,
    /// Present when it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_info: Option<Box<RawValue>>,
    /// When its row was made.
    pub created_at: Nanos,
    /// Its version.
    pub last_updated_at: Nanos,
    /// By whom.
    pub created_by: String,
    /// By whom.
    pub last_updated_by: String,
    /// By name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback_scores: Option<Vec<ScoreView>>,
    /// Oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<Vec<Comment>>,
    /// Absent when nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_estimated_cost: Option<f64>,
    /// Milliseconds from start to end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Milliseconds to the first token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttft: Option<f64>,
    /// A trace's thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<String>,
    /// Always `default`, on traces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility_mode: Option<&'static str>,
    /// Of a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span_count: Option<i64>,
    /// Of a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub llm_span_count: Option<i64>,
    /// Of a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_tool_spans: Option<bool>,
    /// Of a trace's spans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub providers: Option<Vec<String>>,
    /// Who logged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Empty when unset.
    pub environment: String,
}

/// Fields that a reader does without (Opik: `exclude`), by their names on the wire.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Long values come as their first 10,001 characters.
    pub truncate: bool,
    /// Left out.
    pub exclude: Vec<String>,
}

impl Shown {
    fn has(&self, name: &str) -> bool {
        !self.exclude.iter().any(|excluded| excluded == name)
    }

    /// The SQL of a body: not even read when it is not shown.
    fn body(&self, name: &str) -> String {
        match (self.has(name), self.truncate) {
            (false, _) => "NULL".to_owned(),
            (true, true) => format!("coalesce(b.{name}_short, b.{name})"),
            (true, false) => format!("b.{name}"),
        }
    }
}

/// JSON as it was written. A value nested deeper than readers bear (serde_json: 128, Python: about 1000) comes as its
/// text: it must not cost them the page.
pub fn raw(json: Option<String>) -> Option<Box<RawValue>> {
    let json = json?;
    if !texts::is_shallow(&json) {
        return to_raw_value(&json).ok();
    }
    match RawValue::from_string(json.clone()) {
        Ok(raw) => Some(raw),
        // Never written so; shown all the same, as text.
        Err(_) => to_raw_value(&json).ok(),
    }
}

/// Money from its stored form; none for nothing (Opik leaves a cost of 0 out).
pub fn money(cost: i64) -> Option<f64> {
    (cost != 0).then(|| cost as f64 / COST)
}

/// The trace or span in this row, with everything there is to say about it.
///
/// # Errors
/// When the store fails.
pub fn get(conn: &Connection, kind: Kind, key: i64, shown: &Shown) -> ApiResult<Option<RecordView>> {
    let thread = match kind {
        Kind::Trace => "(SELECT thread_id FROM threads WHERE key = r.thread)",
        Kind::Span => "NULL",
    };
    let sql = format!(
        "SELECT r.*, (SELECT id FROM projects WHERE key = r.project) AS project_id, {thread} AS thread_id,
         b.error_info AS error_info, {} AS input, {} AS output, {} AS metadata
         FROM {} r JOIN {} b USING (key) WHERE r.key = ?1",
        shown.body("input"),
        shown.body("output"),
        shown.body("metadata"),
        kind.table(),
        kind.bodies(),
    );
    let mut query = conn.prepare_cached(&sql)?;
    let Some(mut view) = query.query_row([key], |row| read(kind, row)).optional()? else { return Ok(None) };
    if kind == Kind::Trace {
        add_spans(conn, &mut view, shown)?;
    }
    // A list of a thousand turns does not ask for what it leaves out.
    if shown.has("feedback_scores") {
        view.feedback_scores = Some(scores::of(conn, &view.id)?).filter(|all| !all.is_empty());
    }
    if shown.has("comments") {
        view.comments = Some(comments::of(conn, &view.id)?).filter(|all| !all.is_empty());
    }
    hide(&mut view, shown);
    Ok(Some(view))
}

fn read(kind: Kind, row: &Row<'_>) -> rusqlite::Result<RecordView> {
    let (start, end): (Nanos, Option<Nanos>) = (row.get("start_time")?, row.get("end_time")?);
    let mut view = RecordView {
        id: row.get("id")?,
        project_id: row.get("project_id")?,
        name: row.get("name")?,
        start_time: start,
        end_time: end,
        input: raw(row.get("input")?),
        output: raw(row.get("output")?),
        metadata: raw(row.get("metadata")?),
        tags: Some(list_of(row.get("tags")?)).filter(|tags| !tags.is_empty()),
        error_info: raw(row.get("error_info")?),
        created_at: row.get("created_at")?,
        last_updated_at: row.get("last_updated_at")?,
        created_by: row.get("created_by")?,
        last_updated_by: row.get("last_updated_by")?,
        duration: end.filter(|_| start > Nanos::EPOCH).map(|end| end.millis_since(start)),
        ttft: row.get("ttft")?,
        thread_id: row.get("thread_id")?,
        source: row.get("source")?,
        environment: row.get::<_, Option<String>>("environment")?.unwrap_or_default(),
        ..RecordView::default()
    };
    if kind == Kind::Span {
        view.trace_id = row.get("trace_id")?;
        view.parent_span_id = row.get("parent_span_id")?;
        view.kind = row.get("type")?;
        view.model = row.get("model")?;
        view.provider = row.get("provider")?;
        view.usage = usage_of(row.get("usage")?);
        view.total_estimated_cost = money(row.get("cost")?);
    }
    Ok(view)
}

fn add_spans(conn: &Connection, view: &mut RecordView, shown: &Shown) -> ApiResult<()> {
    let sums = totals::of_trace(conn, &view.id)?;
    let mut query = conn.prepare_cached(
        "SELECT DISTINCT provider FROM spans WHERE trace_id = ?1 AND provider IS NOT NULL ORDER BY provider",
    )?;
    let providers: Vec<String> = match sums.spans {
        0 => Vec::new(),
        _ if !shown.has("providers") => Vec::new(),
        _ => query.query_map([&view.id], |row| row.get(0))?.collect::<Result<_, _>>()?,
    };
    view.visibility_mode = Some("default");
    view.span_count = Some(sums.spans);
    view.llm_span_count = Some(sums.llm_spans);
    view.has_tool_spans = Some(sums.tool_spans > 0);
    view.total_estimated_cost = money(sums.cost);
    view.usage = Some(sums.usage).filter(|usage| !usage.is_empty());
    view.providers = Some(providers).filter(|all| !all.is_empty());
    Ok(())
}

fn hide(view: &mut RecordView, shown: &Shown) {
    fn drop_if<T>(hidden: bool, field: &mut Option<T>) {
        if hidden {
            *field = None;
        }
    }
    drop_if(!shown.has("name"), &mut view.name);
    drop_if(!shown.has("end_time"), &mut view.end_time);
    drop_if(!shown.has("tags"), &mut view.tags);
    drop_if(!shown.has("usage"), &mut view.usage);
    drop_if(!shown.has("error_info"), &mut view.error_info);
    drop_if(!shown.has("total_estimated_cost"), &mut view.total_estimated_cost);
    drop_if(!shown.has("duration"), &mut view.duration);
    drop_if(!shown.has("model"), &mut view.model);
    drop_if(!shown.has("provider"), &mut view.provider);
}
