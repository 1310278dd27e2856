//! The files that clients attach to traces and spans. A file may come before the trace or span it belongs to; it is
//! deleted together with it.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use crate::entity::RecordKind;
use crate::error::{ApiError, ApiResult};
use crate::memory_budget::Reservation;
use crate::time::Nanos;

/// The most files of one trace or span.
const MOST: i64 = 1000;

/// What a file is attached to, and in which project.
#[derive(Clone, Debug)]
pub struct AttachedTo {
    /// The key of the project.
    pub project: i64,
    /// A trace or a span.
    pub kind: RecordKind,
    /// Its id.
    pub entity: String,
}

/// What is known of a stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, as the client wrote it.
    pub file_name: String,
    /// Its media type, as a valid header value.
    pub mime_type: String,
    /// Its size in bytes.
    pub file_size: i64,
}

fn word(kind: RecordKind) -> &'static str {
    crate::entity::EntityType::from(kind).word()
}

/// Stores a file; a file of the same name is replaced.
///
/// # Errors
/// 422 when the trace or span has a thousand files already.
pub fn save(
    conn: &Connection,
    to: &AttachedTo,
    file_name: &str,
    mime_type: &str,
    content: &[u8],
    author: &str,
    now: Nanos,
) -> ApiResult<()> {
    let mut count = conn.prepare_cached(
        "SELECT count(*) FROM attachments WHERE entity = ?1 AND project = ?2 AND kind = ?3 AND file_name <> ?4",
    )?;
    let others: i64 =
        count.query_row(params![to.entity, to.project, word(to.kind), file_name], |row| row.get(0))?;
    if others >= MOST {
        let error = format!("A {} can have at most {MOST} attachments", word(to.kind));
        return Err(ApiError::invalid_one(error));
    }
    let mut save = conn.prepare_cached(
        "INSERT INTO attachments (project, kind, entity, file_name, mime_type, file_size, created_at, created_by)
         VALUES (:project, :kind, :entity, :file_name, :mime_type, :file_size, :now, :author)
         ON CONFLICT (entity, project, kind, file_name) DO UPDATE SET mime_type = excluded.mime_type,
         file_size = excluded.file_size, created_at = excluded.created_at, created_by = excluded.created_by
         RETURNING key",
    )?;
    let values = named_params! {
        ":project": to.project, ":kind": word(to.kind), ":entity": to.entity, ":file_name": file_name,
        ":mime_type": mime_type, ":file_size": content.len() as i64, ":now": now, ":author": author,
    };
    let key: i64 = save.query_row(values, |row| row.get(0))?;
    conn.prepare_cached("INSERT OR REPLACE INTO attachment_contents VALUES (?1, ?2)")?
        .execute(params![key, content])?;
    Ok(())
}

/// How many files there are, and those of one page, by name from the last to the first as on Opik.
///
/// # Errors
/// When the store fails.
pub fn page(conn: &Connection, of: &AttachedTo, page: i64, size: i64) -> ApiResult<(i64, Vec<Attachment>)> {
    let known = params![of.entity, of.project, word(of.kind)];
    let mut count = conn.prepare_cached(
        "SELECT count(*) FROM attachments WHERE entity = ?1 AND project = ?2 AND kind = ?3",
    )?;
    let total = count.query_row(known, |row| row.get(0))?;
    let mut query = conn.prepare_cached(
        "SELECT file_name, mime_type, file_size FROM attachments WHERE entity = ?1 AND project = ?2 AND kind = ?3
         ORDER BY file_name DESC LIMIT ?4 OFFSET ?5",
    )?;
    let offset = (page - 1).saturating_mul(size);
    let rows = query.query_map(params![of.entity, of.project, word(of.kind), size, offset], |row| {
        Ok(Attachment { file_name: row.get(0)?, mime_type: row.get(1)?, file_size: row.get(2)? })
    })?;
    Ok((total, rows.collect::<Result<_, _>>()?))
}

/// A file's media type and content. Its memory is reserved before it is read.
///
/// # Errors
/// 503 when there is no memory for it now.
pub fn content(
    conn: &Connection,
    of: &AttachedTo,
    file_name: &str,
    memory: &Reservation,
) -> ApiResult<Option<(String, Vec<u8>)>> {
    let mut query = conn.prepare_cached(
        "SELECT key, mime_type, file_size FROM attachments
         WHERE entity = ?1 AND project = ?2 AND kind = ?3 AND file_name = ?4",
    )?;
    let found: Option<(i64, String, i64)> = query
        .query_row(params![of.entity, of.project, word(of.kind), file_name], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((key, mime_type, size)) = found else { return Ok(None) };
    memory.try_resize(usize::try_from(size).unwrap_or(usize::MAX))?;
    let mut query = conn.prepare_cached("SELECT content FROM attachment_contents WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0)).optional()?.map(|content| (mime_type, content)))
}

/// Deletes the files of these names; unknown names are ignored.
///
/// # Errors
/// When the store fails.
pub fn delete(conn: &Connection, of: &AttachedTo, file_names: &[String]) -> ApiResult<()> {
    let mut delete = conn.prepare_cached(
        "DELETE FROM attachments WHERE entity = ?1 AND project = ?2 AND kind = ?3 AND file_name = ?4",
    )?;
    for name in file_names {
        delete.execute(params![of.entity, of.project, word(of.kind), name])?;
    }
    Ok(())
}

/// Deletes all files of a trace or span that is deleted itself.
///
/// # Errors
/// When the store fails.
pub fn delete_all(conn: &Connection, entity: &str) -> ApiResult<()> {
    conn.prepare_cached("DELETE FROM attachments WHERE entity = ?1")?.execute([entity])?;
    Ok(())
}
