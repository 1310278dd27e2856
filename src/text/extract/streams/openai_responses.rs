//! Events of OpenAI's Responses and Realtime APIs.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Event, mostly, object, text};

/// Joins events of the types `response.…`. The last event usually holds the whole response; without it the items are
/// built from the deltas.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let is_one = |event: &Event| {
        let kind = text(event, "type");
        ["response.", "conversation.", "session.", "input_audio_buffer.", "rate_limits."]
            .iter()
            .any(|start| kind.starts_with(start))
    };
    if !mostly(events, is_one) || !events.iter().any(|event| text(event, "type").starts_with("response.")) {
        return None;
    }
    let mut items = Items::default();
    let mut response = Map::new();
    for (at, event) in events.iter().enumerate() {
        let kind = text(event, "type");
        if let Some(now) = object(event, "response") {
            response = now.clone();
            // Realtime has one response after another in a stream.
            for item in now.get("output").and_then(Value::as_array).into_iter().flatten() {
                items.done(item, "");
            }
        } else if let Some(item) = event.get("item").filter(|item| item.is_object()) {
            items.done(item, &place(event));
        } else if kind == "error" {
            items.list.push(json!({"type": "message", "role": "assistant", "content": [event]}));
        } else if !items.event(event, kind) && !is_one(event) {
            unknown.push(at);
        }
    }
    let list = items.list;
    if let Some(error) = response.get("error").filter(|error| !error.is_null()) {
        let failure =
            json!({"type": "message", "role": "assistant", "content": [{"type": "error", "error": error}]});
        response.insert("output".to_owned(), list.into_iter().chain([failure]).collect());
    } else {
        response.insert("output".to_owned(), Value::Array(list));
    }
    response.retain(|key, value| key == "output" || !value.is_null());
    // Only an output is read from this key; as an input it is a list of messages.
    Some(Value::Object(response))
}

/// The items in the order in which they began.
#[derive(Default)]
struct Items {
    list: Vec<Value>,
    /// Where an item is, by its id, its position in the response, and, for items without either, its type.
    places: HashMap<String, usize>,
}

/// What identifies an event's item: its id, or its position.
fn place(event: &Event) -> String {
    match (event.get("item_id"), event.get("output_index")) {
        (Some(Value::String(id)), _) => id.clone(),
        (_, Some(index)) => index.to_string(),
        _ => String::new(),
    }
}

/// The name of the place of an item that has none.
fn unnamed(kind: &str) -> String {
    format!("of type {kind}")
}

impl Items {
    /// An item that began or is complete.
    fn done(&mut self, item: &Value, place: &str) {
        let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
        let holds = |item: &Value| {
            ["content", "summary"]
                .iter()
                .any(|key| item.get(*key).and_then(Value::as_array).is_some_and(|list| !list.is_empty()))
                || ["arguments", "input", "output", "action", "result", "results", "code", "error"]
                    .iter()
                    .any(|key| item.get(*key).is_some_and(|value| !value.is_null() && value != ""))
        };
        let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
        let without_id = |at: &usize| self.list.get(*at).is_some_and(|old| old.get("id").is_none());
        let by_id = self.places.get(id).filter(|_| !id.is_empty()).copied();
        // Another response has items at the same positions.
        let by_place = self.places.get(place).filter(|at| id.is_empty() || without_id(at)).copied();
        let by_kind = || self.places.get(&unnamed(kind)).copied();
        let known = by_id.or(by_place).or_else(by_kind);
        match known.and_then(|at| self.list.get_mut(at)) {
            // A finished item without content would take away what its deltas told.
            Some(old) if holds(item) || !holds(old) => *old = item.clone(),
            Some(_) => {}
            None => self.list.push(item.clone()),
        }
        let at = known.unwrap_or(self.list.len().saturating_sub(1));
        for name in [id, place].into_iter().filter(|name| !name.is_empty()) {
            self.places.insert(name.to_owned(), at);
        }
    }

