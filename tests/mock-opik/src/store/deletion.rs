//! Deletes traces and threads with everything that belongs to them. A deleted thread takes its scores, comments and
//! tags along (on Opik they reappear when the id is logged again); a thread whose traces were deleted one by one stays,
//! but is not listed, as on Opik.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::attachments;
use super::projects;
use super::threads;
use super::totals::{self, Totals};
use crate::error::ApiResult;
use crate::time::Nanos;

mod project;

pub use project::project;

/// Deletes these traces (only those in `project`, if given) with their spans, scores, comments and attachments; also what came for a
/// trace that never came itself. Unknown ids are ignored.
///
/// # Errors
/// When the store fails.
pub fn traces(conn: &Connection, ids: &[String], project: Option<i64>) -> ApiResult<()> {
    let mut changes: BTreeMap<i64, Totals> = BTreeMap::new();
    let mut newest: BTreeMap<i64, Nanos> = BTreeMap::new();
    for id in ids {
        let id = id.to_ascii_lowercase();
        if project.is_some() && project != project_of_trace(conn, &id)? {
            continue;
        }
        let mut query = conn.prepare_cached("SELECT key, thread, failed FROM traces WHERE id = ?1")?;
        let found = query.query_row([&id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let found: Option<(i64, Option<i64>, bool)> = found.optional()?;
        if let Some((_, Some(thread), failed)) = found {
            let change = changes.entry(thread).or_default();
            change.add(&totals::of_trace(conn, &id)?, -1);
            change.add(&Totals { traces: 1, errors: i64::from(failed), ..Totals::default() }, -1);
        }
        delete_spans(conn, &id)?;
        // Scores may have come for a trace that never came; nothing else has this id then, except by mistake.
        conn.prepare_cached("DELETE FROM scores WHERE entity = ?1 AND kind = 'trace'")?.execute([&id])?;
        attachments::delete_all(conn, &id)?;
        conn.prepare_cached("DELETE FROM otel_traces WHERE trace_id = ?1")?.execute([&id])?;
        if let Some((key, ..)) = found {
            let mut query =
                conn.prepare_cached("SELECT project, last_updated_at FROM traces WHERE key = ?1")?;
            let (home, time): (i64, Nanos) = query.query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
            newest.entry(home).and_modify(|known| *known = time.max(*known)).or_insert(time);
            delete_feedback(conn, &id)?;
            for table in ["traces", "trace_bodies", "trace_texts"] {
                conn.prepare_cached(&format!("DELETE FROM {table} WHERE key = ?1"))?.execute([key])?;
            }
        }
    }
    newest.iter().try_for_each(|(project, time)| projects::refresh_last_trace_time(conn, *project, *time))?;
    changes.iter().try_for_each(|(thread, change)| totals::add_to_thread(conn, *thread, change))
}

/// Deletes these threads with all their traces; unknown ids are ignored.
///
/// # Errors
/// When the store fails.
pub fn threads(conn: &Connection, project: i64, thread_ids: &[String]) -> ApiResult<()> {
    for thread_id in thread_ids {
        let Some(key) = threads::find(conn, project, thread_id)? else { continue };
        let mut query = conn.prepare_cached("SELECT id FROM traces WHERE thread = ?1")?;
        let ids: Vec<String> = query.query_map([key], |row| row.get(0))?.collect::<Result<_, _>>()?;
        traces(conn, &ids, None)?;
        delete_feedback(conn, &threads::model_id(conn, key)?)?;
        conn.prepare_cached("DELETE FROM threads WHERE key = ?1")?.execute([key])?;
    }
    Ok(())
}

/// The project of a trace or, when the trace never came, of its spans or scores.
fn project_of_trace(conn: &Connection, trace: &str) -> ApiResult<Option<i64>> {
    let mut query = conn.prepare_cached(
        "SELECT coalesce((SELECT project FROM traces WHERE id = ?1),
         (SELECT project FROM spans WHERE trace_id = ?1 LIMIT 1),
         (SELECT project FROM scores WHERE entity = ?1 AND kind = 'trace' LIMIT 1),
         (SELECT project FROM attachments WHERE entity = ?1 AND kind = 'trace' LIMIT 1))",
    )?;
    Ok(query.query_row([trace], |row| row.get(0))?)
}

fn delete_spans(conn: &Connection, trace: &str) -> ApiResult<()> {
    let mut query = conn.prepare_cached("SELECT key, id FROM spans WHERE trace_id = ?1")?;
    let spans: Vec<(i64, String)> =
        query.query_map([trace], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (key, id) in spans {
        delete_feedback(conn, &id)?;
        attachments::delete_all(conn, &id)?;
        conn.prepare_cached("DELETE FROM spans WHERE key = ?1")?.execute([key])?;
        conn.prepare_cached("DELETE FROM span_bodies WHERE key = ?1")?.execute([key])?;
    }
    conn.prepare_cached("DELETE FROM span_totals WHERE trace_id = ?1")?.execute([trace])?;
    Ok(())
}

fn delete_feedback(conn: &Connection, entity: &str) -> ApiResult<()> {
    conn.prepare_cached("DELETE FROM scores WHERE entity = ?1")?.execute([entity])?;
    conn.prepare_cached("DELETE FROM comments WHERE entity = ?1")?.execute([entity])?;
    conn.prepare_cached("DELETE FROM comment_keys WHERE entity = ?1")?.execute([entity])?;
    Ok(())
}
