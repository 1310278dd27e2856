//! Counts the changes of blocks of neighbouring rows in the table `block_changes`, so that readers know whether the row
//! cache is still valid. SQLite reports every changed row of `threads` and `traces` to the writer; changes of span sums
//! are counted where they are written, those of scores by triggers.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::hooks::Action;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::ApiResult;

/// A block has 2 to the power of this keys.
pub(super) const SHIFT: u32 = 7;

/// The value of `kind` for changes of threads.
pub(super) const THREADS: i64 = 0;
/// The value of `kind` for changes of traces and their texts.
pub(super) const TRACES: i64 = 1;
/// The value of `kind` for changes of the sums over a trace's spans.
pub(super) const SPAN_SUMS: i64 = 2;
/// The value of `kind` for scores of traces. This and the following are counted by triggers.
pub(super) const TRACE_SCORES: i64 = 3;
/// The value of `kind` for scores of a trace's spans.
pub(super) const SPAN_SCORES: i64 = 4;
/// The value of `kind` for scores of threads.
pub(super) const THREAD_SCORES: i64 = 5;

/// The value of `kind` for changes of anything at all, which have one number.
const ANYTHING: i64 = -1;

/// The block of a key.
pub(super) fn block_of(key: i64) -> i64 {
    key >> SHIFT
}

/// The changes of a connection that are not yet counted.
pub(super) struct ChangeCounter {
    blocks: Arc<Mutex<BTreeSet<(i64, i64)>>>,
    /// How many rows the connection had changed when changes were last counted.
    rows: Cell<u64>,
}

impl ChangeCounter {
    /// Records the changes of this connection from now on.
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
        Ok(Self { blocks, rows: Cell::new(conn.total_changes()) })
    }

    /// Counts the recorded changes in the transaction that made them. Changes that were rolled back meanwhile are
    /// counted too, which only costs an extra read.
    pub(super) fn count(&self, conn: &Connection) -> ApiResult<()> {
        let blocks = std::mem::take(&mut *self.blocks.lock().unwrap_or_else(PoisonError::into_inner));
        let mut count = conn.prepare_cached(
            "INSERT INTO block_changes VALUES (?1, ?2, 1) ON CONFLICT DO UPDATE SET number = number + 1",
        )?;
        if self.rows.get() != conn.total_changes() {
            count.execute([ANYTHING, 0])?;
        }
        for (kind, block) in blocks {
            count.execute(params![kind, block])?;
        }
        self.rows.set(conn.total_changes());
        Ok(())
    }
}

/// A number that is another one after every write.
///
/// # Errors
/// When the store fails.
pub(super) fn version(conn: &Connection) -> ApiResult<i64> {
    let mut query = conn.prepare_cached("SELECT number FROM block_changes WHERE kind = ?1 AND block = 0")?;
    Ok(query.query_row([ANYTHING], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// Counts a change of the sums over a trace's spans, if the trace exists.
pub(super) fn count_span_sums(conn: &Connection, trace: &str) -> ApiResult<()> {
    conn.prepare_cached(
        "INSERT INTO block_changes SELECT ?2, key >> ?3, 1 FROM traces WHERE id = ?1
         ON CONFLICT DO UPDATE SET number = number + 1",
    )?
    .execute(params![trace, SPAN_SUMS, SHIFT])?;
    Ok(())
}
