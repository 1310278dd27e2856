//! Reads tool calls and their results, which are often JSON inside a string.

use serde_json::{Map, Value};

use crate::text::message::Block;

/// The JSON object or array in a text. `None` if it has numbers too long for a float, which parsing would change.
pub(super) fn parsed(text: &str) -> Option<Value> {
    let trimmed = text.trim_start();
    if !trimmed.starts_with(['{', '[']) || has_long_number(trimmed) {
        return None;
    }
    serde_json::from_str(trimmed).ok().filter(|value: &Value| value.is_object() || value.is_array())
}

fn has_long_number(text: &str) -> bool {
    let mut run = 0_usize;
    text.bytes().any(|byte| {
        run = if byte.is_ascii_digit() || (byte == b'.' && run > 0) { run + 1 } else { 0 };
        run > 16
    })
}

/// A call's arguments; parsed if they are JSON text.
pub(super) fn arguments(value: Option<&Value>) -> Value {
    match value {
        Some(Value::String(text)) => parsed(text).unwrap_or_else(|| Value::String(text.clone())),
        // The pieces of such a text, as a stream has them.
        Some(Value::Array(pieces)) if pieces.iter().all(Value::is_string) => {
            parsed(&pieces.iter().filter_map(Value::as_str).collect::<String>())
                .unwrap_or_else(|| Value::Array(pieces.clone()))
        }
        Some(other) => other.clone(),
        None => Value::Null,
    }
}

/// Makes a call from the values of its fields, any of which may be missing.
pub(super) fn call(id: Option<&Value>, name: Option<&Value>, arguments_value: Option<&Value>) -> Block {
    Block::ToolCall {
        id: string(id),
        name: string(name).unwrap_or_default(),
        arguments: arguments(arguments_value),
    }
}

/// A tool's result as blocks: text, JSON or parts.
pub(super) fn answer(value: Option<&Value>, depth: usize) -> Vec<Block> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => match parsed(text) {
            Some(json) => vec![Block::Json(json)],
            None => super::part::words(text),
        },
        Some(value @ Value::Array(items)) => {
            let blocks: Vec<Block> =
                items.iter().flat_map(|item| super::part::blocks(item, depth + 1)).collect();
            // A list without any known part is data.
            if blocks.iter().all(|block| matches!(block, Block::Json(_))) {
                vec![Block::Json(value.clone())]
            } else {
                blocks
            }
        }
        Some(other) => vec![Block::Json(other.clone())],
    }
}

pub(super) fn string(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

/// The value of the first of these keys that exists and is not `null`.
pub(super) fn first<'a>(map: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().filter_map(|key| map.get(*key)).find(|value| !value.is_null())
}
