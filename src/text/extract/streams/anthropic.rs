//! Events of the Anthropic Messages API, also as Claude's agent SDK wraps them.

use serde_json::{Map, Value, json};

use super::merge::{merge, recent};
use super::{Event, mostly, object, text};

const KINDS: &[&str] = &[
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
    "ping",
    "error",
];

/// One message while it is received.
#[derive(Default)]
struct Receiving {
    message: Map<String, Value>,
    /// The blocks with their index and the JSON of a tool's input so far.
    blocks: Vec<(Value, Map<String, Value>, String)>,
}

impl Receiving {
    fn block(&mut self, index: &Value) -> Option<&mut (Value, Map<String, Value>, String)> {
        let at = recent(&self.blocks, |(at, _, _)| at == index);
        if at.is_none() {
            self.blocks.push((index.clone(), Map::new(), String::new()));
        }
        let at = at.unwrap_or(self.blocks.len().saturating_sub(1));
        self.blocks.get_mut(at)
    }

    fn delta(&mut self, index: &Value, delta: &Event) {
        let Some((_, block, input)) = self.block(index) else { return };
        let (kind, key) = match text(delta, "type") {
            "input_json_delta" => {
                input.push_str(text(delta, "partial_json"));
                return;
            }
            "citations_delta" => {
                let citations = block.entry("citations").or_insert_with(|| json!([]));
                if citations.is_null() {
                    *citations = json!([]);
                }
                if let (Some(citations), Some(one)) = (citations.as_array_mut(), delta.get("citation")) {
                    citations.push(one.clone());
                }
                return;
            }
            "thinking_delta" => ("thinking", "thinking"),
            "signature_delta" => ("thinking", "signature"),
            "text_delta" => ("text", "text"),
            // Any other delta names what it adds to, as these do.
            _ => ("", ""),
        };
        if kind.is_empty() {
            let rest = delta.iter().filter(|(key, _)| *key != "type");
            merge(block, &rest.map(|(key, value)| (key.clone(), value.clone())).collect());
            return;
        }
        block.entry("type").or_insert_with(|| Value::from(kind));
        let more: Map<String, Value> =
            [(key.to_owned(), Value::from(text(delta, key)))].into_iter().collect();
        merge(block, &more);
    }

    fn finished(self) -> Value {
        let content = self.blocks.into_iter().map(|(_, mut block, input)| {
            if !input.is_empty() {
                block.entry("type").or_insert_with(|| Value::from("tool_use"));
                block.entry("name").or_insert_with(|| Value::from(""));
                let parsed = serde_json::from_str(&input).unwrap_or(Value::from(input));
                block.insert("input".to_owned(), parsed);
            }
            Value::Object(block)
        });
        let mut message = self.message;
        message.entry("role").or_insert_with(|| Value::from("assistant"));
        let content: Vec<Value> = content.collect();
        if !content.is_empty() || !message.contains_key("content") {
            message.insert("content".to_owned(), Value::Array(content));
        }
        Value::Object(message)
    }
}

/// Joins the events of one or more messages.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let is_one = |event: &Event| KINDS.contains(&text(event, "type"));
    let tells = |event: &Event| text(event, "type").starts_with("content_block_");
    if !mostly(events, is_one) || !events.iter().any(|event| tells(event)) {
        return None;
    }
    let mut messages: Vec<Receiving> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let kind = text(event, "type");
        if kind == "message_start" || messages.is_empty() {
            let message = object(event, "message").cloned().unwrap_or_default();
            messages.push(Receiving { message, blocks: Vec::new() });
        }
        let Some(now) = messages.last_mut() else { continue };
        let index = event.get("index").cloned().unwrap_or_default();
        match kind {
            "content_block_start" => {
                if let (Some(block), Some(start)) = (now.block(&index), object(event, "content_block")) {
                    block.1 = start.clone();
                }
            }
            "content_block_delta" => {
                object(event, "delta").into_iter().for_each(|delta| now.delta(&index, delta));
            }
            "message_delta" => {
                object(event, "delta").into_iter().for_each(|delta| merge(&mut now.message, delta))
            }
            "error" => now.blocks.push((Value::Null, (*event).clone(), String::new())),
            // `text` and `input_json` are the SDK's copies of deltas.
            kind if KINDS.contains(&kind) || event.contains_key("snapshot") => {}
            _ => unknown.push(at),
        }
    }
    let mut finished: Vec<Value> = messages.into_iter().map(Receiving::finished).collect();
    match finished.len() {
        1 => finished.pop(),
        _ => Some(json!({"messages": finished})),
    }
}
