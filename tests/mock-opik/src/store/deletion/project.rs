//! Deletes a project with everything in it (on Opik its traces stay, unreachable). A project may have a hundred
//! thousand traces, so this is done table by table and not trace by trace.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::error::ApiResult;
use crate::store::projects;
use crate::store::records::{SpanFields, parse_usage};
use crate::store::totals::{self, Totals};

/// The ids of the spans to delete: the project's own, and those of its traces that were logged to another project.
const SPANS: &str = "SELECT id FROM spans WHERE project = ?1
    UNION SELECT id FROM spans WHERE trace_id IN (SELECT id FROM traces WHERE project = ?1)";

/// Deletes the project with this id, if there is one.
///
/// # Errors
/// When the store fails.
pub fn project(conn: &Connection, id: &str) -> ApiResult<()> {
    let Some(project) = projects::by_id(conn, id)? else { return Ok(()) };
    let key = project.key;
    detach_foreign_threads(conn, key)?;
    subtract_from_foreign_traces(conn, key)?;
    let entities = format!(
        "{SPANS} UNION SELECT id FROM traces WHERE project = ?1 UNION SELECT model_id FROM threads WHERE project = ?1"
    );
    for table in ["scores", "comments", "comment_keys"] {
        conn.execute(&format!("DELETE FROM {table} WHERE entity IN ({entities})"), [key])?;
    }
    conn.execute(&format!("DELETE FROM attachments WHERE entity IN ({entities})"), [key])?;
    // Scores and attachments may have come for traces and spans that never came.
    for table in ["scores", "attachments", "otel_traces"] {
        conn.execute(&format!("DELETE FROM {table} WHERE project = ?1"), [key])?;
    }
    let traces = "SELECT key FROM traces WHERE project = ?1";
    for sql in [
        format!("DELETE FROM span_bodies WHERE key IN (SELECT key FROM spans WHERE id IN ({SPANS}))"),
        format!("DELETE FROM spans WHERE id IN ({SPANS})"),
        "DELETE FROM span_totals WHERE trace_id IN (SELECT id FROM traces WHERE project = ?1)".to_owned(),
        format!("DELETE FROM trace_bodies WHERE key IN ({traces})"),
        format!("DELETE FROM trace_texts WHERE key IN ({traces})"),
        "DELETE FROM traces WHERE project = ?1".to_owned(),
        "DELETE FROM threads WHERE project = ?1".to_owned(),
        "DELETE FROM projects WHERE key = ?1".to_owned(),
    ] {
        conn.execute(&sql, [key])?;
    }
    Ok(())
}

/// In older data files traces may be in threads of another project, which an early PATCH had named.
fn detach_foreign_threads(conn: &Connection, project: i64) -> ApiResult<()> {
    let mut query = conn.prepare_cached(
        "SELECT t.id FROM traces t JOIN threads h ON h.key = t.thread WHERE t.project = ?1 AND h.project <> ?1",
    )?;
    let ids: Vec<String> = query.query_map([project], |row| row.get(0))?.collect::<Result<_, _>>()?;
    super::traces(conn, &ids, None)?;
    for table in ["traces", "trace_texts"] {
        let threads = "SELECT key FROM threads WHERE project = ?1";
        conn.execute(
            &format!("UPDATE {table} SET thread = NULL WHERE thread IN ({threads}) AND project <> ?1"),
            [project],
        )?;
    }
    Ok(())
}

/// Subtracts the project's spans from the sums of traces that belong to another project or never came.
fn subtract_from_foreign_traces(conn: &Connection, project: i64) -> ApiResult<()> {
    let mut query = conn.prepare_cached(
        "SELECT s.trace_id, s.type, s.cost, s.usage, t.thread FROM spans s LEFT JOIN traces t ON t.id = s.trace_id
         WHERE s.project = ?1 AND (t.key IS NULL OR t.project <> ?1)",
    )?;
    let mut rows = query.query([project])?;
    let (mut traces, mut threads): (BTreeMap<String, Totals>, BTreeMap<i64, Totals>) = Default::default();
    while let Some(row) = rows.next()? {
        let span = SpanFields {
            span_type: row.get(1)?,
            cost: row.get(2)?,
            usage: parse_usage(row.get(3)?),
            ..SpanFields::default()
        };
        let sums = Totals::of_span(&span);
        traces.entry(row.get(0)?).or_default().add(&sums, -1);
        if let Some(thread) = row.get(4)? {
            threads.entry(thread).or_default().add(&sums, -1);
        }
    }
    for (trace, change) in &traces {
        totals::add_to_trace(conn, trace, change)?;
    }
    threads.iter().try_for_each(|(thread, change)| totals::add_to_thread(conn, *thread, change))
}
