//! Thread rows: identity, status, tags. A thread is made by its first trace; its id is any string, compared byte for
//! byte. A change of `last_updated_at` restarts the timeout after which the thread turns inactive.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::records::{from_json_list, to_json_list};
use super::tags::TagChange;
use crate::author::ADMIN;
use crate::error::ApiResult;
use crate::state::ThreadRules;
use crate::time::Nanos;
use crate::uuid7;

/// New traces of a thread: what the thread's row needs to know.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The smallest trace id.
    pub trace: String,
    /// The greatest `last_updated_at`.
    pub time: Nanos,
    /// From the trace with the smallest id.
    pub source: Option<String>,
    /// From the trace with the smallest id.
    pub environment: Option<String>,
}

impl Arrival {
    /// Adds another arrival.
    pub fn join(&mut self, other: Self) {
        let time = self.time.max(other.time);
        if other.trace < self.trace {
            *self = other;
        }
        self.time = time;
    }
}

/// The key of the thread, if it has a row.
///
/// # Errors
/// When the store fails.
pub fn find(conn: &Connection, project: i64, thread_id: &str) -> ApiResult<Option<i64>> {
    let mut query = conn.prepare_cached("SELECT key FROM threads WHERE project = ?1 AND thread_id = ?2")?;
    Ok(query.query_row(params![project, thread_id], |row| row.get(0)).optional()?)
}

/// The key of the thread with this model id.
///
/// # Errors
/// When the store fails.
pub fn by_model_id(conn: &Connection, model_id: &str) -> ApiResult<Option<i64>> {
    let mut query = conn.prepare_cached("SELECT key FROM threads WHERE model_id = ?1")?;
    Ok(query.query_row([model_id.to_ascii_lowercase()], |row| row.get(0)).optional()?)
}

