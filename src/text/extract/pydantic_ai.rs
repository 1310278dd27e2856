//! PydanticAI: requests and responses (`kind`) with parts (`part_kind`), as a list or under `all_messages`,
//! `new_messages` or `messages`.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message, Role};

use super::tool::{self, first};
use super::{TurnSide, left_out, media, part};

/// Reads a list of messages, an object that holds one, or a single message.
pub(super) fn read(value: &Value, _side: TurnSide) -> Option<Extracted> {
    match value {
        Value::Array(items) => {
            let messages = list(items)?;
            Some(Extracted { format: "pydantic-ai", messages, left_out: Vec::new() })
        }
        Value::Object(map) if is_message(value) => {
            let messages = message(map);
            Some(Extracted { format: "pydantic-ai", messages, left_out: left_out(map, &["kind", "parts"]) })
        }
        Value::Object(map) => {
            let keys = ["all_messages", "_all_messages", "new_messages", "message_history", "messages"];
            let (key, items) = keys.iter().find_map(|key| Some((*key, map.get(*key)?.as_array()?)))?;
            Some(Extracted {
                format: "pydantic-ai",
                messages: list(items)?,
                left_out: left_out(map, &[key, "output"]),
            })
        }
        _ => None,
    }
}

fn is_message(value: &Value) -> bool {
    value.get("parts").and_then(Value::as_array).is_some_and(|parts| {
        !parts.is_empty() && parts.iter().all(|part| part.get("part_kind").is_some_and(Value::is_string))
    })
}

fn list(items: &[Value]) -> Option<Vec<Message>> {
    if items.is_empty() || !items.iter().all(|item| is_message(item) || item.get("kind").is_some()) {
        return None;
    }
    if !items.iter().any(is_message) {
        return None;
    }
    Some(items.iter().filter_map(Value::as_object).flat_map(message).collect())
}

/// The messages of a request or response: its parts, put together by who says them.
fn message(map: &Map<String, Value>) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    // Newer versions have the instructions beside the parts.
    let instructions = map.get("instructions").and_then(Value::as_str).filter(|text| !text.is_empty());
    messages.extend(instructions.map(|text| Message {
        role: Role::System,
        name: None,
        blocks: part::words(text),
    }));
    for item in map.get("parts").and_then(Value::as_array).into_iter().flatten() {
        let (role, blocks) = read_part(item);
        match messages.last_mut() {
            Some(last) if last.role == role => last.blocks.extend(blocks),
            _ => messages.push(Message { role, name: None, blocks }),
        }
    }
    messages
}

fn read_part(item: &Value) -> (Role, Vec<Block>) {
    let unknown = || (Role::Assistant, vec![Block::Json(item.clone())]);
    let Some(map) = item.as_object() else { return unknown() };
    let content = map.get("content");
    match map.get("part_kind").and_then(Value::as_str).unwrap_or_default() {
        "system-prompt" => (Role::System, words(content)),
        "user-prompt" => (Role::User, words(content)),
        "text" => (Role::Assistant, words(content)),
        "thinking" => {
            let text = content.and_then(Value::as_str).unwrap_or_default();
            (
                Role::Assistant,
                if text.is_empty() { Vec::new() } else { vec![Block::Reasoning(text.to_owned())] },
            )
        }
        "tool-call" | "builtin-tool-call" => {
            let call = tool::call(map.get("tool_call_id"), map.get("tool_name"), map.get("args"));
            (Role::Assistant, vec![call])
        }
        // A retry without a tool is what the framework asks of the model.
        "retry-prompt" if first(map, &["tool_name"]).is_none() => (Role::User, words(content)),
        kind @ ("tool-return" | "builtin-tool-return" | "retry-prompt") => {
            let failed = kind == "retry-prompt"
                || map.get("outcome").and_then(Value::as_str).is_some_and(|outcome| outcome != "success");
            let result = Block::ToolResult {
                id: tool::string(map.get("tool_call_id")),
                name: tool::string(map.get("tool_name")),
                content: tool::answer(content, 0),
                failed,
            };
            let role = if kind == "builtin-tool-return" { Role::Assistant } else { Role::Tool };
            (role, vec![result])
        }
        "file" => (Role::Assistant, content.map(|content| vec![file(content)]).unwrap_or_default()),
        _ => unknown(),
    }
}

/// A text, or a list of texts and files.
fn words(content: Option<&Value>) -> Vec<Block> {
    match content {
        Some(Value::Array(items)) => items
            .iter()
            .flat_map(|item| match item {
                Value::Object(map) if map.get("kind").is_some_and(Value::is_string) => vec![file(item)],
                other => part::content(other),
            })
            .collect(),
        Some(other) => part::content(other),
        None => Vec::new(),
    }
}

/// `{"kind": "image-url", "url": …}` or `{"kind": "binary", "data": …, "media_type": …}`.
fn file(item: &Value) -> Block {
    let read = || {
        let map = item.as_object()?;
        let kind = map.get("kind").and_then(Value::as_str).unwrap_or_default();
        let family = kind.strip_suffix("-url").unwrap_or("application");
        let mime = first(map, &["media_type", "_media_type"]).and_then(Value::as_str).unwrap_or(family);
        let name = first(map, &["identifier", "_identifier"]).and_then(Value::as_str);
        Some(media::block(media::source_at(first(map, &["url", "data", "content"]), mime)?, mime, name))
    };
    read().unwrap_or_else(|| Block::Json(item.clone()))
}
