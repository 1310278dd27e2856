//! The store's count of changes, by blocks of neighbouring rows (table `block_changes`), by which a reading knows
//! whether what is kept in memory is still so. SQLite tells the writer of every row of `threads` and `traces` that it
//! changes; sums over spans are counted where they are written, scores by triggers.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::hooks::Action;
use rusqlite::{Connection, params};

use crate::error::ApiResult;

/// A block is 2 to this power keys.
pub(super) const SHIFT: u32 = 7;

/// Kinds of changes, as the table has them.
pub(super) const THREADS: i64 = 0;
/// Traces with their texts.
pub(super) const TRACES: i64 = 1;
/// Sums over the spans of traces.
pub(super) const SPAN_SUMS: i64 = 2;
/// Scores of traces. This and the following are counted by triggers.
pub(super) const TRACE_SCORES: i64 = 3;
/// Scores of the spans of traces.
pub(super) const SPAN_SCORES: i64 = 4;
/// Scores of threads.
pub(super) const THREAD_SCORES: i64 = 5;

/// The block of a key.
pub(super) fn block_of(key: i64) -> i64 {
    key >> SHIFT
}

/// What a connection has changed and not yet counted.
pub(super) struct ChangeCounter {
    blocks: Arc<Mutex<BTreeSet<(i64, i64)>>>,
}

impl ChangeCounter {
    /// What this connection changes from now on.
    pub(super) fn of(conn: &mut Connection) -> rusqlite::Result<Self> {
        let blocks: Arc<Mutex<BTreeSet<(i64, i64)>>> = Arc::default();
        let noted = Arc::clone(&blocks);
        let note = move |_: Action, _: &str, table: &str, key: i64| {
            let kind = match table {
                "threads" => THREADS,
                "traces" => TRACES,
                _ => return,
            };
            noted.lock().unwrap_or_else(PoisonError::into_inner).insert((kind, block_of(key)));
        };
        conn.update_hook(Some(note))?;
        Ok(Self { blocks })
    }

    /// Counts it, in the transaction that it was changed in. What was undone meanwhile is counted, too: that costs a
    /// reading and is never wrong.
    pub(super) fn count(&self, conn: &Connection) -> ApiResult<()> {
        let blocks = std::mem::take(&mut *self.blocks.lock().unwrap_or_else(PoisonError::into_inner));
        let mut count = conn.prepare_cached(
            "INSERT INTO block_changes VALUES (?1, ?2, 1) ON CONFLICT DO UPDATE SET number = number + 1",
        )?;
        for (kind, block) in blocks {
            count.execute(params![kind, block])?;
        }
        Ok(())
    }
}

/// Counts a change of the sums over the spans of a trace, if the trace is there.
pub(super) fn count_span_sums(conn: &Connection, trace: &str) -> ApiResult<()> {
    conn.prepare_cached(
        "INSERT INTO block_changes SELECT ?2, key >> ?3, 1 FROM traces WHERE id = ?1
         ON CONFLICT DO UPDATE SET number = number + 1",
    )?
    .execute(params![trace, SPAN_SUMS, SHIFT])?;
    Ok(())
}
