//! What is stored of a trace or span before it is written again.

use rusqlite::{Connection, OptionalExtension};

use crate::entity::RecordKind;
use crate::error::ApiResult;
use crate::time::Nanos;

/// What is needed of a stored row to decide what to do.
pub(super) struct StoredVersion {
    pub(super) partial: bool,
    pub(super) last_updated_at: Nanos,
    pub(super) thread: Option<i64>,
    pub(super) failed: bool,
    pub(super) created_at: Nanos,
    pub(super) created_by: String,
    pub(super) project: i64,
}

impl StoredVersion {
    /// The stored version of the trace or span with this id, if it exists.
    pub(super) fn load(conn: &Connection, kind: RecordKind, id: &str) -> ApiResult<Option<Self>> {
        let thread = if kind == RecordKind::Trace { "thread" } else { "NULL" };
        let sql = format!(
            "SELECT partial, last_updated_at, {thread}, failed, created_at, created_by, project FROM {} WHERE id = ?1",
            kind.table()
        );
        let mut query = conn.prepare_cached(&sql)?;
        let found = query.query_row([id], |row| {
            Ok(Self {
                partial: row.get(0)?,
                last_updated_at: row.get(1)?,
                thread: row.get(2)?,
                failed: row.get(3)?,
                created_at: row.get(4)?,
                created_by: row.get(5)?,
                project: row.get(6)?,
            })
        });
        Ok(found.optional()?)
    }
}
