//! LlamaIndex: chat messages with `blocks`, and responses with their sources.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted};

use super::tool::first;
use super::{TurnSide, conversation, left_out, media, part};

/// Whether the message has something that only LlamaIndex's format has.
pub(super) fn is_of_format(message: &Map<String, Value>) -> bool {
    message.get("blocks").is_some_and(Value::is_array)
}

/// Reads a response: a text with `source_nodes`, or a message.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let response = map.get("response")?;
    let messages = match response {
        Value::String(text) if map.contains_key("source_nodes") => vec![side.message(part::words(text))],
        Value::Object(_) => conversation::message(response, side)?,
        _ => return None,
    };
    Some(Extracted { format: "llama-index", messages, left_out: left_out(map, &["response"]) })
}

/// Reads media blocks, which have a `block_type`. Text, reasoning and calls are read by the other adapters.
pub(super) fn part(map: &Map<String, Value>, kind: &str, _depth: usize) -> Option<Vec<Block>> {
    if !map.contains_key("block_type") {
        return None;
    }
    let fallback = match kind {
        "cache" => return Some(Vec::new()),
        "image" | "audio" | "video" => kind,
        "document" => "application/octet-stream",
        _ => return None,
    };
    let mime = first(map, &["image_mimetype", "document_mimetype", "video_mimetype"]).and_then(Value::as_str);
    let mime = mime.unwrap_or(fallback);
    let source = media::source_at(first(map, &[kind, "data", "url", "path"]), mime)?;
    Some(vec![media::block(source, mime, map.get("title").and_then(Value::as_str))])
}
