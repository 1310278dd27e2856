//! Writes OTLP requests, in JSON and in protobuf.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};

/// An OTLP/JSON value.
fn json_value(value: &Value) -> Value {
    match value {
        Value::String(text) => json!({ "stringValue": text }),
        Value::Bool(value) => json!({ "boolValue": value }),
        Value::Number(number) if number.is_i64() => json!({ "intValue": number.to_string() }),
        Value::Number(number) => json!({ "doubleValue": number }),
        Value::Array(items) => {
            json!({ "arrayValue": { "values": items.iter().map(json_value).collect::<Vec<_>>() } })
        }
        Value::Object(_) => json!({ "kvlistValue": { "values": json_attributes(value) } }),
        Value::Null => json!({}),
    }
}

fn json_attributes(attributes: &Value) -> Value {
    let pairs = attributes.as_object().into_iter().flatten();
    pairs.map(|(key, value)| json!({ "key": key, "value": json_value(value) })).collect()
}

/// A span, as tests write it: `trace`, `id`, `parent` in hex, `name`, `start`, `end`, `attributes`, `events`, `error`.
fn json_span(span: &Value) -> Value {
    let events: Vec<Value> = span["events"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|event| {
            json!({ "name": event["name"], "timeUnixNano": event["time"].to_string(),
                    "attributes": json_attributes(&event["attributes"]) })
        })
        .collect();
    let mut sent = json!({
        "traceId": span["trace"], "spanId": span["id"], "name": span["name"], "kind": 1,
        "startTimeUnixNano": span["start"].to_string(), "endTimeUnixNano": span["end"].to_string(),
        "attributes": json_attributes(&span["attributes"]), "events": events,
    });
    if span["parent"].is_string() {
        sent["parentSpanId"] = span["parent"].clone();
    }
    if span["error"].is_string() {
        sent["status"] = json!({ "code": 2, "message": span["error"] });
    }
    sent
}

/// A request in OTLP/JSON.
pub fn json_request(spans: &[Value]) -> Value {
    json!({ "resourceSpans": [{
        "resource": { "attributes": json_attributes(&json!({ "service.name": "shop", "deployment.environment.name": "test" })) },
        "scopeSpans": [{ "scope": { "name": "tests" }, "spans": spans.iter().map(json_span).collect::<Vec<_>>() }],
    }] })
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

/// A field with bytes in it.
pub fn field(number: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn fixed64(number: u64, value: u64) -> Vec<u8> {
    [varint(number << 3 | 1), value.to_le_bytes().to_vec()].concat()
}

fn any(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => field(1, text.as_bytes()),
        Value::Bool(value) => [varint(2 << 3), varint(u64::from(*value))].concat(),
        Value::Number(number) if number.is_i64() => {
            [varint(3 << 3), varint(number.as_i64().unwrap() as u64)].concat()
        }
        Value::Number(number) => fixed64(4, number.as_f64().unwrap().to_bits()),
        Value::Array(items) => {
            field(5, &items.iter().map(|item| field(1, &any(item))).collect::<Vec<_>>().concat())
        }
        Value::Object(_) => field(6, &attributes(1, value)),
        Value::Null => Vec::new(),
    }
}

fn attributes(number: u64, attributes: &Value) -> Vec<u8> {
    let pairs = attributes.as_object().into_iter().flatten();
    let pair = |(key, value): (&String, &Value)| {
        field(number, &[field(1, key.as_bytes()), field(2, &any(value))].concat())
    };
    pairs.map(pair).collect::<Vec<_>>().concat()
}

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap_or_default();
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn span(span: &Value) -> Vec<u8> {
    let mut out = [
        field(1, &bytes(&span["trace"])),
        field(2, &bytes(&span["id"])),
        field(4, &bytes(&span["parent"])),
        field(5, span["name"].as_str().unwrap_or_default().as_bytes()),
        varint(6 << 3),
        varint(1),
        fixed64(7, span["start"].as_u64().unwrap_or_default()),
        fixed64(8, span["end"].as_u64().unwrap_or_default()),
        attributes(9, &span["attributes"]),
    ]
    .concat();
    for event in span["events"].as_array().into_iter().flatten() {
        let event = [
            fixed64(1, event["time"].as_u64().unwrap_or_default()),
            field(2, event["name"].as_str().unwrap_or_default().as_bytes()),
            attributes(3, &event["attributes"]),
        ];
        out.extend(field(11, &event.concat()));
    }
    if let Some(message) = span["error"].as_str() {
        out.extend(field(15, &[field(2, message.as_bytes()), varint(3 << 3), varint(2)].concat()));
    }
    // Flags (fixed32), which the server does not know.
    out.extend([varint(16 << 3 | 5), vec![0x01, 0x03, 0, 0]].concat());
    out
}

/// A request in protobuf.
pub fn protobuf_request(spans: &[Value]) -> Vec<u8> {
    let resource = attributes(1, &json!({ "service.name": "shop", "deployment.environment.name": "test" }));
    let spans: Vec<u8> = spans.iter().map(|sent| field(2, &span(sent))).collect::<Vec<_>>().concat();
    let scope_spans = [field(1, &field(1, b"tests")), spans].concat();
    field(1, &[field(1, &resource), field(2, &scope_spans)].concat())
}
