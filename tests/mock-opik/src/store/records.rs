//! The rows of traces and spans. Both have the same columns and bodies; spans have some columns more.

use std::collections::BTreeMap;

use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::json_text;
use crate::entity::RecordKind;
use crate::error::ApiResult;
use crate::time::Nanos;

mod cost;
mod merge;

pub use cost::CostFrom;

/// A whole trace or span.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// A version 7 UUID.
    pub id: String,
    /// The key of its project.
    pub project: i64,
    /// The key of a trace's thread.
    pub thread: Option<i64>,
    /// Its name.
    pub name: Option<String>,
    /// The start time; [`Nanos::EPOCH`] while the row is partial.
    pub start_time: Nanos,
    /// The end time; `None` while it runs.
    pub end_time: Option<Nanos>,
    /// JSON text.
    pub input: Option<String>,
    /// JSON text.
    pub output: Option<String>,
    /// JSON text.
    pub metadata: Option<String>,
    /// The error as JSON text.
    pub error_info: Option<String>,
    /// Tags, in the order written.
    pub tags: Vec<String>,
    /// Time to the first token in milliseconds.
    pub ttft: Option<f64>,
    /// What logged it.
    pub source: Option<String>,
    /// The environment it ran in.
    pub environment: Option<String>,
    /// Whether the row was made by a PATCH that came before the POST.
    pub partial: bool,
    /// When the row was created.
    pub created_at: Nanos,
    /// By whom.
    pub created_by: String,
    /// The version of the row.
    pub last_updated_at: Nanos,
    /// By whom.
    pub last_updated_by: String,
    /// What only spans have.
    pub span: Option<SpanFields>,
}

/// What only spans have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpanFields {
    /// The trace it belongs to, which may come later.
    pub trace_id: String,
    /// Its parent.
    pub parent_span_id: Option<String>,
    /// `general`, `tool`, `llm` or `guardrail`.
    pub span_type: String,
    /// A model's name.
    pub model: Option<String>,
    /// Its provider.
    pub provider: Option<String>,
    /// Token counts, by name.
    pub usage: Option<BTreeMap<String, i64>>,
    /// The cost in 10^-12 dollars.
    pub cost: i64,
    /// Where the cost comes from.
    pub cost_from: CostFrom,
}

impl RecordKind {
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Trace => "traces",
            Self::Span => "spans",
        }
    }

    pub(crate) fn bodies(self) -> &'static str {
        match self {
            Self::Trace => "trace_bodies",
            Self::Span => "span_bodies",
        }
    }

    fn own_columns(self) -> &'static [&'static str] {
        match self {
            Self::Trace => &["thread"],
            Self::Span => {
                &["trace_id", "parent_span_id", "type", "model", "provider", "usage", "cost", "cost_from"]
            }
        }
    }
}

/// A list of texts as stored JSON; `None` when it is empty.
pub fn to_json_list(list: &[String]) -> Option<String> {
    if list.is_empty() { None } else { serde_json::to_string(list).ok() }
}