/// The thread id, as clients wrote it.
///
/// # Errors
/// When the store fails.
pub fn thread_id(conn: &Connection, key: i64) -> ApiResult<String> {
    let mut query = conn.prepare_cached("SELECT thread_id FROM threads WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0))?)
}

/// The model id of a thread.
///
/// # Errors
/// When the store fails.
pub fn model_id(conn: &Connection, key: i64) -> ApiResult<String> {
    let mut query = conn.prepare_cached("SELECT model_id FROM threads WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0))?)
}

/// Whether the thread is inactive.
///
/// # Errors
/// When the store fails.
pub fn is_inactive(conn: &Connection, key: i64) -> ApiResult<bool> {
    let mut query = conn.prepare_cached("SELECT inactive FROM threads WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0))?)
}

/// The key of the thread. A thread that nobody has logged to yet gets a row, which is listed once its first trace
/// comes.
///
/// # Errors
/// When the store fails.
pub fn ensure(conn: &Connection, project: i64, thread_id: &str, author: &str, now: Nanos) -> ApiResult<i64> {
    let arrival = Arrival { trace: uuid7::new(now), time: now, source: None, environment: None };
    match find(conn, project, thread_id)? {
        Some(key) => Ok(key),
        None => insert(conn, project, thread_id, &arrival, author, now),
    }
}

/// New traces: makes the thread's row, or makes the thread active again. Traces older than the thread's last activity
/// (late or repeated) change nothing.
///
/// # Errors
/// When the store fails.
pub fn note_new_traces(
    conn: &Connection,
    project: i64,
    thread_id: &str,
    arrival: &Arrival,
    author: &str,
    now: Nanos,
    rules: ThreadRules,
) -> ApiResult<i64> {
    let Some(key) = find(conn, project, thread_id)? else {
        return insert(conn, project, thread_id, arrival, author, now);
    };
    let mut query = conn.prepare_cached("SELECT inactive, last_updated_at FROM threads WHERE key = ?1")?;
    let (inactive, last): (bool, Nanos) = query.query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if arrival.time >= last {
        if inactive {
            drop_human_scores(conn, key, rules)?;
        }
        set_status(conn, key, false, arrival.time, author)?;
    }
    Ok(key)
}

fn insert(
    conn: &Connection,
    project: i64,
    thread_id: &str,
    arrival: &Arrival,
    author: &str,
    now: Nanos,
) -> ApiResult<i64> {
    // The model id has the time of the earliest trace, so that an imported thread is as old as its traces.
    let born = uuid7::time(&arrival.trace).unwrap_or(now);
    let mut query = conn.prepare_cached(
        "INSERT INTO threads (project, thread_id, model_id, inactive, created_at, created_by, last_updated_at,
         last_updated_by, source, environment)
         VALUES (:project, :thread_id, :model_id, 0, :now, :author, :time, :author, :source, :environment)
         RETURNING key",
    )?;
    let values = named_params! {
        ":project": project, ":thread_id": thread_id, ":model_id": uuid7::new(born), ":now": now,
        ":author": author, ":time": arrival.time, ":source": arrival.source, ":environment": arrival.environment,
    };
    Ok(query.query_row(values, |row| row.get(0))?)
}

fn set_status(conn: &Connection, key: i64, inactive: bool, time: Nanos, author: &str) -> ApiResult<()> {
    conn.prepare_cached(
        "UPDATE threads SET inactive = ?2, last_updated_at = ?3, last_updated_by = ?4 WHERE key = ?1",
    )?
    .execute(params![key, inactive, time, author])?;
    Ok(())
}

/// Under guarded rules removes the scores that people gave, because they were about a conversation that has changed
/// since. Scores of programs stay.
fn drop_human_scores(conn: &Connection, key: i64, rules: ThreadRules) -> ApiResult<()> {
    if rules == ThreadRules::Guarded {
        conn.execute(
            "DELETE FROM scores WHERE entity = (SELECT model_id FROM threads WHERE key = ?1) AND source = 'ui'",
            [key],
        )?;
    }
    Ok(())
}

/// Makes the thread active, if it is not.
///
/// # Errors
/// When the store fails.
pub fn open(conn: &Connection, key: i64, author: &str, now: Nanos, rules: ThreadRules) -> ApiResult<()> {
    if is_inactive(conn, key)? {
        drop_human_scores(conn, key, rules)?;
        set_status(conn, key, false, now, author)?;
    }
    Ok(())
}

/// Makes the thread inactive, if it is not.
///
/// # Errors
/// When the store fails.
pub fn close(conn: &Connection, key: i64, author: &str, now: Nanos) -> ApiResult<()> {
    if !is_inactive(conn, key)? {
        set_status(conn, key, true, now, author)?;
    }
    Ok(())
}

/// Makes every active thread inactive whose last activity was before `before`, however long ago (Opik forgets threads
/// older than its look-back window). Returns how many.
///
/// `last_updated_at` becomes the moment at which the timeout ran out, not the moment at which that was noticed:
/// imported conversations keep their order and do not all look as if something had happened just now.
///
/// # Errors
/// When the store fails.
pub fn mark_idle_inactive(conn: &Connection, before: Nanos, now: Nanos) -> ApiResult<usize> {
    let idle = now.0.saturating_sub(before.0);
    let closed = conn.execute(
        "UPDATE threads SET inactive = 1, last_updated_at = min(?2, last_updated_at + ?3), last_updated_by = ?4
         WHERE inactive = 0 AND last_updated_at < ?1",
        params![before, now, idle, ADMIN],
    )?;
    Ok(closed)
}

/// Changes the thread's tags. As on Opik, `last_updated_at` moves even when the tags stay the same.
///
/// # Errors
/// 422 when there would be too many tags.
pub fn change_tags(
    conn: &Connection,
    key: i64,
    change: &TagChange,
    merge: bool,
    author: &str,
    now: Nanos,
) -> ApiResult<()> {
    let mut query = conn.prepare_cached("SELECT tags FROM threads WHERE key = ?1")?;
    let old = from_json_list(query.query_row([key], |row| row.get(0))?);
    let new = change.apply(&old, merge)?.unwrap_or(old);
    conn.prepare_cached(
        "UPDATE threads SET tags = ?2, last_updated_at = max(?3, last_updated_at), last_updated_by = ?4 WHERE key = ?1",
    )?
    .execute(params![key, to_json_list(&new).unwrap_or_else(|| "[]".to_owned()), now, author])?;
    Ok(())
}

/// Whether the thread has traces.
///
/// # Errors
/// When the store fails.
pub fn has_traces(conn: &Connection, key: i64) -> ApiResult<bool> {
    let mut query = conn.prepare_cached("SELECT traces > 0 FROM threads WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0))?)
}

/// The key of a trace's thread, if the trace exists and has one.
pub(super) fn thread_of(conn: &Connection, trace: &str) -> ApiResult<Option<i64>> {
    let mut query = conn.prepare_cached("SELECT thread FROM traces WHERE id = ?1")?;
    Ok(query.query_row([trace], |row| row.get(0)).optional()?.flatten())
}
