//! JSON for reading: formatted as text, or as a tree that is opened level by level.

mod node;

use serde_json::{Map, Value};

pub use node::{JsonContainer, JsonKind, JsonNode, PathStep, path};

/// The value as indented JSON: two spaces per level, keys in their logged order.
#[must_use]
pub fn pretty(value: &Value) -> String {
    // Writing to memory cannot fail; should it ever, the compact form holds the same data.
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

/// Most fields of a record, those of its parts included.
const FIELDS: usize = 30;
/// Longer keys, in bytes, are no names.
const LONGEST_KEY: usize = 60;
/// A record's numbers have no more digits than this; longer ones have to be shortened.
const LONGEST_NUMBER: usize = 300;

/// Whether the value reads well as a list of fields: an object of a few fields whose values are texts, numbers and the
/// like, or lists and objects of these.
#[must_use]
pub fn is_record(value: &Value) -> bool {
    fn fields(map: &Map<String, Value>, levels: usize) -> Option<usize> {
        let named = map.keys().all(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
        if map.len() > FIELDS || !named {
            return None;
        }
        map.values().map(|value| parts(value, levels)).sum()
    }
    /// How many lines the value takes; `None` if it has more levels or is too long to be shown whole.
    fn parts(value: &Value, levels: usize) -> Option<usize> {
        match value {
            Value::Number(number) => (number.as_str().len() <= LONGEST_NUMBER).then_some(1),
            Value::Array(items) if levels > 0 && items.len() <= FIELDS => {
                items.iter().map(|item| parts(item, 0)).sum::<Option<usize>>().map(|lines| lines.max(1))
            }
            Value::Object(map) if levels > 0 => fields(map, levels - 1).map(|lines| lines.max(1)),
            Value::Array(items) => items.is_empty().then_some(1),
            Value::Object(map) => map.is_empty().then_some(1),
            _ => Some(1),
        }
    }
    let lines = value.as_object().filter(|map| !map.is_empty()).and_then(|map| fields(map, 1));
    lines.is_some_and(|lines| lines <= FIELDS)
}

#[cfg(test)]
mod tests;
