//! Reads JSON objects field by field. Opik omits nulls and its versions differ, so a field that is missing or of
//! another type counts as absent. Derived deserializers would do the same with five times the code in the browser.

use serde_json::{Map, Value};

use crate::model::time::Timestamp;

/// A JSON object whose values are taken out key by key.
#[derive(Default)]
pub struct Fields {
    values: Map<String, Value>,
    /// See [`Fields::length`].
    length: usize,
}

impl Fields {
    /// Any value but an object has no fields.
    pub(super) fn of(value: Value) -> Self {
        match value {
            Value::Object(values) => Self { values, length: 0 },
            _ => Self::default(),
        }
    }

    /// The fields of an answer whose text has so many bytes; `None` unless it is an object, as every answer of the API
    /// is.
    pub(super) fn of_answer(value: Value, length: usize) -> Option<Self> {
        if let Value::Object(values) = value { Some(Self { values, length }) } else { None }
    }

    /// The bytes of the answer's JSON text; 0 for the objects in it.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Takes a value; JSON null counts as absent.
    pub(super) fn value(&mut self, key: &str) -> Option<Value> {
        self.values.get_mut(key).map(Value::take).filter(|value| !value.is_null())
    }

    /// Takes a string; `""` counts as absent, because Opik sends it for missing values.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Sets a string if the key is missing.
    pub(super) fn or_text(&mut self, key: &str, text: String) {
        self.values.entry(key).or_insert(Value::String(text));
    }

    /// The whole object as a value, with the string at `key` replaced, or removed if `None`.
    pub(super) fn with(mut self, key: &str, text: Option<String>) -> Value {
        match text {
            Some(text) => drop(self.values.insert(key.to_owned(), Value::String(text))),
            None => drop(self.values.shift_remove(key)),
        }
        Value::Object(self.values)
    }

    /// Takes a string; empty if missing.
    pub(super) fn required(&mut self, key: &str) -> String {
        self.text(key).unwrap_or_default()
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.values.get(key)?.as_f64()
    }

    /// A non-negative whole number; decimals are cut off, as some clients log counts as floats.
    pub(super) fn count(&self, key: &str) -> Option<u64> {
        self.number(key).filter(|count| *count >= 0.0).map(|count| count as u64)
    }

    /// Whether the key is present, even with null.
    pub(super) fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// Whether the value is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.values.get(key).is_some_and(|value| *value == Value::Bool(true))
    }

    /// An ISO 8601 time.
    pub(super) fn time(&self, key: &str) -> Option<Timestamp> {
        self.values.get(key)?.as_str().and_then(Timestamp::parse)
    }

    /// The milliseconds of `duration`, which Opik leaves out for what starts at the epoch itself: then those from start to
    /// end, if both are known. An end years later says that the start is not.
    pub(super) fn duration(&self) -> Option<f64> {
        const YEAR: f64 = 366.0 * 86_400_000.0;
        self.number("duration").or_else(|| {
            let millis = self.time("start_time")?.millis_until(self.time("end_time")?);
            (0.0..YEAR).contains(&millis).then_some(millis)
        })
    }

    /// Takes an object; empty if missing.
    pub(super) fn object(&mut self, key: &str) -> Self {
        self.value(key).map_or_else(Self::default, Self::of)
    }

    fn items(&mut self, key: &str) -> Vec<Value> {
        match self.value(key) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }
    }

    pub(super) fn list(&mut self, key: &str) -> Vec<Self> {
        self.items(key).into_iter().map(Self::of).collect()
    }

    /// Takes a list's strings; other items are left out.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        let text = |item| match item {
            Value::String(text) => Some(text),
            _ => None,
        };
        self.items(key).into_iter().filter_map(text).collect()
    }

    /// All keys with numeric values; other values are left out.
    pub(super) fn numbers(self) -> Vec<(String, f64)> {
        self.values.into_iter().filter_map(|(key, value)| Some((key, value.as_f64()?))).collect()
    }

    pub(super) fn entries(self) -> impl Iterator<Item = (String, Self)> {
        self.values.into_iter().map(|(key, value)| (key, Self::of(value)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_duration_that_the_server_leaves_out_is_from_start_to_end() {
        let duration = |value: Value| Fields::of(value).duration();
        let times = |start: &str, end: &str| json!({ "start_time": start, "end_time": end });
        assert_eq!(duration(times("1970-01-01T00:00:00Z", "1970-01-01T00:00:01.5Z")), Some(1500.0));
        assert_eq!(duration(times("1970-01-01T00:00:00Z", "2026-11-28T00:00:00Z")), None);
        assert_eq!(
            duration(times("2026-03-29T02:30:00.123456+02:00", "2026-03-29T00:30:00.123956Z")),
            Some(0.5)
        );
        assert_eq!(duration(times("2026-01-05T09:00:05Z", "2026-01-05T09:00:00Z")), None);
        assert_eq!(duration(json!({ "start_time": "2026-01-05T09:00:05Z", "end_time": null })), None);
        let mut told = times("2026-01-05T09:00:00Z", "2026-01-05T09:00:05Z");
        told["duration"] = json!(7);
        assert_eq!(duration(told), Some(7.0));
    }

    #[test]
    fn what_is_missing_or_odd_is_absent_and_costs_nothing_beside_it() {
        let mut fields = Fields::of(json!({
            "name": 7, "empty": "", "null": null, "tokens": 12.0, "less": -1, "tags": ["a", 1, "b"], "at": "soon",
        }));
        assert_eq!(fields.text("name"), None);
        assert_eq!(fields.text("empty"), None);
        assert_eq!(fields.value("null"), None);
        assert_eq!(fields.count("tokens"), Some(12));
        assert_eq!(fields.count("less"), None);
        assert_eq!(fields.texts("tags"), ["a", "b"]);
        assert_eq!(fields.time("at"), None);
        assert!(fields.list("nowhere").is_empty());
        assert!(!Fields::of(json!("text")).flag("x"));
    }
}
