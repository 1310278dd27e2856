//! Feedback scores of traces, spans and threads. One value per name, author and annotation queue; a value is an exact
//! decimal of nine places, as Opik keeps it.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params, params};
use serde::Serialize;

use crate::error::ApiResult;
use crate::time::Nanos;

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

/// A decimal of nine places, in billionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value(pub i64);

/// One more billionth is out of range (Opik: 999999999.999999999).
const MOST: i128 = 999_999_999_999_999_999;

/// Where a number lies.
#[derive(Debug, PartialEq, Eq)]
pub enum Range {
    /// Below what can be kept.
    Below,
    /// Above what can be kept.
    Above,
    /// No number at all.
    Nonsense,
}

impl Value {
    /// Reads a decimal, with an exponent or not; further places are rounded half to even.
    ///
    /// # Errors
    /// When it is out of range or no number.
    pub fn parse(text: &str) -> Result<Self, Range> {
        let text = text.trim().trim_matches('"').trim();
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().map_err(|_| Range::Nonsense)?;
        let (negative, digits) = match number.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{decimals}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Range::Nonsense);
        }
        let beyond = if negative { Range::Below } else { Range::Above };
        let all = all.trim_start_matches('0');
        if all.is_empty() {
            return Ok(Self(0));
        }
        // Where the point stands, counted from the left of the billionths.
        let decimals = i64::try_from(decimals.len()).unwrap_or(i64::MAX);
        let length = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let kept = length - decimals + i64::from(exponent) + 9;
        if kept > 18 {
            return Err(beyond);
        }
        if kept < 0 {
            return Ok(Self(0));
        }
        let kept = usize::try_from(kept).unwrap_or(0);
        let padded = format!("{all:0<kept$}");
        let (head, tail) = padded.split_at_checked(kept).unwrap_or((&padded, ""));
        let head: i128 = if head.is_empty() { 0 } else { head.parse().map_err(|_| Range::Nonsense)? };
        let up = match tail.bytes().next() {
            Some(b'6'..=b'9') => true,
            Some(b'5') => tail.bytes().skip(1).any(|digit| digit != b'0') || head % 2 == 1,
            _ => false,
        };
        let value = head + i128::from(up);
        if value > MOST {
            return Err(beyond);
        }
        i64::try_from(if negative { -value } else { value }).map(Self).map_err(|_| beyond)
    }

    /// The mean, rounded half away from zero at nine places.
    pub fn mean(values: &[Self]) -> Self {
        let count = i128::try_from(values.len()).unwrap_or(1).max(1);
        let sum: i128 = values.iter().map(|value| i128::from(value.0)).sum();
        let half = if sum < 0 { -count } else { count } / 2;
        Self(i64::try_from((sum + half) / count).unwrap_or_default())
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }
}

impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_an_exact_decimal_of_nine_places() {
        for (text, billionths) in [
            ("1", 1_000_000_000),
            ("0.1", 100_000_000),
            ("-0.000000001", -1),
            ("1e-9", 1),
            ("12.5e1", 125_000_000_000),
            ("0.0000000005", 0),
            ("0.0000000015", 2),
            ("0.00000000051", 1),
            ("999999999.999999999", 999_999_999_999_999_999),
            ("\"3\"", 3_000_000_000),
            ("0e5", 0),
        ] {
            assert_eq!(Value::parse(text), Ok(Value(billionths)), "{text}");
        }
        assert_eq!(Value::parse("1000000000"), Err(Range::Above));
        assert_eq!(Value::parse("999999999.9999999999"), Err(Range::Above));
        assert_eq!(Value::parse("-1e20"), Err(Range::Below));
        assert_eq!(Value::parse("1e2147483647"), Err(Range::Above));
        for text in ["NaN", "", "1.2.3", "--1", "true", "1e", "-"] {
            assert_eq!(Value::parse(text), Err(Range::Nonsense), "{text}");
        }
    }

    #[test]
    fn a_mean_shows_no_binary_fractions() {
        let mean = Value::mean(&[Value(100_000_000), Value(200_000_000), Value(600_000_000)]);
        assert_eq!(serde_json::to_string(&mean).unwrap(), "0.3");
        let third = Value::mean(&[Value(1_000_000_000), Value(0), Value(0)]);
        assert_eq!(serde_json::to_string(&third).unwrap(), "0.333333333");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_value_or_refused(text in "[-+0-9.eE]{0,30}") {
            if let Ok(value) = Value::parse(&text) {
                let near: f64 = text.parse().unwrap();
                proptest::prop_assert!((value.to_f64() - near).abs() <= 1e-6);
            }
        }
    }
}
