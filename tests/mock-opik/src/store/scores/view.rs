//! Scores as the API answers them: one entry for each name with all authors (the same for traces, spans, threads, and a
//! trace's `span_feedback_scores`).

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Params, Row};
use serde::Serialize;

use super::ScoreValue;
use crate::error::ApiResult;
use crate::store::selected_rows::SelectedRows;
use crate::time::Nanos;

/// A score of one name with the values of all authors.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreView {
    /// The name of the score.
    pub name: String,
    /// The label of the value; of several authors, joined by commas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_name: Option<String>,
    /// The value, or the mean of the authors' values at nine places.
    pub value: ScoreValue,
    /// The reason; of several authors, joined by commas, `<no reason>` for a missing one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of the newest value.
    pub source: String,
    /// Of the oldest value.
    pub created_at: Nanos,
    /// Of the newest value.
    pub last_updated_at: Nanos,
    /// The authors, newest first.
    pub created_by: String,
    /// The authors, newest first.
    pub last_updated_by: String,
    /// Each author's own value. The key is the author, followed by `_` and the queue for a score of an annotation
    /// queue, and by `_` and the span for a score of a trace's span.
    pub value_by_author: BTreeMap<String, AuthorScore>,
}

/// The score of one author.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuthorScore {
    value: ScoreValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category_name: Option<String>,
    source: String,
    last_updated_at: Nanos,
    span_type: String,
    span_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_queue_id: Option<String>,
    author: String,
    #[serde(skip)]
    created_at: Nanos,
}

/// The columns after the owner, the span's type and its id.
const COLUMNS: &str = "s.name, s.value, s.reason, s.category_name, s.source, s.last_updated_at, s.queue, s.author, s.created_at";
/// By owner (the first column) and name; newest first.
const ORDER: &str = "ORDER BY 1, s.name, s.last_updated_at DESC, s.author";

/// The scores of each of these traces, spans or threads that has any, by its id (a thread's model id).
///
/// # Errors
/// When the store fails.
pub fn of_records(conn: &Connection, picked: &SelectedRows) -> ApiResult<HashMap<String, Vec<ScoreView>>> {
    let columns = format!("s.entity, '', '', {COLUMNS}");
    let sql =
        picked.select(&columns, &format!("CROSS JOIN scores s ON s.entity = {} {ORDER}", picked.entity));
    grouped(conn, &sql, [&picked.keys])
}

/// The scores of the spans of each of these traces, by the trace's id (Opik: `span_feedback_scores`).
///
/// # Errors
/// When the store fails.
pub fn of_spans(conn: &Connection, traces: &SelectedRows) -> ApiResult<HashMap<String, Vec<ScoreView>>> {
    let columns = format!("r.id, p.type, p.id, {COLUMNS}");
    let joins = "CROSS JOIN spans p ON p.trace_id = r.id CROSS JOIN scores s ON s.entity = p.id";
    grouped(conn, &traces.select(&columns, &format!("{joins} {ORDER}, p.id")), [&traces.keys])
}

fn grouped(conn: &Connection, sql: &str, values: impl Params) -> ApiResult<HashMap<String, Vec<ScoreView>>> {
    let mut query = conn.prepare_cached(sql)?;
    let rows: Vec<(String, String, AuthorScore)> =
        query.query_map(values, read)?.collect::<Result<_, _>>()?;
    let mut all: HashMap<String, Vec<ScoreView>> = HashMap::new();
    for scores in rows.chunk_by(|one, next| (&one.0, &one.1) == (&next.0, &next.1)) {
        if let (Some((owner, ..)), Some(view)) = (scores.first(), together(scores)) {
            all.entry(owner.clone()).or_default().push(view);
        }
    }
    Ok(all)
}

/// Reads the owner, the score's name, and one author's score.
fn read(row: &Row<'_>) -> rusqlite::Result<(String, String, AuthorScore)> {
    let queue: String = row.get(9)?;
    let score = AuthorScore {
        value: ScoreValue(row.get(4)?),
        reason: row.get(5)?,
        category_name: row.get(6)?,
        source: row.get(7)?,
        last_updated_at: row.get(8)?,
        span_type: row.get(1)?,
        span_id: row.get(2)?,
        source_queue_id: Some(queue).filter(|queue| !queue.is_empty()),
        author: row.get(10)?,
        created_at: row.get(11)?,
    };
    Ok((row.get(0)?, row.get(3)?, score))
}

impl AuthorScore {
    /// The key in `value_by_author`: the author, and what distinguishes several scores of the same author.
    fn key(&self) -> String {
        let span = Some(&self.span_id).filter(|span| !span.is_empty());
        let parts = [Some(&self.author), self.source_queue_id.as_ref(), span];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("_")
    }
}

/// Combines the scores of one name, newest first.
fn together(scores: &[(String, String, AuthorScore)]) -> Option<ScoreView> {
    let (_, name, newest) = scores.first()?;
    let all = || scores.iter().map(|(.., score)| score);
    let join = |of: fn(&AuthorScore) -> Option<&str>, none: &'static str| match scores {
        [(.., only)] => of(only).map(str::to_owned),
        _ if all().all(|score| of(score).is_none()) => None,
        _ => Some(all().map(|score| of(score).unwrap_or(none)).collect::<Vec<_>>().join(", ")),
    };
    let authors = all().map(|score| score.author.as_str()).collect::<Vec<_>>().join(", ");
    Some(ScoreView {
        name: name.clone(),
        category_name: join(|score| score.category_name.as_deref(), ""),
        value: ScoreValue::mean(&all().map(|score| score.value).collect::<Vec<_>>()),
        reason: join(|score| score.reason.as_deref(), "<no reason>"),
        source: newest.source.clone(),
        created_at: all().map(|score| score.created_at).min()?,
        last_updated_at: newest.last_updated_at,
        created_by: authors.clone(),
        last_updated_by: authors,
        value_by_author: all().map(|score| (score.key(), score.clone())).collect(),
    })
}
