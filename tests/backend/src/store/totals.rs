//! Sums over spans, kept per trace and per thread as they are written, so that no list ever groups spans or traces.
//! Money and counts are whole numbers: adding and taking away again leaves nothing behind.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::records::{SpanPart, usage_of};
use crate::error::ApiResult;

/// A change of sums.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Traces of a thread.
    pub traces: i64,
    /// Traces with an error.
    pub errors: i64,
    /// Spans.
    pub spans: i64,
    /// Spans of type `llm`.
    pub llm_spans: i64,
    /// Spans of type `tool`.
    pub tool_spans: i64,
    /// In 10^-12.
    pub cost: i64,
    /// Counts of tokens and the like.
    pub usage: BTreeMap<String, i64>,
}

impl Totals {
    /// What one span counts.
    pub fn of_span(span: &SpanPart) -> Self {
        Self {
            spans: 1,
            llm_spans: i64::from(span.span_type == "llm"),
            tool_spans: i64::from(span.span_type == "tool"),
            cost: span.cost,
            usage: span.usage.clone().unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Adds `other` as often as `times` says: once, or minus once to take it away.
    pub fn add(&mut self, other: &Self, times: i64) {
        let plus = |to: &mut i64, from: i64| *to = to.saturating_add(from.saturating_mul(times));
        plus(&mut self.traces, other.traces);
        plus(&mut self.errors, other.errors);
        plus(&mut self.spans, other.spans);
        plus(&mut self.llm_spans, other.llm_spans);
        plus(&mut self.tool_spans, other.tool_spans);
        plus(&mut self.cost, other.cost);
        for (name, count) in &other.usage {
            plus(self.usage.entry(name.clone()).or_default(), *count);
        }
    }

    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The sums over a trace's spans, whether the trace is there or not.
///
/// # Errors
/// When the store fails.
pub fn of_trace(conn: &Connection, trace: &str) -> ApiResult<Totals> {
    let mut query = conn.prepare_cached(
        "SELECT spans, llm_spans, tool_spans, cost, usage FROM span_totals WHERE trace_id = ?1",
    )?;
    let found = query.query_row([trace], |row| {
        Ok(Totals {
            spans: row.get(0)?,
            llm_spans: row.get(1)?,
            tool_spans: row.get(2)?,
            cost: row.get(3)?,
            usage: usage_of(row.get(4)?).unwrap_or_default(),
            ..Totals::default()
        })
    });
    Ok(found.optional()?.unwrap_or_default())
}

/// Changes the sums of a trace.
pub(super) fn add_to_trace(conn: &Connection, trace: &str, change: &Totals) -> ApiResult<()> {
    let mut sums = of_trace(conn, trace)?;
    sums.add(change, 1);
    conn.prepare_cached("INSERT OR REPLACE INTO span_totals VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(
        params![trace, sums.spans, sums.llm_spans, sums.tool_spans, sums.cost, usage_json(&sums.usage),],
    )?;
    Ok(())
}

/// Changes the sums of a thread, and finds its first and last trace anew (two index look-ups, however long it is).
pub(super) fn add_to_thread(conn: &Connection, thread: i64, change: &Totals) -> ApiResult<()> {
    if !change.is_nothing() {
        let mut query = conn.prepare_cached("SELECT usage FROM threads WHERE key = ?1")?;
        let stored = query.query_row([thread], |row| row.get(0)).optional()?;
        let mut usage = Totals { usage: stored.and_then(usage_of).unwrap_or_default(), ..Totals::default() };
        usage.add(&Totals { usage: change.usage.clone(), ..Totals::default() }, 1);
        conn.prepare_cached(
            "UPDATE threads SET traces = traces + ?2, errors = errors + ?3, cost = cost + ?4, usage = ?5 WHERE key = ?1",
        )?
        .execute(params![thread, change.traces, change.errors, change.cost, usage_json(&usage.usage)])?;
    }
    // Rows of an early PATCH begin in 1970: they are not the first turn.
    conn.prepare_cached(
        "UPDATE threads SET (first_trace, start_time) =
           (SELECT key, start_time FROM traces WHERE thread = ?1 AND start_time > 0 ORDER BY start_time, id LIMIT 1),
         (last_trace, end_time) =
           (SELECT key, end_time FROM traces WHERE thread = ?1 AND end_time > 0 ORDER BY end_time DESC, id DESC LIMIT 1)
         WHERE key = ?1",
    )?
    .execute([thread])?;
    Ok(())
}

fn usage_json(usage: &BTreeMap<String, i64>) -> String {
    let kept: BTreeMap<&String, i64> =
        usage.iter().filter(|(_, count)| **count != 0).map(|(name, count)| (name, *count)).collect();
    serde_json::to_string(&kept).unwrap_or_else(|_| "{}".to_owned())
}
