//! Conditions in words, as chips show them: "tag is refund or billing", "not reviewed by me". The caller marks invisible
//! characters (`text::visible`).

use chrono::FixedOffset;

use super::{Clause, Condition, Criterion, Person};
use crate::{
    model::{status::Status, time::Timestamp},
    query::filter::{Field, FieldKind, Operator},
};

/// The most characters of a text for screen readers.
const LONGEST_SPOKEN: usize = 150;

impl Clause {
    /// The clause in words, with times in the given zone.
    pub fn sentence(&self, zone: impl Fn(Timestamp) -> FixedOffset + Copy) -> String {
        match self {
            Self::One(condition) => condition.sentence(zone),
            Self::AnyOf(conditions) => {
                let all: Vec<_> = conditions.iter().map(|one| one.sentence(zone)).collect();
                format!("any of: {}", all.join(", "))
            }
        }
    }

    /// The same for a screen reader: without quotation marks, and not longer than a breath.
    pub fn spoken(&self, zone: impl Fn(Timestamp) -> FixedOffset + Copy) -> String {
        let sentence = self.sentence(zone).replace(['“', '”'], "");
        match sentence.char_indices().nth(LONGEST_SPOKEN) {
            Some((end, _)) => format!("{}…", sentence.get(..end).unwrap_or_default().trim_end()),
            None => sentence,
        }
    }
}

impl Condition {
    /// The condition in words, with times in the given zone.
    pub fn sentence(&self, zone: impl Fn(Timestamp) -> FixedOffset + Copy) -> String {
        let (not, no) = if self.is_negated() { ("not ", "no ") } else { ("", "") };
        let values: Vec<&str> = self.values().iter().map(String::as_str).collect();
        let quoted = || either(values.iter().map(|value| quoted(value)));
        match self.criterion() {
            Criterion::Server(field) => self.of_field(field, zone),
            Criterion::Thumbs => match values.as_slice() {
                ["none"] if self.is_negated() => "has thumbs".to_owned(),
                ["none"] => "no thumbs".to_owned(),
                ["both"] => format!("{not}thumbs up and down"),
                several => {
                    let word = |value: &&str| if *value == "both" { "both" } else { *value }.to_owned();
                    format!("{not}thumbs {}", either(several.iter().map(word)))
                }
            },
            Criterion::Reason => format!("{no}reason contains {}", quoted()),
            Criterion::Reviewed => match (self.is_negated(), values.as_slice()) {
                (true, ["nobody"]) => "reviewed by somebody".to_owned(),
                (true, ["somebody"]) => "reviewed by nobody".to_owned(),
                _ => format!("{not}reviewed by {}", either(values.iter().map(|value| person(value)))),
            },
            Criterion::Changed => format!("{not}changed since my review"),
            Criterion::Disagree(name) => {
                let verb = if self.is_negated() { "do not disagree" } else { "disagree" };
                let on = if name.is_empty() { String::new() } else { format!(" on {}", quoted_name(name)) };
                let by = match values.first() {
                    Some(by) if by.parse() != Ok(0.0) => format!(" by more than {by}"),
                    _ => String::new(),
                };
                format!("reviewers {verb}{on}{by}")
            }
            Criterion::Given(name) => {
                let who = if self.is_negated() { "nobody" } else { "somebody" };
                format!("{who} gave {} {}", quoted_name(name), quoted())
            }
            Criterion::Commented if self.is_negated() => "has no comment".to_owned(),
            Criterion::Commented => "has a comment".to_owned(),
            Criterion::Comment => format!("{no}comment contains {}", quoted()),
            Criterion::CommentBy => {
                format!("{no}comment by {}", either(values.iter().map(|value| person(value))))
            }
            Criterion::Failed if self.is_negated() => "no turn failed".to_owned(),
            Criterion::Failed => "a turn failed".to_owned(),
        }
    }

    fn of_field(&self, field: &Field, zone: impl Fn(Timestamp) -> FixedOffset) -> String {
        let kind = field.kind();
        let name = match field {
            Field::Tags => "tag".to_owned(),
            Field::Queues => "annotation queue".to_owned(),
            Field::Score(name) => quoted_name(name),
            field => lower_first(&field.label()),
        };
        let words = match (kind, self.operator()) {
            (FieldKind::Error, Operator::IsEmpty) => return "no error".to_owned(),
            (FieldKind::Error, _) => return "has an error".to_owned(),
            (FieldKind::Tags, Operator::IsEmpty) => return format!("no {name}"),
            (FieldKind::Tags, Operator::IsNotEmpty) => {
                return format!("has a {name}").replace("a ann", "an ann");
            }
            (FieldKind::Tags, operator) => operator.words(FieldKind::Word),
            (_, operator) => operator.words(kind),
        };
        if self.is_negated() && self.operator() == Operator::NotEqual {
            let values = self.values().iter().cloned().chain(std::iter::once("missing".to_owned()));
            return format!("{name} is {}", either(values));
        }
        let words = match (self.is_negated(), words) {
            (false, words) => words.to_owned(),
            (true, "is") => "is not".to_owned(),
            (true, "contains") => "does not contain".to_owned(),
            (true, "starts with") => "does not start with".to_owned(),
            (true, "ends with") => "does not end with".to_owned(),
            (true, words) => format!("not {words}"),
        };
        if self.values().is_empty() {
            return format!("{name} {words}");
        }
        let value = |value: &String| match kind {
            FieldKind::Duration => format!("{value} s"),
            FieldKind::Cost => format!("${value}"),
            FieldKind::Status => Status::parse(value).as_str().to_owned(),
            FieldKind::Time => match Timestamp::parse(value) {
                Some(at) => at.date_time(zone(at)),
                None => value.clone(),
            },
            FieldKind::Number | FieldKind::Score => value.clone(),
            _ => quoted(value),
        };
        format!("{name} {words} {}", either(self.values().iter().map(value)))
    }
}

fn person(value: &str) -> String {
    match Person::parse(value) {
        Person::Named(name) => quoted_name(name),
        Person::Me | Person::Somebody | Person::Nobody => value.to_owned(),
    }
}

/// A value, in quotation marks unless it is one plain word.
fn quoted(value: &str) -> String {
    let is_plain = !value.is_empty()
        && value != "or"
        && value
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@' | '%' | '+' | '$'));
    if is_plain { value.to_owned() } else { format!("“{value}”") }
}

/// The name of a score or a person: spaces are usual there.
fn quoted_name(name: &str) -> String {
    if name.split(' ').all(|word| quoted(word) == word) { name.to_owned() } else { format!("“{name}”") }
}

/// `First message` as part of a sentence; `LLM spans` stays.
fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(std::iter::once(second)).chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// `refund`, `refund or billing`, `refund, billing or late`.
fn either(words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() { last } else { format!("{} or {last}", words.join(", ")) }
}
