//! Anthropic Messages: content blocks. `thinking` is read by [`super::thought`], `system` by [`super::chat`].

use serde_json::{Map, Value};

use crate::text::message::{Block, MediaSource};

use super::tool::{self, first};
use super::{media, part};

/// Whether the message has something that only Anthropic's format has.
pub(super) fn is_of_format(message: &Map<String, Value>) -> bool {
    let content = message.get("content").and_then(Value::as_array).into_iter().flatten();
    message.contains_key("stop_reason")
        || content.filter_map(Value::as_object).any(|block| match part::kind(block) {
            "tool_use" | "tool_result" | "thinking" | "redacted_thinking" | "server_tool_use" => true,
            "image" | "document" => block.get("source").is_some_and(Value::is_object),
            _ => false,
        })
}

/// Reads tool calls and results (also of tools that the provider runs), images and documents.
pub(super) fn part(map: &Map<String, Value>, kind: &str, depth: usize) -> Option<Vec<Block>> {
    match kind {
        "tool_use" | "server_tool_use" | "mcp_tool_use" => {
            Some(vec![tool::call(map.get("id"), Some(map.get("name")?), map.get("input"))])
        }
        "image" | "document" => attachment(map, map.get("source")?.as_object()?, kind, depth),
        _ if kind.ends_with("tool_result") => {
            let content = first(map, &["content"]);
            let error = content.is_some_and(|content| {
                content.get("type").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("_error"))
            });
            Some(vec![Block::ToolResult {
                id: tool::string(first(map, &["tool_use_id", "tool_call_id"])),
                name: None,
                content: tool::answer(content, depth),
                failed: error || map.get("is_error") == Some(&Value::Bool(true)),
            }])
        }
        _ => None,
    }
}

fn attachment(
    map: &Map<String, Value>,
    source: &Map<String, Value>,
    kind: &str,
    depth: usize,
) -> Option<Vec<Block>> {
    let mime = first(source, &["media_type"]).and_then(Value::as_str);
    let mime = mime.unwrap_or(if kind == "image" { "image/*" } else { "application/octet-stream" });
    let from = match part::kind(source) {
        "base64" => match source.get("data")?.as_str()? {
            // Opik's placeholder for an image it removed, such as `[image]`.
            short if short.starts_with('[') => MediaSource::Reference(short.to_owned()),
            data => media::inline(mime, data),
        },
        "text" => return Some(part::words(source.get("data")?.as_str()?)),
        "content" => return Some(tool::answer(source.get("content"), depth)),
        _ => media::source_at(first(source, &["url", "file_id", "data"]), mime)?,
    };
    let name = first(map, &["title", "filename"]).and_then(Value::as_str);
    Some(vec![if kind == "image" { Block::Image(from) } else { media::block(from, mime, name) }])
}
