//! The values of attributes, and their form as JSON.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::value::RawValue;

/// The value of an attribute.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum OtelValue {
    /// No value was sent.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Double(f64),
    /// A truth value.
    Bool(bool),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list.
    List(Vec<OtelValue>),
    /// An object.
    Map(Vec<(String, OtelValue)>),
}

impl OtelValue {
    /// As JSON text. A text that holds a JSON object or list stands as that, also when it is encoded twice (Opik does
    /// the same), to the letter: numbers keep all their digits. Bytes become base64.
    pub fn json(&self) -> String {
        match self {
            Self::Text(text) => held_json(text).unwrap_or_else(|| quoted(text)),
            other => {
                let mut out = String::new();
                other.write(&mut out);
                out
            }
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Empty => out.push_str("null"),
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::Int(number) => out.push_str(&number.to_string()),
            Self::Double(number) => match serde_json::Number::from_f64(*number) {
                Some(number) => out.push_str(&number.to_string()),
                // JSON has no infinities; OTLP/JSON writes them as texts too.
                None => out.push_str(&quoted(&number.to_string())),
            },
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Bytes(bytes) => out.push_str(&quoted(&BASE64_STANDARD.encode(bytes))),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Map(fields) => {
                let mut object = JsonObject::default();
                for (name, value) in fields {
                    let mut text = String::new();
                    value.write(&mut text);
                    object.set(name, text);
                }
                out.push_str(&object.json());
            }
        }
    }

    /// As plain text: a text as it is, a number as it is written.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Self::Int(number) => Some(number.to_string()),
            Self::Double(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// As a finite number; also a text that is one.
    pub fn number(&self) -> Option<f64> {
        let number = match self {
            Self::Int(number) => Some(*number as f64),
            Self::Double(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number: &f64| number.is_finite())
    }
}

/// A text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

/// The JSON object or list that a text holds.
pub(super) fn held_json(text: &str) -> Option<String> {
    let text = text.trim();
    let is_json = |text: &str| {
        text.starts_with(['{', '['])
            && text.ends_with(['}', ']'])
            && serde_json::from_str::<&RawValue>(text).is_ok()
    };
    if is_json(text) {
        return Some(text.to_owned());
    }
    let inner: String = text.starts_with('"').then(|| serde_json::from_str(text).ok())??;
    is_json(inner.trim()).then(|| inner.trim().to_owned())
}

/// A JSON object that is being written; of two fields with the same name the last counts.
#[derive(Debug, Default)]
pub(super) struct JsonObject {
    fields: Vec<(String, String)>,
    places: std::collections::HashMap<String, usize>,
}

impl JsonObject {
    /// Sets a field to this JSON text.
    pub(super) fn set(&mut self, name: &str, json: String) {
        match self.places.get(name).and_then(|at| self.fields.get_mut(*at)) {
            Some(field) => field.1 = json,
            None => {
                self.places.insert(name.to_owned(), self.fields.len());
                self.fields.push((name.to_owned(), json));
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The value of the only field, if it has this name.
    pub(super) fn only(&self, name: &str) -> Option<&str> {
        match self.fields.as_slice() {
            [(only, json)] if only == name => Some(json),
            _ => None,
        }
    }

    /// The object as JSON text.
    pub(super) fn json(&self) -> String {
        let fields: Vec<String> =
            self.fields.iter().map(|(name, json)| format!("{}:{json}", quoted(name))).collect();
        format!("{{{}}}", fields.join(","))
    }
}
