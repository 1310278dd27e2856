//! Projects. They are made by the first write that names them, never by a read; names are compared without regard to
//! case.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde::Serialize;

use super::sql_functions::fold;
use crate::author::ADMIN;
use crate::error::{ApiError, ApiResult};
use crate::time::Nanos;
use crate::uuid7;

/// The name of the project for everything that names none.
pub const DEFAULT: &str = "Default Project";
/// The id of the default project, the same on every Opik.
const DEFAULT_ID: &str = "0190babc-62a0-71d2-832a-0feffa4676eb";

/// A project, as the API answers it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Project {
    /// The key of its row; not part of answers.
    #[serde(skip)]
    pub key: i64,
    /// A UUID.
    pub id: String,
    /// Its name, as first written.
    pub name: String,
    /// `private` or `public`; without effect here.
    pub visibility: String,
    /// A description, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was created.
    pub created_at: Nanos,
    /// By whom.
    pub created_by: String,
    /// When its name or description last changed.
    pub last_updated_at: Nanos,
    /// By whom.
    pub last_updated_by: String,
    /// The greatest `last_updated_at` of its traces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated_trace_at: Option<Nanos>,
    /// The number of its threads; Opik does not have it.
    pub thread_count: i64,
}

const COLUMNS: &str = "SELECT p.key, p.id, p.name, p.visibility, p.description, p.created_at, p.created_by,
    p.last_updated_at, p.last_updated_by, p.last_updated_trace_at,
    (SELECT count(*) FROM threads t WHERE t.project = p.key AND t.traces > 0) FROM projects p";

fn read(row: &Row<'_>) -> rusqlite::Result<Project> {
    Ok(Project {
        key: row.get(0)?,
        id: row.get(1)?,
        name: row.get(2)?,
        visibility: row.get(3)?,
        description: row.get(4)?,
        created_at: row.get(5)?,
        created_by: row.get(6)?,
        last_updated_at: row.get(7)?,
        last_updated_by: row.get(8)?,
        last_updated_trace_at: row.get(9)?,
        thread_count: row.get(10)?,
    })
}

/// Inserts the default project into a new store.
pub(super) fn insert_defaults(conn: &Connection) -> rusqlite::Result<()> {
    let now = Nanos::from(chrono::Utc::now());
    conn.execute(
        "INSERT OR IGNORE INTO projects (id, name, folded, visibility, created_at, created_by, last_updated_at,
         last_updated_by) SELECT ?1, ?2, ?3, 'public', ?4, ?5, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM projects)",
        params![DEFAULT_ID, DEFAULT, fold(DEFAULT), now, ADMIN],
    )?;
    Ok(())
}

/// All projects, newest first.
///
/// # Errors
/// When the store fails.
pub fn list(conn: &Connection) -> ApiResult<Vec<Project>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} ORDER BY p.id DESC"))?;
    Ok(query.query_map([], read)?.collect::<Result<_, _>>()?)
}

/// The project with this id.
///
/// # Errors
/// When the store fails.
pub fn by_id(conn: &Connection, id: &str) -> ApiResult<Option<Project>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} WHERE p.id = ?1"))?;
    Ok(query.query_row([id.to_ascii_lowercase()], read).optional()?)
}

/// The project with this name, without regard to case and surrounding space.
///
/// # Errors
/// When the store fails.
pub fn by_name(conn: &Connection, name: &str) -> ApiResult<Option<Project>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} WHERE p.folded = ?1"))?;
    Ok(query.query_row([fold(name.trim())], read).optional()?)
}

/// The key of the project with this id, without counting its threads.
///
/// # Errors
/// When the store fails.
pub fn key_by_id(conn: &Connection, id: &str) -> ApiResult<Option<i64>> {
    let mut query = conn.prepare_cached("SELECT key FROM projects WHERE id = ?1")?;
    Ok(query.query_row([id.to_ascii_lowercase()], |row| row.get(0)).optional()?)
}

