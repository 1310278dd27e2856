//! Cohere's chat stream, versions 1 (`event_type`) and 2 (`type`).

use serde_json::{Map, Value, json};

use super::merge::{merge, merge_list};
use super::{Event, mostly, object, text};

/// Joins the events to one message.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    older(events).or_else(|| newer(events, unknown))
}

fn newer(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    const KINDS: &[&str] = &[
        "message-start",
        "content-start",
        "content-delta",
        "content-end",
        "tool-plan-delta",
        "tool-call-start",
        "tool-call-delta",
        "tool-call-end",
        "citation-start",
        "citation-end",
        "message-end",
    ];
    let own = |event: &Event| {
        matches!(text(event, "type"), "content-delta" | "tool-plan-delta" | "tool-call-start")
    };
    if !mostly(events, |event| KINDS.contains(&text(event, "type"))) || !events.iter().any(|event| own(event))
    {
        return None;
    }
    let (mut message, mut content, mut calls, mut citations) =
        (Map::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, event) in events.iter().enumerate() {
        let inner = object(event, "delta").and_then(|delta| object(delta, "message"));
        let index = event.get("index").cloned().unwrap_or_default();
        let numbered = |value: &Value| match value {
            Value::Object(map) => {
                let mut map = map.clone();
                map.insert("index".to_owned(), index.clone());
                Value::Object(map)
            }
            other => other.clone(),
        };
        match (text(event, "type"), inner) {
            ("content-start" | "content-delta", Some(inner)) => {
                merge_list(&mut content, &[numbered(inner.get("content").unwrap_or(&Value::Null))]);
            }
            ("tool-call-start" | "tool-call-delta", Some(inner)) => {
                merge_list(&mut calls, &[numbered(inner.get("tool_calls").unwrap_or(&Value::Null))]);
            }
            ("citation-start", Some(inner)) => citations.extend(inner.get("citations").cloned()),
            ("tool-plan-delta", Some(inner)) => merge(&mut message, inner),
            (kind, _) if KINDS.contains(&kind) => {}
            _ => unknown.push(at),
        }
    }
    message.insert("role".to_owned(), Value::from("assistant"));
    for part in content.iter_mut().filter_map(Value::as_object_mut) {
        part.entry("type").or_insert_with(|| Value::from("text"));
    }
    message.insert("content".to_owned(), Value::Array(content));
    for (key, list) in [("tool_calls", calls), ("citations", citations)] {
        if !list.is_empty() {
            message.insert(key.to_owned(), Value::Array(list));
        }
    }
    Some(Value::Object(message))
}

fn older(events: &[&Event]) -> Option<Value> {
    let is_one = |event: &Event| event.get("event_type").is_some_and(Value::is_string);
    if !mostly(events, is_one) {
        return None;
    }
    // The last event repeats the whole answer, with its citations.
    let whole = events.iter().rev().find_map(|event| object(event, "response"));
    if let Some(whole) = whole.filter(|whole| !text(whole, "text").is_empty()) {
        return Some(Value::Object(whole.clone()));
    }
    let pieces = events.iter().filter(|event| text(event, "event_type") == "text-generation");
    let words: String = pieces.map(|event| text(event, "text")).collect();
    (!words.is_empty()).then(|| json!({"text": words}))
}