/// The list that [`to_json_list`] stored.
pub fn from_json_list(json: Option<String>) -> Vec<String> {
    json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// The trace or span with this id, with its key.
///
/// # Errors
/// When the store fails.
pub fn load(conn: &Connection, kind: RecordKind, id: &str) -> ApiResult<Option<(i64, Record)>> {
    let sql = format!(
        "SELECT r.*, b.error_info, b.input, b.output, b.metadata FROM {} r JOIN {} b USING (key) WHERE r.id = ?1",
        kind.table(),
        kind.bodies()
    );
    let mut query = conn.prepare_cached(&sql)?;
    let found = query.query_row([id], |row| {
        let span = match kind {
            RecordKind::Trace => None,
            RecordKind::Span => Some(SpanFields {
                trace_id: row.get("trace_id")?,
                parent_span_id: row.get("parent_span_id")?,
                span_type: row.get("type")?,
                model: row.get("model")?,
                provider: row.get("provider")?,
                usage: parse_usage(row.get("usage")?),
                cost: row.get("cost")?,
                cost_from: row.get("cost_from")?,
            }),
        };
        let record = Record {
            id: row.get("id")?,
            project: row.get("project")?,
            thread: if kind == RecordKind::Trace { row.get("thread")? } else { None },
            name: row.get("name")?,
            start_time: row.get("start_time")?,
            end_time: row.get("end_time")?,
            input: row.get("input")?,
            output: row.get("output")?,
            metadata: row.get("metadata")?,
            error_info: row.get("error_info")?,
            tags: from_json_list(row.get("tags")?),
            ttft: row.get("ttft")?,
            source: row.get("source")?,
            environment: row.get("environment")?,
            partial: row.get("partial")?,
            created_at: row.get("created_at")?,
            created_by: row.get("created_by")?,
            last_updated_at: row.get("last_updated_at")?,
            last_updated_by: row.get("last_updated_by")?,
            span,
        };
        Ok((row.get("key")?, record))
    });
    Ok(found.optional()?)
}

/// Token counts from stored JSON.
pub fn parse_usage(json: Option<String>) -> Option<BTreeMap<String, i64>> {
    serde_json::from_str(&json?).ok()
}

/// Writes the row, its bodies and its search texts; returns its key.
///
/// # Errors
/// When the store fails.
pub fn save(conn: &Connection, kind: RecordKind, record: &Record) -> ApiResult<i64> {
    let columns = [
        "id",
        "project",
        "name",
        "start_time",
        "end_time",
        "tags",
        "failed",
        "ttft",
        "source",
        "environment",
        "partial",
        "created_at",
        "created_by",
        "last_updated_at",
        "last_updated_by",
    ];
    let all: Vec<&str> = columns.iter().chain(kind.own_columns()).copied().collect();
    let marks = vec!["?"; all.len()].join(", ");
    let updates: Vec<String> = all.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {} RETURNING key",
        kind.table(),
        all.join(", "),
        updates.join(", ")
    );
    let (tags, failed) = (to_json_list(&record.tags), record.error_info.is_some());
    let span = record.span.clone().unwrap_or_default();
    let usage = span.usage.as_ref().and_then(|usage| serde_json::to_string(usage).ok());
    let mut values: Vec<&dyn ToSql> = vec![
        &record.id,
        &record.project,
        &record.name,
        &record.start_time,
        &record.end_time,
        &tags,
        &failed,
        &record.ttft,
        &record.source,
        &record.environment,
        &record.partial,
        &record.created_at,
        &record.created_by,
        &record.last_updated_at,
        &record.last_updated_by,
    ];
    match kind {
        RecordKind::Trace => values.push(&record.thread),
        RecordKind::Span => values.extend::<[&dyn ToSql; 8]>([
            &span.trace_id,
            &span.parent_span_id,
            &span.span_type,
            &span.model,
            &span.provider,
            &usage,
            &span.cost,
            &span.cost_from,
        ]),
    }
    let key: i64 = conn.prepare_cached(&sql)?.query_row(values.as_slice(), |row| row.get(0))?;
    save_bodies(conn, kind, key, record)?;
    Ok(key)
}

fn save_bodies(conn: &Connection, kind: RecordKind, key: i64, record: &Record) -> ApiResult<()> {
    let sql = format!(
        "INSERT OR REPLACE INTO {} (key, input_short, output_short, metadata_short, error_info, input, output,
         metadata) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        kind.bodies()
    );
    let short = |json: &Option<String>| json.as_deref().and_then(json_text::cut);
    conn.prepare_cached(&sql)?.execute(params![
        key,
        short(&record.input),
        short(&record.output),
        short(&record.metadata),
        record.error_info,
        record.input,
        record.output,
        record.metadata,
    ])?;
    if kind == RecordKind::Trace {
        let text = |json: &Option<String>| json.as_deref().map(json_text::folded).unwrap_or_default();
        let mut more =
            record.name.as_deref().map(super::sql_functions::fold).unwrap_or_default().into_owned();
        for part in [
            text(&record.metadata),
            text(&record.error_info),
            json_text::folded(&to_json_list(&record.tags).unwrap_or_default()),
        ] {
            more.push('\n');
            more.push_str(&part);
        }
        conn.prepare_cached(
            "INSERT OR REPLACE INTO trace_texts (key, project, thread, input, output, more)
             VALUES (:key, :project, :thread, :input, :output, :more)",
        )?
        .execute(named_params! {
            ":key": key, ":project": record.project, ":thread": record.thread,
            ":input": text(&record.input), ":output": text(&record.output), ":more": more,
        })?;
    }
    Ok(())
}
