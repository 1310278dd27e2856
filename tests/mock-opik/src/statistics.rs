//! Statistics over a list (`…/stats`): counts, means, and percentiles of the duration.

use rusqlite::Connection;
use serde_json::Value;

use crate::entity::RecordKind;
use crate::error::ApiResult;
use crate::store::selected_rows::SelectedRows;

mod aggregate;

pub use aggregate::Aggregate;
pub(crate) use aggregate::{each_count, quantile, rounded};

/// The statistics of threads. Counts that need the traces' bodies are 0, as on Opik. Opik also counts a thread's errors
/// as 0; here they are counted, because a list of failed conversations should say so.
pub fn thread_stats(all: Aggregate) -> Vec<Value> {
    all.stats("thread_count", false)
}

/// The statistics of traces or spans.
pub fn record_stats(kind: RecordKind, all: Aggregate) -> Vec<Value> {
    all.stats(if kind == RecordKind::Trace { "trace_count" } else { "span_count" }, kind == RecordKind::Trace)
}

/// Aggregates these spans. (Threads and traces are added up by the row cache.)
///
/// # Errors
/// When the store fails.
pub fn aggregate_spans(conn: &Connection, keys: &[i64]) -> ApiResult<Aggregate> {
    let mut all = Aggregate::default();
    let picked = SelectedRows::new(RecordKind::Span, keys);
    let columns = "iif(r.start_time > 0, (r.end_time - r.start_time) / 1000 / 1000.0, NULL), r.failed,
        b.input IS NOT NULL, b.output IS NOT NULL, b.metadata IS NOT NULL,
        iif(r.tags IS NULL, 0, json_array_length(r.tags)), r.cost, r.usage";
    let sql = picked.select(columns, "CROSS JOIN span_bodies b ON b.key = r.key");
    let mut query = conn.prepare_cached(&sql)?;
    let mut rows = query.query([&picked.keys])?;
    while let Some(row) = rows.next()? {
        all.add_row(row.get(0)?);
        all.add_errors(row.get(1)?);
        all.add_bodies([row.get(2)?, row.get(3)?, row.get(4)?], row.get(5)?);
        all.add_cost(row.get(6)?);
        all.add_usage(row.get_ref(7)?.as_str().unwrap_or_default());
    }
    // The plus sign keeps SQLite from trying every key for every score.
    let mut query = conn.prepare_cached(
        "SELECT s.name, avg(s.value) FROM scores s CROSS JOIN spans r ON r.id = s.entity WHERE s.kind = 'span'
         AND +r.key IN (SELECT value FROM json_each(?1)) GROUP BY r.key, s.name",
    )?;
    let mut rows = query.query([&picked.keys])?;
    while let Some(row) = rows.next()? {
        all.add_score(row.get_ref(0)?.as_str().unwrap_or_default(), row.get(1)?);
    }
    Ok(all)
}
