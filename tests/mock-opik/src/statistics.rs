//! Statistics over a list (`…/stats`): counts, means, and percentiles of the duration.

use rusqlite::{Connection, Params};
use serde_json::Value;

use crate::entity::EntityType;
use crate::entity::RecordKind;
use crate::error::ApiResult;
use crate::store::selected_rows::SelectedRows;

mod aggregate;

pub use aggregate::Aggregate;
pub(crate) use aggregate::{quantile, rounded};

/// Passes the names and means that a statement returns to `take`.
fn scored(
    conn: &Connection,
    sql: &str,
    values: impl Params,
    mut take: impl FnMut(&str, f64),
) -> ApiResult<()> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query(values)?;
    while let Some(row) = rows.next()? {
        take(row.get_ref(0)?.as_str().unwrap_or_default(), row.get(1)?);
    }
    Ok(())
}

/// The statistics of threads. Counts that need the traces' bodies are 0, as on Opik. Opik also counts a thread's errors
/// as 0; here they are counted, because a list of failed conversations should say so.
pub fn thread_stats(all: Aggregate) -> Vec<Value> {
    all.stats("thread_count", false)
}

/// The statistics of traces or spans.
pub fn record_stats(kind: RecordKind, all: Aggregate) -> Vec<Value> {
    all.stats(if kind == RecordKind::Trace { "trace_count" } else { "span_count" }, kind == RecordKind::Trace)
}

/// Aggregates these threads.
///
/// # Errors
/// When the store fails.
pub fn aggregate_threads(conn: &Connection, keys: &[i64]) -> ApiResult<Aggregate> {
    let mut all = Aggregate::default();
    let picked = SelectedRows::threads(keys);
    let columns = "(r.end_time - r.start_time) / 1000 / 1000.0, r.cost, r.usage, r.errors";
    let mut query = conn.prepare_cached(&picked.select(columns, ""))?;
    let mut rows = query.query([&picked.keys])?;
    while let Some(row) = rows.next()? {
        all.add_row(row.get(0)?);
        all.add_cost(row.get(1)?);
        all.add_usage(row.get_ref(2)?.as_str().unwrap_or_default(), |_, _| ());
        all.add_errors(row.get(3)?);
    }
    let scores = picked.select(
        "s.name, avg(s.value)",
        "CROSS JOIN scores s ON s.entity = r.model_id GROUP BY r.key, s.name",
    );
    scored(conn, &scores, [&picked.keys], |name, value| all.add_score(name, value))?;
    Ok(all)
}

/// Aggregates these traces or spans.
///
/// # Errors
/// When the store fails.
pub fn aggregate_records(conn: &Connection, kind: RecordKind, keys: &[i64]) -> ApiResult<Aggregate> {
    let mut all = Aggregate::default();
    let picked = SelectedRows::new(kind, keys);
    let (own, sums) = match kind {
        RecordKind::Trace => {
            ("s.cost, s.usage, s.spans, s.llm_spans", "LEFT JOIN span_totals s ON s.trace_id = r.id")
        }
        RecordKind::Span => ("r.cost, r.usage, 0, 0", ""),
    };
    let columns = format!(
        "iif(r.start_time > 0, (r.end_time - r.start_time) / 1000 / 1000.0, NULL), r.failed, b.input IS NOT NULL,
         b.output IS NOT NULL, b.metadata IS NOT NULL, iif(r.tags IS NULL, 0, json_array_length(r.tags)), {own}"
    );
    let bodies = kind.bodies();
    let sql = picked.select(&columns, &format!("CROSS JOIN {bodies} b ON b.key = r.key {sums}"));
    let mut query = conn.prepare_cached(&sql)?;
    let mut rows = query.query([&picked.keys])?;
    while let Some(row) = rows.next()? {
        all.add_row(row.get(0)?);
        all.add_errors(row.get(1)?);
        all.add_bodies([row.get(2)?, row.get(3)?, row.get(4)?], row.get(5)?);
        all.add_cost(row.get::<_, Option<i64>>(6)?.unwrap_or_default());
        all.add_usage(row.get_ref(7)?.as_str().unwrap_or_default(), |_, _| ());
        let spans = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.unwrap_or_default());
        all.add_spans(spans(8)?, spans(9)?);
    }
    // The plus sign keeps SQLite from trying every key for every score.
    let of = |from: &str, owner: &str| {
        format!(
            "SELECT s.name, avg(s.value) FROM scores s {from} WHERE s.kind = ?2
             AND +r.key IN (SELECT value FROM json_each(?1)) GROUP BY {owner}, s.name"
        )
    };
    let table = kind.table();
    let own = of(&format!("CROSS JOIN {table} r ON r.id = s.entity"), "r.key");
    scored(conn, &own, [&picked.keys, EntityType::from(kind).word()], |name, value| {
        all.add_score(name, value)
    })?;
    if kind == RecordKind::Trace {
        let joins = "CROSS JOIN spans p ON p.id = s.entity CROSS JOIN traces r ON r.id = p.trace_id";
        let word = EntityType::Span.word();
        scored(conn, &of(joins, "r.key"), [&picked.keys, word], |name, value| {
            all.add_span_score(name, value)
        })?;
    }
    Ok(all)
}
