//! Feedback scores of traces, spans and threads: one value for each name, author and annotation queue. Values are exact
//! decimals of nine places, as on Opik.

use rusqlite::{Connection, named_params, params};

use crate::entity::EntityType;
use crate::error::ApiResult;
use crate::time::Nanos;

mod value;
mod view;

pub use value::{ScoreValue, ScoreValueError};
pub use view::{AuthorScore, ScoreView, of_records, of_spans};

/// A score as clients write it.
#[derive(Clone, Debug)]
pub struct ScoreInput {
    /// The name of the score.
    pub name: String,
    /// The value.
    pub value: ScoreValue,
    /// The label of the value.
    pub category_name: Option<String>,
    /// The reason.
    pub reason: Option<String>,
    /// `ui`, `sdk` or `online_scoring`.
    pub source: String,
    /// The id of an annotation queue, or empty.
    pub queue: String,
}

/// Writes a score, replacing the author's earlier one of this name; its creation time is kept.
///
/// # Errors
/// When the store fails.
pub fn put(
    conn: &Connection,
    about: EntityType,
    entity: &str,
    project: i64,
    score: &ScoreInput,
    author: &str,
    now: Nanos,
) -> ApiResult<()> {
    conn.prepare_cached(
        "INSERT INTO scores (entity, name, author, queue, kind, project, value, category_name, reason, source,
         created_at, last_updated_at) VALUES (:entity, :name, :author, :queue, :kind, :project, :value, :category,
         :reason, :source, :now, :now)
         ON CONFLICT (entity, name, author, queue) DO UPDATE SET value = :value, category_name = :category,
         reason = :reason, source = :source, last_updated_at = :now, project = :project",
    )?
    .execute(named_params! {
        ":entity": entity, ":name": score.name, ":author": author, ":queue": score.queue, ":kind": about.word(),
        ":project": project, ":value": score.value.0, ":category": score.category_name,
        ":reason": score.reason, ":source": score.source, ":now": now,
    })?;
    Ok(())
}

/// Moves the scores of a trace or span to another project.
///
/// # Errors
/// When the store fails.
pub fn move_to_project(conn: &Connection, entity: &str, project: i64) -> ApiResult<()> {
    conn.prepare_cached("UPDATE scores SET project = ?2 WHERE entity = ?1")?
        .execute(params![entity, project])?;
    Ok(())
}

/// Deletes scores by name: of one author or of all, of one annotation queue or of none.
///
/// # Errors
/// When the store fails.
pub fn delete(
    conn: &Connection,
    entity: &str,
    names: &[String],
    author: Option<&str>,
    queue: Option<&str>,
) -> ApiResult<()> {
    let mut statement = conn.prepare_cached(
        "DELETE FROM scores WHERE entity = ?1 AND name = ?2 AND (?3 IS NULL OR author = ?3) AND queue = ?4",
    )?;
    for name in names {
        statement.execute(params![entity, name, author, queue.unwrap_or_default()])?;
    }
    Ok(())
}

/// The names of all scores of traces, spans (of a type, if given) or threads, in a project or in all.
///
/// # Errors
/// When the store fails.
pub fn names(
    conn: &Connection,
    about: EntityType,
    project: Option<i64>,
    span_type: Option<&str>,
) -> ApiResult<Vec<String>> {
    let mut query = conn.prepare_cached(
        "SELECT DISTINCT name FROM scores WHERE kind = ?1 AND (?2 IS NULL OR project = ?2)
         AND (?3 IS NULL OR (SELECT p.type FROM spans p WHERE p.id = entity) = ?3) ORDER BY name",
    )?;
    let names = query.query_map(params![about.word(), project, span_type], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}
