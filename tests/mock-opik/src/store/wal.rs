//! The write-ahead log (the file beside the data that ends in `-wal`) is kept short. SQLite begins it anew only when
//! nobody reads from it; under load somebody always does, and it grows without end. So when it has become long and no
//! moment without readers came by itself, new readings wait for the one it takes to cut it off.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rusqlite::Connection;

/// From this many bytes on the log is cut off, if nobody reads from it just then.
const LONG: u64 = 16 << 20;
/// From this many on those who want to read wait for it.
const TOO_LONG: u64 = 2 * LONG;
/// After so many further bytes it is tried again.
const STEP: u64 = 1 << 20;
/// After a while without a write it is cut off from this many on.
const LONG_AT_REST: u64 = 1 << 20;
/// How long that while is.
pub(super) const IDLE: Duration = Duration::from_millis(500);

/// Every reading holds it open; closed, nobody begins to read.
pub(super) type ReadGate = Arc<RwLock<()>>;

/// The log of one file.
pub(super) struct Wal {
    file: PathBuf,
    gate: ReadGate,
    /// Not before it is this long: somebody reads from it, so trying again at once would not help.
    again: u64,
}

impl Wal {
    /// The log beside `data`. From now on nobody but this shortens it.
    pub(super) fn of(data: &Path, gate: ReadGate, conn: &Connection) -> rusqlite::Result<Self> {
        conn.pragma_update(None, "wal_autocheckpoint", 0)?;
        let mut file = data.as_os_str().to_owned();
        file.push("-wal");
        Ok(Self { file: file.into(), gate, again: 0 })
    }

    /// After a commit.
    pub(super) fn shorten(&mut self, conn: &Connection) {
        self.cut_off(conn, LONG, TOO_LONG);
    }

    /// While nothing is written.
    pub(super) fn rest(&mut self, conn: &Connection) {
        self.again = 0;
        self.cut_off(conn, LONG_AT_REST, LONG_AT_REST);
    }

    /// Cuts the log off when it has `from` bytes; from `wait` bytes on, readers wait for that.
    fn cut_off(&mut self, conn: &Connection, from: u64, wait: u64) {
        let length = std::fs::metadata(&self.file).map_or(0, |found| found.len());
        if length < from.max(self.again) {
            return;
        }
        // Most of it is copied beside the readers, so that they wait for little.
        if let Err(error) = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            tracing::error!("storage: the write-ahead log could not be copied: {error}");
        }
        let closed = (length >= wait).then(|| self.gate.write().unwrap_or_else(PoisonError::into_inner));
        self.again = match truncate(conn) {
            Ok(true) => 0,
            Ok(false) if closed.is_none() => length + STEP,
            // Another program reads the file.
            Ok(false) => length + LONG,
            Err(error) => {
                tracing::error!("storage: the write-ahead log could not be shortened: {error}");
                length + LONG
            }
        };
    }
}

/// False when somebody reads from the log.
fn truncate(conn: &Connection) -> rusqlite::Result<bool> {
    let patience: i64 = conn.pragma_query_value(None, "busy_timeout", |row| row.get(0))?;
    conn.busy_timeout(Duration::ZERO)?;
    let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    conn.busy_timeout(Duration::from_millis(u64::try_from(patience).unwrap_or_default()))?;
    Ok(!busy?)
}
