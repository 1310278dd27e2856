//! Thread rows: identity, status, tags. A thread is made by its first trace; its id is any string, compared byte for
//! byte. Whatever moves `last_updated_at` restarts the time after which the thread becomes inactive by itself.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::records::{list_json, list_of};
use super::tags::TagChange;
use crate::author::ADMIN;
use crate::error::ApiResult;
use crate::state::ThreadRules;
use crate::time::Nanos;
use crate::uuid7;

/// New traces of one thread, as the thread sees them.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The smallest id.
    pub trace: String,
    /// The greatest `last_updated_at`.
    pub time: Nanos,
    /// Of the trace with the smallest id.
    pub source: Option<String>,
    /// Of the trace with the smallest id.
    pub environment: Option<String>,
}

impl Arrival {
    /// Both arrivals as one.
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

/// The thread id, as the user wrote it.
///
/// # Errors
/// When the store fails.
pub fn name(conn: &Connection, key: i64) -> ApiResult<String> {
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

/// The key of the thread; a thread nobody has logged to yet gets a row that is listed when its first trace comes.
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

/// Takes note of new traces: makes the thread's row, or makes it active again. Traces older than the row's last
/// change, late or replayed, change nothing.
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
    // The model id carries the time of the earliest trace, so that an imported thread is as old as its traces.
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

/// Guarded rules: what people scored was about a conversation that has gone on since. What programs scored stays.
fn drop_human_scores(conn: &Connection, key: i64, rules: ThreadRules) -> ApiResult<()> {
    if rules == ThreadRules::Guarded {
        conn.execute(
            "DELETE FROM scores WHERE entity = (SELECT model_id FROM threads WHERE key = ?1) AND source = 'ui'",
            [key],
        )?;
    }
    Ok(())
}

/// Makes the thread active; nothing changes when it is.
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

/// Makes the thread inactive; nothing changes when it is.
///
/// # Errors
/// When the store fails.
pub fn close(conn: &Connection, key: i64, author: &str, now: Nanos) -> ApiResult<()> {
    if !is_inactive(conn, key)? {
        set_status(conn, key, true, now, author)?;
    }
    Ok(())
}

/// Makes every active thread inactive that nothing has happened in since `before`, however long ago (Opik forgets
/// those older than its look-back window). Answers how many.
///
/// Closing moves `last_updated_at` to when the thread's time ran out, not to when that was noticed: conversations
/// loaded long after they took place keep their order and do not all look as if something had happened just now.
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

/// Changes the thread's tags; its `last_updated_at` moves even when that changes nothing (Opik does the same).
///
/// # Errors
/// 422 when there would be too many tags.
pub fn tag(
    conn: &Connection,
    key: i64,
    change: &TagChange,
    merge: bool,
    author: &str,
    now: Nanos,
) -> ApiResult<()> {
    let mut query = conn.prepare_cached("SELECT tags FROM threads WHERE key = ?1")?;
    let old = list_of(query.query_row([key], |row| row.get(0))?);
    let new = change.apply(&old, merge)?.unwrap_or(old);
    conn.prepare_cached(
        "UPDATE threads SET tags = ?2, last_updated_at = max(?3, last_updated_at), last_updated_by = ?4 WHERE key = ?1",
    )?
    .execute(params![key, list_json(&new).unwrap_or_else(|| "[]".to_owned()), now, author])?;
    Ok(())
}

/// Whether anything was logged to the thread.
///
/// # Errors
/// When the store fails.
pub fn has_traces(conn: &Connection, key: i64) -> ApiResult<bool> {
    let mut query = conn.prepare_cached("SELECT traces > 0 FROM threads WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0))?)
}
