//! Amazon Bedrock Converse: content blocks without a `type`, each an object whose key says what it is.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted};

use super::tool::{self, first};
use super::{TurnSide, conversation, left_out, media, part, thought};

/// Whether the message has something that only Bedrock's format has.
pub(super) fn is_of_format(message: &Map<String, Value>) -> bool {
    let content = message.get("content").and_then(Value::as_array).into_iter().flatten();
    content.filter_map(Value::as_object).any(|block| {
        let keys = ["text", "toolUse", "toolResult", "image", "document", "reasoningContent"];
        !block.contains_key("type") && keys.iter().any(|key| block.contains_key(*key))
    })
}

/// Reads a response: `{"output": {"message": …}, "stopReason": …}`.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let messages = conversation::message(map.get("output")?.get("message")?, side)?;
    Some(Extracted { format: "bedrock-converse", messages, left_out: left_out(map, &["output"]) })
}

/// Reads a content block. Text blocks (`{"text": …}`) are read by [`super::gemini`], where they look the same.
pub(super) fn part(map: &Map<String, Value>, kind: &str, depth: usize) -> Option<Vec<Block>> {
    if !kind.is_empty() {
        return None;
    }
    if map.contains_key("cachePoint") {
        return Some(Vec::new());
    }
    if let (1, Some(json)) = (map.len(), map.get("json")) {
        return Some(vec![Block::Json(json.clone())]);
    }
    let inner = |key: &str| map.get(key).and_then(Value::as_object);
    let block = if let Some(call) = inner("toolUse") {
        tool::call(call.get("toolUseId"), Some(call.get("name")?), call.get("input"))
    } else if let Some(answer) = inner("toolResult") {
        Block::ToolResult {
            id: tool::string(answer.get("toolUseId")),
            name: None,
            content: tool::answer(answer.get("content"), depth),
            failed: answer.get("status").and_then(Value::as_str) == Some("error"),
        }
    } else if let Some(reasoning) = inner("reasoningContent") {
        match reasoning.get("reasoningText").and_then(|text| text.get("text")).and_then(Value::as_str) {
            Some(text) => Block::Reasoning(text.to_owned()),
            None if reasoning.contains_key("redactedContent") => Block::Reasoning(thought::HIDDEN.to_owned()),
            None => return None,
        }
    } else if let Some(guarded) = inner("guardContent") {
        return Some(part::words(guarded.get("text")?.get("text")?.as_str()?));
    } else if let Some(cited) = inner("citationsContent") {
        return Some(tool::answer(cited.get("content"), depth));
    } else {
        attachment(map)?
    };
    Some(vec![block])
}

/// Reads `{"image": {"format": "png", "source": {"bytes": …}}}`, and the same for audio, video and documents.
fn attachment(map: &Map<String, Value>) -> Option<Block> {
    let (key, inner) = ["image", "audio", "video", "document"]
        .iter()
        .find_map(|key| Some((*key, map.get(*key)?.as_object()?)))?;
    let family = if key == "document" { "application" } else { key };
    let mime = format!("{family}/{}", inner.get("format")?.as_str()?);
    let source = inner.get("source")?.as_object()?;
    let elsewhere = || source.get("s3Location")?.get("uri");
    let source = media::source_at(first(source, &["bytes"]).or_else(elsewhere), &mime)?;
    Some(media::block(source, &mime, inner.get("name").and_then(Value::as_str)))
}
