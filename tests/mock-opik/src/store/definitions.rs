//! Feedback definitions: the names and values of scores. They are an aid for people; as on Opik, scores are never
//! checked against them.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::Serialize;
use serde_json::value::RawValue;

use super::sql_functions::fold;
use crate::author::ADMIN;
use crate::error::{ApiError, ApiResult};
use crate::time::Nanos;
use crate::uuid7;

/// The definition of the thumbs; it cannot be deleted.
pub const USER_FEEDBACK: &str = "User feedback";

/// A definition, as the API answers it.
#[derive(Clone, Debug, Serialize)]
pub struct Definition {
    /// A UUID.
    pub id: String,
    /// The name of its scores.
    pub name: String,
    /// `numerical`, `categorical` or `boolean`.
    #[serde(rename = "type")]
    pub kind: String,
    /// An explanation for the people who score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `{min, max}`, `{categories}` or `{true_label, false_label}`.
    pub details: Box<RawValue>,
    /// When it was created.
    pub created_at: Nanos,
    /// By whom.
    pub created_by: String,
    /// When it last changed.
    pub last_updated_at: Nanos,
    /// By whom.
    pub last_updated_by: String,
}

/// The part of a definition that clients write.
#[derive(Clone, Debug)]
pub struct DefinitionInput {
    /// See [`Definition::name`].
    pub name: String,
    /// See [`Definition::kind`].
    pub kind: String,
    /// See [`Definition::description`].
    pub description: Option<String>,
    /// The JSON of [`Definition::details`].
    pub details: String,
}

const COLUMNS: &str = "SELECT id, name, type, description, details, created_at, created_by, last_updated_at,
    last_updated_by FROM definitions";

fn read(row: &Row<'_>) -> rusqlite::Result<Definition> {
    let details = RawValue::from_string(row.get(4)?).unwrap_or_else(|_| RawValue::NULL.to_owned());
    Ok(Definition {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        description: row.get(3)?,
        details,
        created_at: row.get(5)?,
        created_by: row.get(6)?,
        last_updated_at: row.get(7)?,
        last_updated_by: row.get(8)?,
    })
}

/// Inserts [`USER_FEEDBACK`] into a new store.
pub(super) fn insert_defaults(conn: &Connection) -> rusqlite::Result<()> {
    let now = Nanos::from(chrono::Utc::now());
    conn.execute(
        "INSERT OR IGNORE INTO definitions VALUES (:id, :name, :folded, 'categorical', NULL, :details, :now, :author,
         :now, :author)",
        named_params! {
            ":id": uuid7::new(now), ":name": USER_FEEDBACK, ":folded": fold(USER_FEEDBACK),
            ":details": r#"{"categories":{"👍":1.0,"👎":0.0}}"#, ":now": now, ":author": ADMIN,
        },
    )?;
    Ok(())
}

/// All definitions, newest first.
///
/// # Errors
/// When the store fails.
pub fn list(conn: &Connection) -> ApiResult<Vec<Definition>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} ORDER BY id DESC"))?;
    Ok(query.query_map([], read)?.collect::<Result<_, _>>()?)
}

/// The definition with this id.
///
/// # Errors
/// When the store fails.
pub fn by_id(conn: &Connection, id: &str) -> ApiResult<Option<Definition>> {
    let mut query = conn.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    Ok(query.query_row([id.to_ascii_lowercase()], read).optional()?)
}

/// Makes a definition; returns its id.
///
/// # Errors
/// 409 `Feedback already exists`.
pub fn create(conn: &Connection, content: &DefinitionInput, author: &str, now: Nanos) -> ApiResult<String> {
    refuse_duplicate_name(conn, &content.name, "")?;
    let id = uuid7::new(now);
    conn.execute(
        "INSERT INTO definitions VALUES (:id, :name, :folded, :kind, :description, :details, :now, :author, :now,
         :author)",
        named_params! {
            ":id": id, ":name": content.name, ":folded": fold(&content.name), ":kind": content.kind,
            ":description": content.description, ":details": content.details, ":now": now, ":author": author,
        },
    )?;
    Ok(id)
}

/// Replaces a definition.
///
/// # Errors
/// 404 `Feedback definition not found`; 409 `Feedback already exists` when another definition has the name.
pub fn update(
    conn: &Connection,
    id: &str,
    content: &DefinitionInput,
    author: &str,
    now: Nanos,
) -> ApiResult<()> {
    let id = id.to_ascii_lowercase();
    refuse_duplicate_name(conn, &content.name, &id)?;
    let changed = conn.execute(
        "UPDATE definitions SET name = :name, folded = :folded, type = :kind, description = :description,
         details = :details, last_updated_at = :now, last_updated_by = :author WHERE id = :id",
        named_params! {
            ":id": id, ":name": content.name, ":folded": fold(&content.name), ":kind": content.kind,
            ":description": content.description, ":details": content.details, ":now": now, ":author": author,
        },
    )?;
    if changed == 0 { Err(ApiError::no_such_object("Feedback definition not found")) } else { Ok(()) }
}

/// Deletes these definitions; unknown ids are ignored.
///
/// # Errors
/// 409 when [`USER_FEEDBACK`] is among them; then none is deleted.
pub fn delete(conn: &Connection, ids: &[String]) -> ApiResult<()> {
    for id in ids {
        if by_id(conn, id)?.is_some_and(|definition| definition.name == USER_FEEDBACK) {
            let text = format!("Cannot delete feedback definition '{USER_FEEDBACK}'");
            return Err(ApiError::conflict(text));
        }
        conn.execute("DELETE FROM definitions WHERE id = ?1", [id.to_ascii_lowercase()])?;
    }
    Ok(())
}

fn refuse_duplicate_name(conn: &Connection, name: &str, but: &str) -> ApiResult<()> {
    let mut query = conn.prepare_cached("SELECT 1 FROM definitions WHERE folded = ?1 AND id <> ?2")?;
    if query.exists([fold(name).as_ref(), but])? {
        return Err(ApiError::conflict("Feedback already exists"));
    }
    Ok(())
}
