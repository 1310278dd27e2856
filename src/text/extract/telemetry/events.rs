//! Events of OpenTelemetry's older conventions: `gen_ai.user.message`, `gen_ai.choice`, in log records, span events or
//! Logfire's `events` and `all_messages_events`.

use serde_json::{Map, Value, json};

use crate::text::extract::{TurnSide, conversation, flat, left_out, tool};
use crate::text::message::Extracted;

/// Reads a list of events, also as JSON text, alone or under one of the keys that hold such lists.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    if let Value::Array(items) = value {
        let messages = conversation::list(&messages_in(items, side)?, side)?;
        return Some(Extracted { format: "otel-genai", messages, left_out: Vec::new() });
    }
    let map = value.as_object()?;
    ["events", "all_messages_events", "logs"].into_iter().find_map(|key| {
        let value = map.get(key)?;
        let parsed = value.as_str().and_then(tool::parsed);
        let items = parsed.as_ref().unwrap_or(value).as_array()?;
        let messages = conversation::list(&messages_in(items, side)?, side)?;
        Some(Extracted { format: "otel-genai", messages, left_out: left_out(map, &[key]) })
    })
}

/// The messages in a list of events; `None` if there are none. What was answered is no part of an input.
fn messages_in(items: &[Value], side: TurnSide) -> Option<Vec<Value>> {
    let events: Vec<(String, Map<String, Value>)> =
        items.iter().filter_map(|item| event(item.as_object()?)).collect();
    if events.is_empty() || events.len() * 2 < items.len() {
        return None;
    }
    let wanted = |kind: &str| side == TurnSide::Output || kind != "choice";
    Some(
        events
            .into_iter()
            .filter(|(kind, _)| wanted(kind))
            .map(|(_, message)| Value::Object(message))
            .collect(),
    )
}

/// The kind of an event (`user.message`, `choice`) and its message in the usual form.
fn event(map: &Map<String, Value>) -> Option<(String, Map<String, Value>)> {
    let name =
        ["event.name", "name", "event_name", "eventName"].iter().find_map(|key| map.get(*key)?.as_str());
    let attributes = map.get("attributes").and_then(Value::as_object);
    let name = name.or_else(|| attributes?.get("event.name")?.as_str())?;
    let kind = name.strip_prefix("gen_ai.")?;
    let inner =
        ["body", "attributes", "event_body"].iter().find_map(|key| map.get(*key)?.as_object()).unwrap_or(map);
    let nested = flat::nested(inner);
    let inner = nested.as_ref().and_then(Value::as_object).unwrap_or(inner);
    let fields = inner.get("message").and_then(Value::as_object).unwrap_or(inner);
    let mut message = fields.clone();
    let role = match kind {
        "choice" => "assistant",
        other => other.strip_suffix(".message")?,
    };
    message.insert("role".to_owned(), json!(role));
    message.entry("content").or_insert(Value::Null);
    if let (true, Some(id)) = (role == "tool", message.get("id").cloned()) {
        message.insert("tool_call_id".to_owned(), id);
    }
    Some((kind.to_owned(), message))
}
