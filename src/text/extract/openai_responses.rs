//! OpenAI Responses and the Agents SDK: lists of items, some of which are messages.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message, Role};

use super::tool::{self, first};
use super::{TurnSide, chat, conversation, media, part, thought};

/// Reads a request (`input` with `instructions`) or a response (`output`).
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let key = if side == TurnSide::Input { "input" } else { "output" };
    let (messages, format) = match map.get(key)? {
        Value::Array(items) => (conversation::list(items, side)?, chat::format(items, "openai-responses")),
        Value::String(text)
            if side == TurnSide::Input && map.get("instructions").is_some_and(Value::is_string) =>
        {
            (vec![side.message(part::words(text))], "openai-responses")
        }
        _ => return None,
    };
    // `output_text` is the SDK's copy of the answer's text.
    Some(chat::with_system(format, messages, map, &[key, "output_text"], side))
}

/// Whether this is an item other than a message: a call, a call's output, or reasoning.
pub(super) fn is_item(map: &Map<String, Value>) -> bool {
    let kind = part::kind(map);
    let calls = (kind.ends_with("_call") || kind.ends_with("_call_output"))
        && !matches!(kind, "tool_call" | "server_tool_call");
    !map.contains_key("role") && (calls || (kind == "reasoning" && map.contains_key("summary")))
}

/// Reads an item for which [`is_item`] is true.
pub(super) fn item(map: &Map<String, Value>) -> Option<Message> {
    if !is_item(map) {
        return None;
    }
    let kind = part::kind(map);
    let (role, blocks) = if kind == "reasoning" {
        (Role::Assistant, thought::read(map)?.into_iter().collect())
    } else if kind.ends_with("_output") {
        (Role::Tool, vec![answer(map, first(map, &["output"]))])
    } else {
        (Role::Assistant, call(map, kind.strip_suffix("_call").unwrap_or(kind)))
    };
    Some(Message { role, name: None, blocks })
}

/// A call, and its result if the provider ran the tool.
fn call(map: &Map<String, Value>, kind: &str) -> Vec<Block> {
    const BESIDE: &[&str] =
        &["type", "id", "call_id", "status", "output", "outputs", "results", "result", "error"];
    let id = first(map, &["call_id", "callId", "id"]);
    let mut blocks = Vec::new();
    if let Some(name) = map.get("name").filter(|name| name.is_string()) {
        blocks.push(tool::call(id, Some(name), first(map, &["arguments", "input"])));
    } else {
        let rest = map.iter().filter(|(key, _)| !BESIDE.contains(&key.as_str()));
        let arguments = rest.map(|(key, value)| (key.clone(), value.clone())).collect();
        blocks.push(Block::ToolCall {
            id: tool::string(id),
            name: kind.to_owned(),
            arguments: Value::Object(arguments),
        });
    }
    let picture = media::source_at(first(map, &["result"]), "image/png");
    if let (true, Some(picture)) = (kind == "image_generation", picture) {
        blocks.push(Block::Image(picture));
    } else if let Some(output) = first(map, &["output", "outputs", "results", "result", "error"]) {
        blocks.push(answer(map, Some(output)));
    }
    blocks
}

fn answer(map: &Map<String, Value>, output: Option<&Value>) -> Block {
    let content = match output {
        // A screenshot is a single part, not a list.
        Some(Value::Object(inner)) => part::known(inner, 1).unwrap_or_else(|| tool::answer(output, 0)),
        other => tool::answer(other, 0),
    };
    let failed = first(map, &["error"]).is_some()
        || map.get("status").and_then(Value::as_str) == Some("failed")
        || map.get("is_error") == Some(&Value::Bool(true));
    Block::ToolResult {
        id: tool::string(first(map, &["call_id", "callId", "id"])),
        name: None,
        content,
        failed,
    }
}

/// Reads `input_image`, `input_file` and `computer_screenshot`, and items that a program put among a message's parts.
pub(super) fn part(map: &Map<String, Value>, kind: &str, _depth: usize) -> Option<Vec<Block>> {
    match kind {
        "input_image" | "computer_screenshot" => {
            Some(vec![Block::Image(media::source_at(first(map, &["image_url", "file_id"]), "image/*")?)])
        }
        "input_file" => {
            let source = media::source_at(
                first(map, &["file_data", "file_url", "file_id"]),
                "application/octet-stream",
            )?;
            Some(vec![media::block(source, "", map.get("filename").and_then(Value::as_str))])
        }
        _ => item(map).map(|message| message.blocks),
    }
}
