//! The workspace configuration: one JSON object, replaced as a whole (`/v1/private/workspaces/configurations`).

use rusqlite::{Connection, OptionalExtension};

use crate::error::ApiResult;

/// The configuration's JSON text; `None` when it was never set.
///
/// # Errors
/// When the store fails.
pub fn get(conn: &Connection) -> ApiResult<Option<String>> {
    let mut query = conn.prepare_cached("SELECT configuration FROM workspace_configuration")?;
    Ok(query.query_row([], |row| row.get(0)).optional()?)
}

/// Replaces the configuration.
///
/// # Errors
/// When the store fails.
pub fn put(conn: &Connection, configuration: &str) -> ApiResult<()> {
    conn.execute("INSERT OR REPLACE INTO workspace_configuration VALUES (1, ?1)", [configuration])?;
    Ok(())
}

/// Deletes the configuration.
///
/// # Errors
/// When the store fails.
pub fn delete(conn: &Connection) -> ApiResult<()> {
    conn.execute("DELETE FROM workspace_configuration", [])?;
    Ok(())
}
