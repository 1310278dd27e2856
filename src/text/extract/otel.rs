//! OpenTelemetry's GenAI messages: `parts`, each with a `type`, in attributes or as lists of their own.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message, Role};

use super::tool::{self, first};
use super::{TurnSide, conversation, left_out, media, part};

/// Whether the message has something that only OpenTelemetry's format has.
pub(super) fn is_of_format(message: &Map<String, Value>) -> bool {
    let mut parts =
        message.get("parts").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    parts.any(|part| match part::kind(part) {
        "text" | "reasoning" | "thinking" => part.contains_key("content"),
        kind => matches!(kind, "tool_call" | "tool_call_response" | "blob" | "uri"),
    })
}

/// Reads a span's attributes. The message list may be JSON inside a string.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    const SYSTEM: &str = "gen_ai.system_instructions";
    let map = value.as_object()?;
    let keys = match side {
        TurnSide::Input => ["gen_ai.input.messages", "input_messages"],
        TurnSide::Output => ["gen_ai.output.messages", "output_messages"],
    };
    let key = keys.into_iter().find(|key| map.contains_key(*key))?;
    let mut messages = conversation::list(listed(map.get(key)?)?.as_array()?, side)?;
    let system = map.get(SYSTEM).and_then(listed).map(|listed| part::content(&listed)).unwrap_or_default();
    if side == TurnSide::Input && !system.is_empty() {
        messages.insert(0, Message { role: Role::System, name: None, blocks: system });
    }
    Some(Extracted { format: "otel-genai", messages, left_out: left_out(map, &[key, SYSTEM]) })
}

/// The value, or the JSON in it if it is a string.
fn listed(value: &Value) -> Option<Cow<'_, Value>> {
    match value {
        Value::String(text) => serde_json::from_str(text).ok().map(Cow::Owned),
        other => Some(Cow::Borrowed(other)),
    }
}

/// Reads tool calls, tool results and media.
pub(super) fn part(map: &Map<String, Value>, kind: &str, depth: usize) -> Option<Vec<Block>> {
    let block = match kind {
        // LangChain and LlamaIndex have parts of the same name with other keys.
        "tool_call" | "server_tool_call" | "tool_call_chunk" => {
            let name = first(map, &["name", "tool_name"])?;
            let arguments = first(map, &["arguments", "args", "tool_kwargs", "server_tool_call"]);
            tool::call(first(map, &["id", "tool_call_id"]), Some(name), arguments)
        }
        "tool_call_response" | "server_tool_call_response" => {
            let response = first(map, &["response", "result", "server_tool_call_response"]);
            Block::ToolResult {
                id: tool::string(map.get("id")),
                name: tool::string(map.get("name")),
                content: tool::answer(response, depth),
                failed: false,
            }
        }
        "blob" | "uri" | "file" | "binary" => {
            let modality = map.get("modality").and_then(Value::as_str).unwrap_or_default();
            let mime = first(map, &["mime_type", "media_type"]).and_then(Value::as_str).unwrap_or(modality);
            let source = first(map, &["content", "data", "uri", "file_id"]);
            media::block(media::source_at(source, mime)?, mime, map.get("filename").and_then(Value::as_str))
        }
        _ => return None,
    };
    Some(vec![block])
}
