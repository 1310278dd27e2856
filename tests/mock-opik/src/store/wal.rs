//! Keeps the write-ahead log (the file that ends in `-wal`) short. SQLite starts it anew only when nobody reads from
//! it; under load somebody always does, and it would grow without end. So when it has become long, new readers wait for
//! the moment that it takes to truncate it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rusqlite::Connection;

/// From this many bytes on the log is truncated, if nobody reads from it just then.
const LONG: u64 = 16 << 20;
/// From this many bytes on new readers wait for it.
const TOO_LONG: u64 = 2 * LONG;
/// After a failed attempt, this many further bytes are written before the next one.
const STEP: u64 = 1 << 20;
/// After a time without writes it is truncated from this many bytes on.
const LONG_AT_REST: u64 = 1 << 20;
/// How long that time is.
pub(super) const IDLE: Duration = Duration::from_millis(500);

/// Readers hold the read lock; while the write lock is held, nobody starts to read.
pub(super) type ReadGate = Arc<RwLock<()>>;

/// The write-ahead log of a data file.
pub(super) struct Wal {
    file: PathBuf,
    gate: ReadGate,
    /// The length in bytes before which it is not tried again, because somebody is reading.
    again: u64,
}

impl Wal {
    /// The log of `data`. SQLite's own checkpoints are turned off.
    pub(super) fn of(data: &Path, gate: ReadGate, conn: &Connection) -> rusqlite::Result<Self> {
        conn.pragma_update(None, "wal_autocheckpoint", 0)?;
        let mut file = data.as_os_str().to_owned();
        file.push("-wal");
        Ok(Self { file: file.into(), gate, again: 0 })
    }

    /// To be called after each commit.
    pub(super) fn shorten(&mut self, conn: &Connection) {
        self.truncate_from(conn, LONG, TOO_LONG);
    }

    /// To be called when nothing has been written for [`IDLE`].
    pub(super) fn shorten_idle(&mut self, conn: &Connection) {
        self.again = 0;
        self.truncate_from(conn, LONG_AT_REST, LONG_AT_REST);
    }

    /// Truncates the log when it has `from` bytes; from `wait` bytes on, readers have to wait for it.
    fn truncate_from(&mut self, conn: &Connection, from: u64, wait: u64) {
        let length = std::fs::metadata(&self.file).map_or(0, |found| found.len());
        if length < from.max(self.again) {
            return;
        }
        // Most of it is copied while others read, so that they wait only briefly.
        if let Err(error) = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            tracing::error!("storage: the write-ahead log could not be copied: {error}");
        }
        let closed = (length >= wait).then(|| self.gate.write().unwrap_or_else(PoisonError::into_inner));
        self.again = match truncate(conn) {
            Ok(true) => 0,
            Ok(false) if closed.is_none() => length + STEP,
            // Another program is reading the file.
            Ok(false) => length + LONG,
            Err(error) => {
                tracing::error!("storage: the write-ahead log could not be shortened: {error}");
                length + LONG
            }
        };
    }
}

/// Truncates the log; false when somebody is reading from it.
fn truncate(conn: &Connection) -> rusqlite::Result<bool> {
    let patience: i64 = conn.pragma_query_value(None, "busy_timeout", |row| row.get(0))?;
    conn.busy_timeout(Duration::ZERO)?;
    let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    conn.busy_timeout(Duration::from_millis(u64::try_from(patience).unwrap_or_default()))?;
    Ok(!busy?)
}