/// The key of the project with this name, without regard to case and surrounding space.
///
/// # Errors
/// When the store fails.
pub fn key_by_name(conn: &Connection, name: &str) -> ApiResult<Option<i64>> {
    let mut query = conn.prepare_cached("SELECT key FROM projects WHERE folded = ?1")?;
    Ok(query.query_row([fold(name.trim())], |row| row.get(0)).optional()?)
}

/// Makes a project.
///
/// # Errors
/// 409 `Project already exists`.
pub fn create(
    conn: &Connection,
    name: &str,
    visibility: &str,
    description: Option<&str>,
    author: &str,
    now: Nanos,
) -> ApiResult<Project> {
    let (id, name) = (uuid7::new(now), name.trim());
    let made = conn.execute(
        "INSERT INTO projects (id, name, folded, visibility, description, created_at, created_by, last_updated_at,
         last_updated_by) VALUES (:id, :name, :folded, :visibility, :description, :now, :author, :now, :author)
         ON CONFLICT (folded) DO NOTHING",
        named_params! {
            ":id": id, ":name": name, ":folded": fold(name), ":visibility": visibility,
            ":description": description, ":now": now, ":author": author,
        },
    )?;
    if made == 0 {
        return Err(ApiError::conflict("Project already exists"));
    }
    by_id(conn, &id)?.ok_or_else(|| ApiError::internal("a project just made is not there"))
}

/// Changes those of name, visibility and description that are given.
///
/// # Errors
/// 409 `Project already exists` when another project has the name; 404 when there is no such project.
pub fn update(
    conn: &Connection,
    id: &str,
    name: Option<&str>,
    visibility: Option<&str>,
    description: Option<&str>,
    author: &str,
    now: Nanos,
) -> ApiResult<()> {
    let project = by_id(conn, id)?.ok_or_else(|| ApiError::no_such_object("Project not found"))?;
    if let Some(name) = name
        && by_name(conn, name)?.is_some_and(|other| other.key != project.key)
    {
        return Err(ApiError::conflict("Project already exists"));
    }
    let name = name.map(str::trim);
    conn.execute(
        "UPDATE projects SET name = coalesce(:name, name), folded = coalesce(:folded, folded),
         visibility = coalesce(:visibility, visibility), description = coalesce(:description, description),
         last_updated_at = :now, last_updated_by = :author WHERE key = :key",
        named_params! {
            ":name": name, ":folded": name.map(fold), ":visibility": visibility, ":description": description,
            ":now": now, ":author": author, ":key": project.key,
        },
    )?;
    Ok(())
}

/// The key of the project with this name, which is made when it does not exist; no name means [`DEFAULT`].
///
/// # Errors
/// When the store fails.
pub fn ensure(conn: &Connection, name: Option<&str>, author: &str, now: Nanos) -> ApiResult<i64> {
    let name = name.map_or(DEFAULT, str::trim);
    let mut query = conn.prepare_cached("SELECT key FROM projects WHERE folded = ?1")?;
    match query.query_row([fold(name)], |row| row.get(0)).optional()? {
        Some(key) => Ok(key),
        None => Ok(create(conn, name, "private", None, author, now)?.key),
    }
}

/// Updates when a trace of the project was last written.
pub(crate) fn note_trace_written(conn: &Connection, key: i64, time: Nanos) -> ApiResult<()> {
    conn.prepare_cached(
        "UPDATE projects SET last_updated_trace_at = ?2
         WHERE key = ?1 AND coalesce(last_updated_trace_at, 0) < ?2",
    )?
    .execute(params![key, time])?;
    Ok(())
}

/// Updates when a trace of the project was last written, after traces of it, the last of `time`, were deleted.
pub(super) fn refresh_last_trace_time(conn: &Connection, key: i64, time: Nanos) -> ApiResult<()> {
    conn.prepare_cached(
        "UPDATE projects SET last_updated_trace_at = (SELECT max(last_updated_at) FROM traces WHERE project = ?1)
         WHERE key = ?1 AND last_updated_trace_at <= ?2",
    )?
    .execute(params![key, time])?;
    Ok(())
}
