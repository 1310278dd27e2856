//! The order of rows that the page has chosen: by any field that the server sorts by, and by what only the page knows, in
//! several levels.

use std::{cmp::Ordering, sync::Arc};

use crate::{
    model::time::Timestamp,
    query::{columns::Column, sort::Sort, tab::Tab},
    text::cell::CellText,
    threads::listing::ThreadRow,
};

/// The fields that rows can be sorted by; those that end with `*` stand for any name.
pub(super) const FIELDS: [&str; 21] = [
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
    "tags",
    "feedback_scores.*",
    "author_scores.*",
    "first_message",
    "last_message",
    "comments",
    "last_comment",
    "reviewed",
];

/// What a row is compared by. Rows without it come last, in either direction.
enum Key<'a> {
    None,
    Number(f64),
    Text(&'a str),
    /// In small letters, so that words are compared without regard to capitals.
    Words(String),
}

/// A level, with what its field means worked out.
struct Level<'a> {
    by: By<'a>,
    descending: bool,
}

enum By<'a> {
    Field(&'a str),
    /// The average of a score.
    Score(&'a str),
    /// What an author gave as a score.
    Given {
        name: String,
        author: String,
    },
}

impl<'a> Level<'a> {
    fn of(sort: &'a Sort) -> Self {
        let by = match Column::parse(Tab::Threads, &sort.field) {
            Some(Column::ScoreBy { name, author }) => By::Given { name, author },
            _ => match sort.field.strip_prefix("feedback_scores.") {
                Some(name) => By::Score(name),
                None => By::Field(&sort.field),
            },
        };
        Self { by, descending: sort.descending }
    }

    fn key<'r>(&self, row: &'r ThreadRow) -> Key<'r> {
        let score = |name: &str| row.thread.feedback.scores.iter().find(|score| score.name == name);
        match &self.by {
            By::Field(field) => field_key(row, field),
            By::Score(name) => number(score(name).map(|score| score.value)),
            By::Given { name, author } => {
                let by_author = score(name).map(|score| score.by_author.as_slice()).unwrap_or_default();
                number(by_author.iter().find(|one| one.author == *author).map(|one| one.value))
            }
        }
    }
}

/// Sorts rows by these levels; those that are equal by all, and all if there is none, by the latest activity first, as on
/// the server.
pub(super) fn sort(rows: &mut [Arc<ThreadRow>], by: &[Sort]) {
    let levels: Vec<Level<'_>> = by.iter().map(Level::of).collect();
    // Worked out once for each row, because a row is compared a dozen times.
    let keyed = rows.iter().map(|row| {
        let keys: Vec<Key<'_>> = levels.iter().map(|level| level.key(row)).collect();
        (keys, row.thread.feedback.last_updated_at, row)
    });
    let mut keyed: Vec<_> = keyed.collect();
    keyed.sort_by(|(one, at, _), (two, then, _)| {
        let mut by_level = levels.iter().zip(one.iter().zip(two));
        let order = by_level.find_map(|(level, (one, two))| {
            Some(compare(one, two, level.descending)).filter(|order| order.is_ne())
        });
        order.unwrap_or_else(|| then.cmp(at))
    });
    let sorted: Vec<Arc<ThreadRow>> = keyed.into_iter().map(|(.., row)| row.clone()).collect();
    for (place, row) in rows.iter_mut().zip(sorted) {
        *place = row;
    }
}

fn compare(one: &Key<'_>, two: &Key<'_>, descending: bool) -> Ordering {
    let order = match (one, two) {
        (Key::None, Key::None) => return Ordering::Equal,
        (Key::None, _) => return Ordering::Greater,
        (_, Key::None) => return Ordering::Less,
        (Key::Number(one), Key::Number(two)) => one.total_cmp(two),
        (Key::Text(one), Key::Text(two)) => one.cmp(two),
        (Key::Words(one), Key::Words(two)) => one.cmp(two),
        _ => Ordering::Equal,
    };
    if descending { order.reverse() } else { order }
}

fn number<'a>(number: Option<f64>) -> Key<'a> {
    number.map_or(Key::None, Key::Number)
}

fn words(text: &CellText) -> Key<'_> {
    match text {
        CellText::Words(words) if !words.trim().is_empty() => Key::Words(words.to_lowercase()),
        _ => Key::None,
    }
}

fn field_key<'a>(row: &'a ThreadRow, field: &str) -> Key<'a> {
    let thread = &row.thread;
    let feedback = &thread.feedback;
    let count = |count: Option<u64>| number(count.map(|count| count as f64));
    let time = |at: Option<Timestamp>| number(at.map(|at| at.millis() as f64));
    match field {
        "id" => Key::Text(thread.id.as_str()),
        "start_time" => time(thread.start_time),
        "end_time" => time(thread.end_time),
        "created_at" => time(thread.created_at),
        "last_updated_at" => time(feedback.last_updated_at),
        "duration" => number(thread.duration_ms),
        "number_of_messages" => count(Some(thread.number_of_messages)),
        "usage.total_tokens" => count(thread.total_tokens),
        "usage.prompt_tokens" => count(thread.prompt_tokens),
        "usage.completion_tokens" => count(thread.completion_tokens),
        "total_estimated_cost" => number(thread.cost),
        "created_by" => thread.created_by.as_deref().map_or(Key::None, Key::Text),
        "status" => Key::Text(feedback.status.as_str()),
        "tags" => feedback.tags.first().map_or(Key::None, |tag| Key::Text(tag)),
        "first_message" => words(&row.first),
        "last_message" => words(&row.last),
        "comments" => count(Some(feedback.comments.len() as u64)),
        "reviewed" => time(row.review_state(String::new).by().first().and_then(|newest| newest.at)),
        "last_comment" => time(feedback.last_comment().and_then(|comment| comment.created_at)),
        _ => Key::None,
    }
}

#[cfg(test)]
mod tests;
