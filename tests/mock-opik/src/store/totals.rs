//! Sums over spans, kept for each trace and thread as they are written, so that no list has to group spans or traces.
//! Costs and counts are whole numbers: adding and subtracting leaves no rounding errors.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::change_counts;
use super::records::{SpanFields, parse_usage};
use crate::error::ApiResult;
use crate::time::Nanos;

/// Sums, or a change of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// The number of traces of a thread.
    pub traces: i64,
    /// The number of traces with an error.
    pub errors: i64,
    /// The number of spans.
    pub spans: i64,
    /// The number of spans of type `llm`.
    pub llm_spans: i64,
    /// The number of spans of type `tool`.
    pub tool_spans: i64,
    /// The cost in 10^-12 dollars.
    pub cost: i64,
    /// Token counts, by name.
    pub usage: BTreeMap<String, i64>,
}

impl Totals {
    /// The sums of one span.
    pub fn of_span(span: &SpanFields) -> Self {
        Self {
            spans: 1,
            llm_spans: i64::from(span.span_type == "llm"),
            tool_spans: i64::from(span.span_type == "tool"),
            cost: span.cost,
            usage: span.usage.clone().unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Adds `other` times `times`: 1 to add, -1 to subtract.
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

    fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

/// The sums over a trace's spans; the trace itself may come later.
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
            usage: parse_usage(row.get(4)?).unwrap_or_default(),
            ..Totals::default()
        })
    });
    Ok(found.optional()?.unwrap_or_default())
}

/// Adds to the sums of a trace.
pub(super) fn add_to_trace(conn: &Connection, trace: &str, change: &Totals) -> ApiResult<()> {
    let mut sums = of_trace(conn, trace)?;
    sums.add(change, 1);
    change_counts::count_span_sums(conn, trace)?;
    if sums.spans == 0 {
        conn.prepare_cached("DELETE FROM span_totals WHERE trace_id = ?1")?.execute([trace])?;
        return Ok(());
    }
    conn.prepare_cached("INSERT OR REPLACE INTO span_totals VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(
        params![trace, sums.spans, sums.llm_spans, sums.tool_spans, sums.cost, usage_json(&sums.usage),],
    )?;
    Ok(())
}

/// Adds to the sums of a thread, and finds its first and last trace again (a few index look-ups, however long the
/// thread is).
pub(super) fn add_to_thread(conn: &Connection, thread: i64, change: &Totals) -> ApiResult<()> {
    if !change.is_zero() {
        let mut query = conn.prepare_cached("SELECT usage, cost FROM threads WHERE key = ?1")?;
        let stored = query.query_row([thread], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (usage, cost) = stored.unwrap_or_default();
        // Summed here and not in SQL: SQLite would turn a sum that is out of range into a floating-point number.
        let mut sums = Totals { cost, usage: parse_usage(usage).unwrap_or_default(), ..Totals::default() };
        sums.add(change, 1);
        conn.prepare_cached(
            "UPDATE threads SET traces = traces + ?2, errors = errors + ?3, cost = ?4, usage = ?5 WHERE key = ?1",
        )?
        .execute(params![thread, change.traces, change.errors, sums.cost, usage_json(&sums.usage)])?;
    }
    // A partial row begins in 1970, and so does a trace whose client sent seconds for milliseconds: neither is the
    // first trace when there is a later one (on Opik such a thread has no duration).
    let first = match first_since(conn, thread, SENSIBLE)? {
        None => first_since(conn, thread, Nanos(1))?,
        found => found,
    };
    let (first, start) = first.unzip();
    conn.prepare_cached(
        "UPDATE threads SET first_trace = ?2, start_time = ?3, (last_trace, end_time) =
           (SELECT key, end_time FROM traces WHERE thread = ?1 AND end_time > 0 ORDER BY end_time DESC, id DESC LIMIT 1)
         WHERE key = ?1",
    )?
    .execute(params![thread, first, start])?;
    Ok(())
}

/// The start of 1971: no conversation with a chatbot is older.
const SENSIBLE: Nanos = Nanos(365 * 86_400 * 1_000_000_000);

/// The thread's first trace that started at `since` or later, and its start time.
fn first_since(conn: &Connection, thread: i64, since: Nanos) -> ApiResult<Option<(i64, Nanos)>> {
    let mut query = conn.prepare_cached(
        "SELECT key, start_time FROM traces WHERE thread = ?1 AND start_time >= ?2 ORDER BY start_time, id LIMIT 1",
    )?;
    Ok(query.query_row(params![thread, since], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

fn usage_json(usage: &BTreeMap<String, i64>) -> String {
    let kept: BTreeMap<&String, i64> =
        usage.iter().filter(|(_, count)| **count != 0).map(|(name, count)| (name, *count)).collect();
    serde_json::to_string(&kept).unwrap_or_else(|_| "{}".to_owned())
}
