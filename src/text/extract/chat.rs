//! Values that are, or plainly hold, messages: `{"messages": […]}`, one message, a bare list of them, or bare pieces.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message, Role};

use super::{Side, conversation, left_out, part};

/// Where instructions stand when they are not among the messages: Anthropic and Bedrock `system`, OpenAI Responses
/// `instructions`, Gemini `systemInstruction`, and what programs call it themselves.
pub(super) const SYSTEM: &[&str] =
    &["system", "instructions", "systemInstruction", "system_instruction", "system_prompt", "systemPrompt"];

/// Recognises messages in an object, alone, or in a list.
pub(super) fn read(value: &Value, side: Side) -> Option<Extracted> {
    match value {
        Value::Object(map) => in_object(map, side).or_else(|| alone(value, map)),
        Value::Array(items) => {
            let messages = conversation::list(items).or_else(|| pieces(items, side))?;
            Some(Extracted { format: format(items), messages, left_out: Vec::new() })
        }
        _ => None,
    }
}

fn in_object(map: &Map<String, Value>, side: Side) -> Option<Extracted> {
    let (key, items) = ["messages", "message"].iter().find_map(|key| match map.get(*key)? {
        Value::Array(items) => Some((*key, items.as_slice())),
        one @ Value::Object(_) => Some((*key, std::slice::from_ref(one))),
        _ => None,
    })?;
    // A message's own text may be under `message`.
    if key == "message" && map.contains_key("role") {
        return None;
    }
    Some(with_system(format(items), conversation::list(items)?, map, &[key], side))
}

fn alone(value: &Value, map: &Map<String, Value>) -> Option<Extracted> {
    let messages = conversation::message(value)?;
    let shown = ["role", "content", "parts", "blocks", "tool_calls", "type", "id", "name"];
    Some(Extracted { format: format(std::slice::from_ref(value)), messages, left_out: left_out(map, &shown) })
}

/// A bare list of pieces is one message from this side's speaker.
fn pieces(items: &[Value], side: Side) -> Option<Vec<Message>> {
    let known = |item: &Value| item.as_object().is_some_and(|map| part::known(map, 0).is_some());
    items
        .iter()
        .any(known)
        .then(|| vec![side.says(items.iter().flat_map(|item| part::blocks(item, 0)).collect())])
}

/// The messages with the instructions that stand beside them, first; and the keys that are neither.
pub(super) fn with_system(
    format: &'static str,
    mut messages: Vec<Message>,
    map: &Map<String, Value>,
    shown: &[&str],
    side: Side,
) -> Extracted {
    let mut shown = shown.to_vec();
    if side == Side::Input {
        let found = SYSTEM.iter().find_map(|key| Some((*key, instructions(map.get(*key)?)?)));
        if let Some((key, blocks)) = found {
            messages.insert(0, Message { role: Role::System, name: None, blocks });
            shown.push(key);
        }
    }
    Extracted { format, messages, left_out: left_out(map, &shown) }
}

/// Instructions as words, pieces, or one message's content; nothing else counts.
fn instructions(value: &Value) -> Option<Vec<Block>> {
    let blocks = match value {
        Value::Object(map) => conversation::said(map),
        other => part::content(other),
    };
    (!blocks.is_empty() && !blocks.iter().any(|block| matches!(block, Block::Json(_)))).then_some(blocks)
}

/// The format's name, by what only it writes in a message.
fn format(_items: &[Value]) -> &'static str {
    "openai-chat"
}
