//! The server's fields, compared as the server does: texts without regard to case, ids exactly, an absent text as an empty
//! one; an absent number or time meets no comparison.

use super::people::billionths;
use crate::{
    model::{feedback::Feedback, time::Timestamp},
    query::{
        filter::{Field, Operator},
        found::facts::{RowFacts, Words},
    },
};

/// Whether the field of the row compares so with the value; `None` if the row does not tell.
pub(super) fn fits(row: &RowFacts<'_>, field: &Field, operator: Operator, value: &str) -> Option<bool> {
    let feedback = row.feedback;
    let exact = |number: f64| number;
    Some(match field {
        Field::FirstMessage => return words(row.first_message?, operator, value),
        Field::LastMessage => return words(row.last_message?, operator, value),
        Field::Id | Field::TraceId | Field::SpanId => text(row.id, operator, value),
        Field::Status => text(feedback.status.as_str(), operator, value),
        Field::Tags => tags(&feedback.tags, operator, value),
        Field::Score(name) => score(feedback, name, operator, value),
        Field::MessageCount => number(Some(row.number_of_messages as f64), operator, value, exact),
        // Seconds; the server compares milliseconds that were rounded to microseconds.
        Field::Duration => {
            let seconds = row.duration_ms.map(|millis| millis / 1e3);
            number(seconds, operator, value, |seconds| (seconds * 1e6).round())
        }
        Field::Cost => number(row.cost, operator, value, exact),
        Field::Tokens => number(row.tokens.map(|tokens| tokens as f64), operator, value, exact),
        Field::StartTime => time(row.start_time, operator, value),
        Field::EndTime => time(row.end_time, operator, value),
        Field::CreatedAt => time(row.created_at, operator, value),
        Field::LastActivity => time(feedback.last_updated_at, operator, value),
        Field::Error => match operator {
            Operator::IsEmpty => row.failed_turns? == 0,
            _ => row.failed_turns? > 0,
        },
        _ => return None,
    })
}

/// Compares a message of which only the beginning may be known.
fn words(message: Words<'_>, operator: Operator, value: &str) -> Option<bool> {
    let (start, value) = (message.text.to_lowercase(), value.to_lowercase());
    let known = text(&start, operator, &value);
    let is_certain = match operator {
        _ if message.is_whole => true,
        Operator::Contains => known,
        Operator::StartsWith => known || start.len() >= value.len(),
        _ => false,
    };
    is_certain.then_some(known)
}

fn text(text: &str, operator: Operator, value: &str) -> bool {
    match operator {
        Operator::Contains => text.contains(value),
        Operator::NotContains => !text.contains(value),
        Operator::StartsWith => text.starts_with(value),
        Operator::EndsWith => text.ends_with(value),
        Operator::IsEmpty => text.is_empty(),
        Operator::IsNotEmpty => !text.is_empty(),
        other => compares(text.cmp(value), other),
    }
}

fn tags(tags: &[String], operator: Operator, value: &str) -> bool {
    let contains = || {
        let value = value.to_lowercase();
        tags.iter().any(|tag| tag.to_lowercase().contains(&value))
    };
    match operator {
        Operator::Contains => contains(),
        Operator::NotContains => !contains(),
        Operator::Equal => tags.iter().any(|tag| tag == value),
        Operator::NotEqual => !tags.iter().any(|tag| tag == value),
        Operator::IsEmpty => tags.is_empty(),
        _ => !tags.is_empty(),
    }
}

/// Compares the mean over all authors of the scores whose names differ only in case.
fn score(feedback: &Feedback, name: &str, operator: Operator, value: &str) -> bool {
    let name = name.to_lowercase();
    let mut same = feedback.scores.iter().filter(|score| score.name.to_lowercase() == name);
    match operator {
        Operator::IsEmpty => return same.next().is_none(),
        Operator::IsNotEmpty => return same.next().is_some(),
        _ => {}
    }
    number(mean(feedback, &name), operator, value, billionths)
}

/// The mean over all authors of the scores whose names in lower case are `name`.
pub(in crate::query) fn mean(feedback: &Feedback, name: &str) -> Option<f64> {
    let same: Vec<_> = feedback.scores.iter().filter(|score| score.name.to_lowercase() == name).collect();
    match same.as_slice() {
        [] => None,
        [score] => Some(score.value),
        several => {
            let values = || several.iter().flat_map(|score| &score.by_author).map(|given| given.value);
            let count = values().count();
            (count > 0).then(|| values().sum::<f64>() / count as f64)
        }
    }
}

/// Compares both numbers after `rounded`.
fn number(known: Option<f64>, operator: Operator, value: &str, rounded: impl Fn(f64) -> f64) -> bool {
    let ordering =
        known.zip(value.parse().ok()).and_then(|(known, value)| rounded(known).partial_cmp(&rounded(value)));
    ordering.is_some_and(|ordering| compares(ordering, operator))
}

/// People choose a minute and mean all of it, as in the server's filters: see `Filter::to_wire`.
fn time(known: Option<Timestamp>, operator: Operator, value: &str) -> bool {
    let (Some(known), Some(value)) = (known, Timestamp::parse(value)) else { return false };
    let minute = |at: Timestamp| at.millis().div_euclid(60_000);
    match operator {
        Operator::NotEqual => known != value,
        other => compares(minute(known).cmp(&minute(value)), other),
    }
}

fn compares(ordering: std::cmp::Ordering, operator: Operator) -> bool {
    match operator {
        Operator::Equal => ordering.is_eq(),
        Operator::NotEqual => ordering.is_ne(),
        Operator::Greater => ordering.is_gt(),
        Operator::AtLeast => ordering.is_ge(),
        Operator::Less => ordering.is_lt(),
        Operator::AtMost => ordering.is_le(),
        _ => false,
    }
}
