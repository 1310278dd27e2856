//! Comments on traces, spans and threads. As on Opik, anybody may edit or delete any comment.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::selected_rows::SelectedRows;
use crate::entity::EntityType;
use crate::error::ApiResult;
use crate::time::Nanos;
use crate::uuid7;

/// A comment, as the API answers it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comment {
    /// A UUID; ids are in the order of writing.
    pub id: String,
    /// The text.
    pub text: String,
    /// The id of the annotation queue in which it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_queue_id: Option<String>,
    /// When it was written.
    pub created_at: Nanos,
    /// When it was last edited.
    pub last_updated_at: Nanos,
    /// Who wrote it.
    pub created_by: String,
    /// Who last edited it.
    pub last_updated_by: String,
}

const COLUMNS: &str =
    "SELECT id, text, source_queue_id, created_at, last_updated_at, created_by, last_updated_by
    FROM comments";

fn read(row: &Row<'_>) -> rusqlite::Result<Comment> {
    Ok(Comment {
        id: row.get(0)?,
        text: row.get(1)?,
        source_queue_id: row.get(2)?,
        created_at: row.get(3)?,
        last_updated_at: row.get(4)?,
        created_by: row.get(5)?,
        last_updated_by: row.get(6)?,
    })
}

/// The comments of each of these traces, spans or threads that has any, by its id (a thread's model id); oldest first.
///
/// # Errors
/// When the store fails.
pub fn of_records(conn: &Connection, picked: &SelectedRows) -> ApiResult<HashMap<String, Vec<Comment>>> {
    let columns = "c.id, c.text, c.source_queue_id, c.created_at, c.last_updated_at, c.created_by,
        c.last_updated_by, c.entity";
    let joined = format!("CROSS JOIN comments c ON c.entity = {} ORDER BY c.created_at, c.id", picked.entity);
    let sql = picked.select(columns, &joined);
    let mut query = conn.prepare_cached(&sql)?;
    let rows = query.query_map([&picked.keys], |row| Ok((row.get(7)?, read(row)?)))?;
    let mut all: HashMap<String, Vec<Comment>> = HashMap::new();
    for row in rows {
        let (entity, comment) = row?;
        all.entry(entity).or_default().push(comment);
    }
    Ok(all)
}

/// The comment with this id on this trace, span or thread.
///
/// # Errors
/// When the store fails.
pub fn get(conn: &Connection, entity: &str, id: &str) -> ApiResult<Option<Comment>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND entity = ?2"))?;
    Ok(query.query_row(params![id.to_ascii_lowercase(), entity], read).optional()?)
}

/// Writes a comment; returns its id.
///
/// # Errors
/// When the store fails.
pub fn create(
    conn: &Connection,
    about: EntityType,
    entity: &str,
    text: &str,
    queue: Option<&str>,
    author: &str,
    now: Nanos,
) -> ApiResult<String> {
    let id = uuid7::new(now);
    conn.prepare_cached("INSERT INTO comments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, ?7)")?
        .execute(params![id, entity, about.word(), text, queue, now, author])?;
    Ok(id)
}

/// The comment that was written here with this idempotency key, even if it was deleted since.
///
/// # Errors
/// When the store fails.
pub fn by_idempotency_key(conn: &Connection, entity: &str, key: &str) -> ApiResult<Option<String>> {
    let mut query = conn.prepare_cached("SELECT comment FROM comment_keys WHERE entity = ?1 AND key = ?2")?;
    Ok(query.query_row([entity, key], |row| row.get(0)).optional()?)
}

/// Stores the idempotency key of a comment.
///
/// # Errors
/// When the store fails.
pub fn store_key(conn: &Connection, entity: &str, key: &str, comment: &str) -> ApiResult<()> {
    conn.prepare_cached("INSERT INTO comment_keys VALUES (?1, ?2, ?3)")?.execute([entity, key, comment])?;
    Ok(())
}

/// Replaces a comment's text; returns whether the comment exists.
///
/// # Errors
/// When the store fails.
pub fn edit(conn: &Connection, id: &str, text: &str, author: &str, now: Nanos) -> ApiResult<bool> {
    let changed = conn.execute(
        "UPDATE comments SET text = ?2, last_updated_at = ?3, last_updated_by = ?4 WHERE id = ?1",
        params![id.to_ascii_lowercase(), text, now, author],
    )?;
    Ok(changed > 0)
}

/// Deletes these comments; unknown ids are ignored.
///
/// # Errors
/// When the store fails.
pub fn delete(conn: &Connection, ids: &[String]) -> ApiResult<()> {
    let mut statement = conn.prepare_cached("DELETE FROM comments WHERE id = ?1")?;
    for id in ids {
        statement.execute([id.to_ascii_lowercase()])?;
    }
    Ok(())
}
