//! The order of rows that the page has chosen: by any field that the server sorts by, too.

use std::{cmp::Ordering, sync::Arc};

use crate::{query::sort::Sort, threads::listing::ThreadRow};

/// The fields that rows can be sorted by; a score by `feedback_scores.*`.
pub(super) const FIELDS: [&str; 14] = [
    "id",
    "start_time",
    "end_time",
    "duration",
    "number_of_messages",
    "last_updated_at",
    "created_at",
    "created_by",
    "usage.total_tokens",
    "usage.prompt_tokens",
    "usage.completion_tokens",
    "total_estimated_cost",
    "status",
    "feedback_scores.*",
];

/// What a row is compared by. Rows without it come last, in either direction.
enum Key<'a> {
    None,
    Number(f64),
    Text(&'a str),
}

/// Sorts rows; without an order the latest activity comes first, as on the server.
pub(super) fn sort(rows: &mut [Arc<ThreadRow>], by: Option<&Sort>) {
    let (field, descending) = by.map_or(("last_updated_at", true), |by| (by.field.as_str(), by.descending));
    let latest = |row: &ThreadRow| row.thread.feedback.last_updated_at;
    rows.sort_by(|one, two| {
        compare(&key(one, field), &key(two, field), descending).then_with(|| latest(two).cmp(&latest(one)))
    });
}

fn compare(one: &Key<'_>, two: &Key<'_>, descending: bool) -> Ordering {
    let order = match (one, two) {
        (Key::None, Key::None) => return Ordering::Equal,
        (Key::None, _) => return Ordering::Greater,
        (_, Key::None) => return Ordering::Less,
        (Key::Number(one), Key::Number(two)) => one.total_cmp(two),
        (Key::Text(one), Key::Text(two)) => one.cmp(two),
        _ => Ordering::Equal,
    };
    if descending { order.reverse() } else { order }
}

fn key<'a>(row: &'a ThreadRow, field: &str) -> Key<'a> {
    let thread = &row.thread;
    let number = |number: Option<f64>| number.map_or(Key::None, Key::Number);
    let count = |count: Option<u64>| number(count.map(|count| count as f64));
    let time = |at: Option<crate::model::time::Timestamp>| number(at.map(|at| at.millis() as f64));
    match field {
        "id" => Key::Text(thread.id.as_str()),
        "start_time" => time(thread.start_time),
        "end_time" => time(thread.end_time),
        "created_at" => time(thread.created_at),
        "last_updated_at" => time(thread.feedback.last_updated_at),
        "duration" => number(thread.duration_ms),
        "number_of_messages" => count(Some(thread.number_of_messages)),
        "usage.total_tokens" => count(thread.total_tokens),
        "usage.prompt_tokens" => count(thread.prompt_tokens),
        "usage.completion_tokens" => count(thread.completion_tokens),
        "total_estimated_cost" => number(thread.cost),
        "created_by" => thread.created_by.as_deref().map_or(Key::None, Key::Text),
        "status" => Key::Text(thread.feedback.status.as_str()),
        "tags" => thread.feedback.tags.first().map_or(Key::None, |tag| Key::Text(tag)),
        field => {
            let name = field.strip_prefix("feedback_scores.").unwrap_or_default();
            number(thread.feedback.scores.iter().find(|score| score.name == name).map(|score| score.value))
        }
    }
}
