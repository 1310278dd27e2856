//! Feedback scores of traces, spans and threads. One value per name, author and annotation queue; a value is an exact
//! decimal of nine places, as Opik keeps it.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params, params};
use serde::Serialize;

use crate::error::ApiResult;
use crate::time::Nanos;

mod value;

pub use value::{Range, Value};

/// What a score is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A trace, by its id.
    Trace,
    /// A span, by its id.
    Span,
    /// A thread, by its model id.
    Thread,
}

impl About {
    /// As it is stored, and as Opik names it in texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Span => "span",
            Self::Thread => "thread",
        }
    }
}

/// A score as it is written.
#[derive(Clone, Debug)]
pub struct Score {
    /// What is judged.
    pub name: String,
    /// How.
    pub value: Value,
    /// The value's label.
    pub category_name: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// `ui`, `sdk` or `online_scoring`.
    pub source: String,
    /// An annotation queue, or nothing.
    pub queue: String,
}

/// Writes a score over the author's earlier one of the same name; when that was first made stays.
///
/// # Errors
/// When the store fails.
pub fn put(
    conn: &Connection,
    about: About,
    entity: &str,
    project: i64,
    score: &Score,
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

/// Deletes scores by name: of one author or of all, of one queue or of those given outside any.
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

/// The names of all scores of a project's, or everybody's, traces, spans or threads.
///
/// # Errors
/// When the store fails.
pub fn names(conn: &Connection, about: About, project: Option<i64>) -> ApiResult<Vec<String>> {
    let mut query = conn.prepare_cached(
        "SELECT DISTINCT name FROM scores WHERE kind = ?1 AND (?2 IS NULL OR project = ?2) ORDER BY name",
    )?;
    Ok(query.query_map(params![about.word(), project], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// A score as it is read: one name, all authors together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreView {
    /// What is judged.
    pub name: String,
    /// The label; those of several authors joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_name: Option<String>,
    /// The value, or the mean of the authors' values at nine places.
    pub value: Value,
    /// The reason; those of several authors joined, `<no reason>` for one who gave none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of the newest.
    pub source: String,
    /// Of the oldest.
    pub created_at: Nanos,
    /// Of the newest.
    pub last_updated_at: Nanos,
    /// The authors, newest first.
    pub created_by: String,
    /// The authors, newest first.
    pub last_updated_by: String,
    /// Each author's own; the key is the author, with `_` and the queue for a score of an annotation queue.
    pub value_by_author: BTreeMap<String, ByAuthor>,
}

/// One author's score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ByAuthor {
    value: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category_name: Option<String>,
    source: String,
    last_updated_at: Nanos,
    span_type: &'static str,
    span_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_queue_id: Option<String>,
    author: String,
    #[serde(skip)]
    created_at: Nanos,
}

/// The scores of one trace, span or thread, by name.
///
/// # Errors
/// When the store fails.
pub fn of(conn: &Connection, entity: &str) -> ApiResult<Vec<ScoreView>> {
    let mut query = conn.prepare_cached(
        "SELECT name, value, reason, category_name, source, last_updated_at, queue, author, created_at FROM scores
         WHERE entity = ?1 ORDER BY name, last_updated_at DESC, author",
    )?;
    let rows = query.query_map([entity], |row| {
        let queue: String = row.get(6)?;
        let score = ByAuthor {
            value: Value(row.get(1)?),
            reason: row.get(2)?,
            category_name: row.get(3)?,
            source: row.get(4)?,
            last_updated_at: row.get(5)?,
            span_type: "",
            span_id: "",
            source_queue_id: Some(queue).filter(|queue| !queue.is_empty()),
            author: row.get(7)?,
            created_at: row.get(8)?,
        };
        Ok((row.get(0)?, score))
    })?;
    let rows: Vec<(String, ByAuthor)> = rows.collect::<Result<_, _>>()?;
    Ok(rows.chunk_by(|one, next| one.0 == next.0).filter_map(together).collect())
}

/// One name's scores, newest first, as one.
fn together(scores: &[(String, ByAuthor)]) -> Option<ScoreView> {
    let (name, newest) = scores.first()?;
    let all = || scores.iter().map(|(_, score)| score);
    let join = |of: fn(&ByAuthor) -> Option<&str>, none: &'static str| match scores {
        [(_, only)] => of(only).map(str::to_owned),
        _ if all().all(|score| of(score).is_none()) => None,
        _ => Some(all().map(|score| of(score).unwrap_or(none)).collect::<Vec<_>>().join(", ")),
    };
    let authors = all().map(|score| score.author.as_str()).collect::<Vec<_>>().join(", ");
    let key = |score: &ByAuthor| match &score.source_queue_id {
        Some(queue) => format!("{}_{queue}", score.author),
        None => score.author.clone(),
    };
    Some(ScoreView {
        name: name.clone(),
        category_name: join(|score| score.category_name.as_deref(), ""),
        value: Value::mean(&all().map(|score| score.value).collect::<Vec<_>>()),
        reason: join(|score| score.reason.as_deref(), "<no reason>"),
        source: newest.source.clone(),
        created_at: all().map(|score| score.created_at).min()?,
        last_updated_at: newest.last_updated_at,
        created_by: authors.clone(),
        last_updated_by: authors,
        value_by_author: all().map(|score| (key(score), score.clone())).collect(),
    })
}
