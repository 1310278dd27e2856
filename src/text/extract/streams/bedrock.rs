//! Amazon Bedrock: events of `ConverseStream`, and chunks of models that are invoked with a stream.

use serde_json::{Map, Value, json};

use super::merge::{merge, recent};
use super::{Event, mostly, object, text};

const KINDS: &[&str] = &[
    "messageStart",
    "contentBlockStart",
    "contentBlockDelta",
    "contentBlockStop",
    "messageStop",
    "metadata",
];

/// Joins the events of one message.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let is_one = |event: &Event| event.len() <= 2 && KINDS.iter().any(|kind| event.contains_key(*kind));
    if !mostly(events, is_one) || !events.iter().any(|event| event.contains_key("contentBlockDelta")) {
        return None;
    }
    let mut role = "assistant";
    // The blocks with their index; the input of a tool is JSON text until the end.
    let mut blocks: Vec<(Value, Map<String, Value>)> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        if let Some(start) = object(event, "messageStart") {
            role = Some(text(start, "role")).filter(|role| !role.is_empty()).unwrap_or(role);
        } else if let Some((block, key)) = [("contentBlockStart", "start"), ("contentBlockDelta", "delta")]
            .iter()
            .find_map(|(kind, key)| Some((object(event, kind)?, *key)))
        {
            let index = block.get("contentBlockIndex").cloned().unwrap_or_default();
            let at = recent(&blocks, |(at, _)| *at == index);
            if at.is_none() {
                blocks.push((index, Map::new()));
            }
            let at = at.unwrap_or(blocks.len().saturating_sub(1));
            if let (Some((_, into)), Some(more)) = (blocks.get_mut(at), object(block, key)) {
                merge(into, more);
            }
        } else if !is_one(event) {
            unknown.push(at);
        }
    }
    let content: Vec<Value> =
        blocks.into_iter().filter(|(_, block)| !block.is_empty()).map(|(_, block)| part(block)).collect();
    Some(json!({"output": {"message": {"role": role, "content": content}}}))
}

/// In a stream, reasoning has no `reasoningText` around it, and a tool's input is text.
fn part(mut block: Map<String, Value>) -> Value {
    if let Some(Value::Object(thought)) = block.get_mut("reasoningContent")
        && thought.contains_key("text")
    {
        let text = Value::Object(std::mem::take(thought));
        thought.insert("reasoningText".to_owned(), text);
    }
    if let Some(call) = block.get_mut("toolUse").and_then(Value::as_object_mut) {
        call.entry("name").or_insert_with(|| Value::from(""));
    }
    Value::Object(block)
}
