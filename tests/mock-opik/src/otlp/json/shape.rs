//! The shape of OTLP/JSON, in which everything may be missing or null.

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

use crate::otlp::value::OtelValue;

/// A list; null counts as empty.
fn list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

/// A text; null counts as empty.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.unwrap_or_default())
}

/// A number, or a text that is one or names one.
#[derive(Default)]
pub(super) enum JsonNumber {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    #[default]
    Nothing,
}

impl<'de> Deserialize<'de> for JsonNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl Visitor<'_> for Numbers {
            type Value = JsonNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_u64<E>(self, number: u64) -> Result<JsonNumber, E> {
                Ok(JsonNumber::Unsigned(number))
            }

            fn visit_i64<E>(self, number: i64) -> Result<JsonNumber, E> {
                Ok(JsonNumber::Signed(number))
            }

            fn visit_f64<E>(self, number: f64) -> Result<JsonNumber, E> {
                Ok(JsonNumber::Float(number))
            }

            fn visit_str<E>(self, text: &str) -> Result<JsonNumber, E> {
                Ok(JsonNumber::Text(text.to_owned()))
            }

            fn visit_unit<E>(self) -> Result<JsonNumber, E> {
                Ok(JsonNumber::Nothing)
            }
        }
        deserializer.deserialize_any(Numbers)
    }
}

impl JsonNumber {
    pub(super) fn unsigned(&self) -> u64 {
        match self {
            Self::Unsigned(number) => *number,
            Self::Text(text) => text.trim().parse().unwrap_or_default(),
            // Some exporters go through floating point; the loss is theirs.
            Self::Float(number) => *number as u64,
            Self::Signed(_) | Self::Nothing => 0,
        }
    }

    pub(super) fn value(&self) -> OtelValue {
        match self {
            Self::Unsigned(number) => {
                i64::try_from(*number).map_or(OtelValue::Double(*number as f64), OtelValue::Int)
            }
            Self::Signed(number) => OtelValue::Int(*number),
            Self::Float(number) => OtelValue::Double(*number),
            Self::Text(text) => match (text.trim().parse(), text.trim().parse()) {
                (Ok(number), _) => OtelValue::Int(number),
                (_, Ok(number)) => OtelValue::Double(number),
                _ => OtelValue::Text(text.clone()),
            },
            Self::Nothing => OtelValue::Empty,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct JsonRequest {
    #[serde(default, alias = "resource_spans", rename = "resourceSpans", deserialize_with = "list")]
    pub(super) resource_spans: Vec<JsonResourceSpans>,
}

#[derive(Deserialize)]
pub(super) struct JsonResourceSpans {
    #[serde(default)]
    pub(super) resource: Option<JsonResource>,
    #[serde(default, alias = "scope_spans", rename = "scopeSpans", deserialize_with = "list")]
    pub(super) scope_spans: Vec<JsonScopeSpans>,
}

#[derive(Deserialize)]
pub(super) struct JsonResource {
    #[serde(default, deserialize_with = "list")]
    pub(super) attributes: Vec<JsonKeyValue>,
}

#[derive(Deserialize)]
pub(super) struct JsonScopeSpans {
    #[serde(default)]
    pub(super) scope: Option<JsonScope>,
    #[serde(default, deserialize_with = "list")]
    pub(super) spans: Vec<JsonSpan>,
}

#[derive(Deserialize)]
pub(super) struct JsonScope {
    #[serde(default, deserialize_with = "words")]
    pub(super) name: String,
}

#[derive(Deserialize)]
pub(super) struct JsonSpan {
    #[serde(default, alias = "trace_id", rename = "traceId", deserialize_with = "words")]
    pub(super) trace_id: String,
    #[serde(default, alias = "span_id", rename = "spanId", deserialize_with = "words")]
    pub(super) span_id: String,
    #[serde(default, alias = "parent_span_id", rename = "parentSpanId", deserialize_with = "words")]
    pub(super) parent_span_id: String,
    #[serde(default, deserialize_with = "words")]
    pub(super) name: String,
    #[serde(default, alias = "start_time_unix_nano", rename = "startTimeUnixNano")]
    pub(super) start: JsonNumber,
    #[serde(default, alias = "end_time_unix_nano", rename = "endTimeUnixNano")]
    pub(super) end: JsonNumber,
    #[serde(default, deserialize_with = "list")]
    pub(super) attributes: Vec<JsonKeyValue>,
    #[serde(default, deserialize_with = "list")]
    pub(super) events: Vec<JsonEvent>,
    #[serde(default)]
    pub(super) status: Option<JsonStatus>,
}

#[derive(Deserialize)]
pub(super) struct JsonEvent {
    #[serde(default, alias = "time_unix_nano", rename = "timeUnixNano")]
    pub(super) time: JsonNumber,
    #[serde(default, deserialize_with = "words")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "list")]
    pub(super) attributes: Vec<JsonKeyValue>,
}

#[derive(Deserialize)]
pub(super) struct JsonStatus {
    #[serde(default, deserialize_with = "words")]
    pub(super) message: String,
    #[serde(default)]
    pub(super) code: JsonNumber,
}

#[derive(Deserialize)]
pub(super) struct JsonKeyValue {
    #[serde(default, deserialize_with = "words")]
    pub(super) key: String,
    #[serde(default)]
    pub(super) value: Option<JsonValue>,
}

#[derive(Deserialize)]
pub(super) struct JsonValue {
    #[serde(default, alias = "string_value", rename = "stringValue")]
    pub(super) string: Option<String>,
    #[serde(default, alias = "bool_value", rename = "boolValue")]
    pub(super) bool: Option<bool>,
    #[serde(default, alias = "int_value", rename = "intValue")]
    pub(super) int: JsonNumber,
    #[serde(default, alias = "double_value", rename = "doubleValue")]
    pub(super) double: JsonNumber,
    #[serde(default, alias = "array_value", rename = "arrayValue")]
    pub(super) array: Option<JsonArray>,
    #[serde(default, alias = "kvlist_value", rename = "kvlistValue")]
    pub(super) map: Option<JsonMap>,
    #[serde(default, alias = "bytes_value", rename = "bytesValue")]
    pub(super) bytes: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct JsonArray {
    #[serde(default, deserialize_with = "list")]
    pub(super) values: Vec<JsonValue>,
}

#[derive(Deserialize)]
pub(super) struct JsonMap {
    #[serde(default, deserialize_with = "list")]
    pub(super) values: Vec<JsonKeyValue>,
}
