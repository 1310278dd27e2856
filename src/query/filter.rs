//! One condition on the rows of a list, in Opik's grammar (`api.md` 0.1). All conditions must hold.

mod field;
mod kind;
mod operator;

use chrono::FixedOffset;
use serde::Deserialize;
use serde_json::{Value, json};

pub use field::Field;
pub use kind::FieldKind;
pub use operator::Operator;

use super::{tab::Tab, unapplied::Unapplied};
use crate::model::{ids::ThreadId, status::Status, time::Timestamp};

/// A list has no more conditions than these.
const MOST: usize = 50;

/// A condition that makes sense: the operator fits the field, and the value can be compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    field: Field,
    operator: Operator,
    value: String,
}

#[derive(Deserialize)]
struct FilterWire {
    field: String,
    operator: String,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    key: Option<String>,
}

impl Filter {
    /// Makes a condition, or says in words what is wrong with the value. Durations are in seconds, times ISO-8601.
    ///
    /// # Errors
    /// A sentence to show beside the field.
    pub fn new(field: Field, operator: Operator, value: &str) -> Result<Self, &'static str> {
        let kind = field.kind();
        match (kind, field.key()) {
            (FieldKind::Score, Some("")) => return Err("Name the score"),
            (_, Some("")) => return Err("Say where the value is, such as customer.tier"),
            _ => {}
        }
        if !operator.fits(kind) {
            return Err("This cannot be compared so");
        }
        let value = if operator.needs_value() { kind.check(value)? } else { String::new() };
        // Two words, so "not active" is a longer way to say "inactive".
        if (kind, operator) == (FieldKind::Status, Operator::NotEqual) {
            let other = match Status::parse(&value) {
                Status::Active => Status::Inactive,
                Status::Inactive => Status::Active,
            };
            return Ok(Self::status(other));
        }
        Ok(Self { field, operator, value })
    }

    /// The thread's status.
    pub fn status(status: Status) -> Self {
        Self { field: Field::Status, operator: Operator::Equal, value: status.as_str().to_owned() }
    }

    /// It carries this very tag.
    pub fn tag(tag: &str) -> Self {
        Self { field: Field::Tags, operator: Operator::Equal, value: tag.to_owned() }
    }

    /// It is a turn of that conversation.
    pub fn thread(thread: &ThreadId) -> Self {
        Self { field: Field::Thread, operator: Operator::Equal, value: thread.to_string() }
    }

    /// The status it asks for, if it is about the status.
    pub fn asks_status(&self) -> Option<Status> {
        (self.field == Field::Status).then(|| Status::parse(&self.value))
    }

    /// The value at a path of what was logged is this one. `field` is one that has a key.
    pub fn value_at(field: &Field, path: &str, value: &str) -> Option<Self> {
        Self::new(field.with_key(path), Operator::Equal, value).ok()
    }

    /// Reads a list's conditions from its URL (`threads_filters`, `traces_filters`): what is understood, in order, once
    /// each, and what is not.
    pub fn parse_all(tab: Tab, text: &str) -> (Vec<Self>, Vec<Unapplied>) {
        let mut filters: Vec<Self> = Vec::new();
        let mut unapplied: Vec<Unapplied> = Vec::new();
        for value in Unapplied::items(text) {
            let why = match Self::parse(tab, &value) {
                Ok(filter) if filters.contains(&filter) => continue,
                Ok(filter) if filters.len() < MOST => {
                    filters.push(filter);
                    continue;
                }
                Ok(_) => "too many filters",
                Err(why) => why,
            };
            let left = Unapplied::item(tab.names().filters, &value, why);
            if !unapplied.contains(&left) {
                unapplied.push(left);
            }
        }
        (filters, unapplied)
    }

    /// One condition, or in words why it is none.
    fn parse(tab: Tab, value: &Value) -> Result<Self, &'static str> {
        let wire = FilterWire::deserialize(value).map_err(|_| "not a filter")?;
        let field = Field::parse(tab, &wire.field, &wire.key.unwrap_or_default());
        let field = field.ok_or("not a field of this list")?;
        let operator = Operator::parse(&wire.operator).ok_or("not a known comparison")?;
        let value = match wire.value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Array(words) => {
                let words =
                    words.iter().map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned));
                words.collect::<Vec<_>>().join(",")
            }
            _ => String::new(),
        };
        Self::new(field, operator, &value)
    }

    /// The conditions in the URL; what was not understood goes along as it came.
    pub fn to_url(filters: &[Self], unapplied: &[&Unapplied]) -> String {
        let own = filters.iter().map(|filter| filter.json(filter.operator, filter.value.clone()));
        Value::from(own.chain(unapplied.iter().map(|left| left.value())).collect::<Vec<_>>()).to_string()
    }

    /// The value of the request's `filters`: durations in milliseconds, times by the minute, and what the server decodes
    /// once more encoded once more.
    pub fn to_wire(filters: &[Self]) -> String {
        Value::from(filters.iter().flat_map(Self::wire).collect::<Vec<_>>()).to_string()
    }

    fn json(&self, operator: Operator, value: String) -> Value {
        let mut wire = json!({
            "field": self.field.name(),
            "type": self.field.kind().wire(),
            "operator": operator.wire(),
            "value": value,
        });
        if let (Some(key), Some(wire)) = (self.field.key(), wire.as_object_mut()) {
            wire.insert("key".to_owned(), Value::from(key));
        }
        wire
    }

    fn wire(&self) -> Vec<Value> {
        let kind = self.field.kind();
        let value = match kind {
            FieldKind::Time => return self.wire_times(),
            FieldKind::Duration => self
                .value
                .parse::<f64>()
                .map_or_else(|_| self.value.clone(), |seconds| ((seconds * 1e6).round() / 1e3).to_string()),
            kind if kind.is_decoded_again() => self.value.replace('%', "%25").replace('+', "%2B"),
            _ => self.value.clone(),
        };
        vec![self.json(self.operator, value)]
    }

    /// People choose a minute, and mean all of it: "after 20:24" begins at 20:25, "until 20:24" ends there, and "is" takes
    /// two conditions (Opik's own page: the same, to the millisecond).
    fn wire_times(&self) -> Vec<Value> {
        let exact = || vec![self.json(self.operator, self.value.clone())];
        let minute = Timestamp::parse(&self.value).map(|at| at.millis().div_euclid(60_000));
        let at = |minute: i64| Timestamp::from_millis(minute.saturating_mul(60_000)).map(Timestamp::iso);
        let Some((start, end)) = minute.and_then(|minute| at(minute).zip(at(minute + 1))) else {
            return exact();
        };
        match self.operator {
            Operator::Equal => {
                vec![self.json(Operator::AtLeast, start), self.json(Operator::Less, end)]
            }
            Operator::Greater => vec![self.json(Operator::AtLeast, end)],
            Operator::AtMost => vec![self.json(Operator::Less, end)],
            Operator::AtLeast | Operator::Less => vec![self.json(self.operator, start)],
            _ => exact(),
        }
    }

    /// The condition in words, for its chip; times in the zone given.
    pub fn describe(&self, zone: impl Fn(Timestamp) -> FixedOffset) -> String {
        let field = self.field.label();
        let operator = self.operator.words(self.field.kind());
        let value = match self.field.kind() {
            _ if !self.operator.needs_value() => return format!("{field} {operator}"),
            FieldKind::Text
            | FieldKind::Id
            | FieldKind::Tags
            | FieldKind::Path
            | FieldKind::Word
            | FieldKind::Source => {
                format!("“{}”", self.value)
            }
            FieldKind::Duration => format!("{} s", self.value),
            FieldKind::Cost => format!("${}", self.value),
            FieldKind::Status => Status::parse(&self.value).label().to_owned(),
            FieldKind::Time => {
                Timestamp::parse(&self.value).map_or_else(|| self.value.clone(), |at| at.date_time(zone(at)))
            }
            FieldKind::Number | FieldKind::Score | FieldKind::Error => self.value.clone(),
        };
        format!("{field} {operator} {value}")
    }
}

#[cfg(test)]
mod tests;