    fn at(&mut self, event: &Event, kind: &str) -> Option<&mut Map<String, Value>> {
        let place = Some(place(event)).filter(|place| !place.is_empty()).unwrap_or_else(|| unnamed(kind));
        let index = event.get("output_index").map(Value::to_string).unwrap_or_default();
        // Without a name, the last item of the type is meant.
        let last = || {
            let fits = |item: &Value| item.get("type").and_then(Value::as_str) == Some(kind);
            let last = self.list.len().checked_sub(1)?;
            (place == unnamed(kind) && self.list.last().is_some_and(fits)).then_some(last)
        };
        let at = self.places.get(&place).or_else(|| self.places.get(&index)).copied().or_else(last);
        let at = at.unwrap_or_else(|| {
            let name = event.get("name").cloned().unwrap_or_else(|| json!(""));
            self.list.push(match kind {
                "message" => json!({"type": "message", "role": "assistant", "content": []}),
                "reasoning" => json!({"type": "reasoning", "summary": []}),
                other => json!({"type": other, "call_id": event.get("call_id"), "name": name}),
            });
            self.list.len() - 1
        });
        self.places.insert(place, at);
        self.list.get_mut(at)?.as_object_mut()
    }

    /// Adds a delta or a finished text; `false` for events that hold none.
    fn event(&mut self, event: &Event, kind: &str) -> bool {
        let Some(kind) = kind.strip_prefix("response.") else { return false };
        let Some((what, stage)) =
            kind.rsplit_once('.').filter(|(_, stage)| matches!(*stage, "delta" | "done"))
        else {
            return false;
        };
        let finished = ["text", "refusal", "transcript", "arguments", "input"]
            .iter()
            .find_map(|key| event.get(*key)?.as_str());
        let Some(more) =
            (if stage == "delta" { event.get("delta").and_then(Value::as_str) } else { finished })
        else {
            return false;
        };
        let (item, list, part) = match what {
            "output_text" | "text" => ("message", "content", json!({"type": "output_text", "text": ""})),
            "refusal" => ("message", "content", json!({"type": "refusal", "refusal": ""})),
            "audio_transcript" | "output_audio_transcript" => {
                ("message", "content", json!({"type": "output_audio", "transcript": ""}))
            }
            "reasoning_summary_text" | "reasoning_summary" => {
                ("reasoning", "summary", json!({"type": "summary_text", "text": ""}))
            }
            "reasoning_text" | "reasoning" => {
                ("reasoning", "content", json!({"type": "reasoning_text", "text": ""}))
            }
            "function_call_arguments" | "mcp_call_arguments" | "custom_tool_call_input" => {
                let (item, key) = match what {
                    "custom_tool_call_input" => ("custom_tool_call", "input"),
                    "mcp_call_arguments" => ("mcp_call", "arguments"),
                    _ => ("function_call", "arguments"),
                };
                return self.at(event, item).map(|item| put(item, key, more, stage)).is_some();
            }
            _ => return false,
        };
        let index =
            ["content_index", "summary_index"].iter().find_map(|key| event.get(*key)?.as_u64()).unwrap_or(0);
        let Some(item) = self.at(event, item) else { return false };
        let Some(parts) = item.entry(list).or_insert_with(|| json!([])).as_array_mut() else { return false };
        // Parts come in order; a missing one would be a fault of the stream.
        let index = usize::try_from(index).unwrap_or(usize::MAX).min(parts.len());
        if index == parts.len() {
            parts.push(part.clone());
        }
        let key = part.as_object().and_then(|part| part.keys().find(|key| *key != "type")).cloned();
        match (parts.get_mut(index).and_then(Value::as_object_mut), key) {
            (Some(part), Some(key)) => put(part, &key, more, stage),
            _ => return false,
        }
        true
    }
}

/// Appends a delta, or sets the finished text.
fn put(map: &mut Map<String, Value>, key: &str, more: &str, stage: &str) {
    match map.get_mut(key) {
        Some(Value::String(text)) if stage == "delta" => text.push_str(more),
        _ => {
            map.insert(key.to_owned(), Value::from(more));
        }
    }
}
