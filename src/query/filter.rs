//! A condition on the rows of a list, as Opik writes it in URLs and in the `filters` parameter of `GET
//! /v1/private/traces`: a JSON array of objects with `field`, `operator`, `value` and perhaps `key`. A row is listed if
//! it meets all conditions.

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

/// The most conditions a list may have.
const MOST: usize = 50;

/// A valid condition: the operator fits the field, and the value has the field's type.
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
    /// Makes a condition. Durations are in seconds, times in ISO 8601.
    ///
    /// # Errors
    /// What is wrong, as a text to show beside the input.
    pub fn new(field: Field, operator: Operator, value: &str) -> Result<Self, &'static str> {
        let kind = field.kind();
        match (kind, field.key()) {
            (FieldKind::Score, Some("")) => return Err("Name the score"),
            (_, Some("")) => return Err("Enter where the value is, such as customer.tier"),
            _ => {}
        }
        if !operator.fits(kind) {
            return Err("This comparison is not possible here");
        }
        let value = if operator.needs_value() { kind.check(value)? } else { String::new() };
        // There are only two statuses, so "not active" becomes "inactive".
        if (kind, operator) == (FieldKind::Status, Operator::NotEqual) {
            let other = match Status::parse(&value) {
                Status::Active => Status::Inactive,
                Status::Inactive => Status::Active,
            };
            return Ok(Self::status(other));
        }
        Ok(Self { field, operator, value })
    }

    /// A condition for threads with this status.
    pub fn status(status: Status) -> Self {
        Self { field: Field::Status, operator: Operator::Equal, value: status.as_str().to_owned() }
    }

    /// A condition for rows with exactly this tag.
    pub fn tag(tag: &str) -> Self {
        Self { field: Field::Tags, operator: Operator::Equal, value: tag.to_owned() }
    }

    /// Field, operator and value.
    pub fn parts(&self) -> (&Field, Operator, &str) {
        (&self.field, self.operator, &self.value)
    }

    /// A condition for the traces of this thread.
    pub fn thread(thread: &ThreadId) -> Self {
        Self { field: Field::Thread, operator: Operator::Equal, value: thread.to_string() }
    }

    /// The status to filter by, if this is a condition on the status.
    pub fn asks_status(&self) -> Option<Status> {
        (self.field == Field::Status).then(|| Status::parse(&self.value))
    }

    /// A condition for rows with this value at a path of the logged JSON. `field` must have a key; `None` if the path
    /// or value is empty.
    pub fn value_at(field: &Field, path: &str, value: &str) -> Option<Self> {
        Self::new(field.with_key(path), Operator::Equal, value).ok()
    }

    /// Reads the conditions in a URL (the value of `threads_filters`, `traces_filters` or `spans_filters`): the valid
    /// ones in order, without duplicates, and the others.
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

    /// Reads one condition; the error says briefly what is wrong with it.
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

    /// The value for the URL. Conditions that were not understood are kept as they were.
    pub fn to_url(filters: &[Self], unapplied: &[&Unapplied]) -> String {
        let own = filters.iter().map(|filter| filter.json(filter.operator, filter.value.clone()));
        Value::from(own.chain(unapplied.iter().map(|left| left.value())).collect::<Vec<_>>()).to_string()
    }

    /// The value of the request's `filters` parameter. Durations are in milliseconds, times are ranges of whole
    /// minutes, and values that the server URL-decodes once more are encoded once more.
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

    /// People choose a minute and mean all of it: "after 20:24" begins at 20:25, "until 20:24" ends there, and "is"
    /// becomes two conditions. Opik's UI does the same.
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

    /// The condition in words, with times in the given zone.
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
