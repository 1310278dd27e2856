//! Vercel's AI SDK: UI messages with `parts`, model messages with hyphenated part types, and results of `generateText`.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, MediaSource};

use super::tool::{self, first};
use super::{TurnSide, left_out, media, part};

/// Whether the message has something that only the AI SDK's format has.
pub(super) fn is_of_format(message: &Map<String, Value>) -> bool {
    let pieces = ["parts", "content"].iter().find_map(|key| message.get(*key)?.as_array());
    let mut pieces = pieces.into_iter().flatten().filter_map(Value::as_object);
    message.contains_key("toolInvocations")
        || pieces.any(|piece| {
            let kind = part::kind(piece);
            let in_ui = message.contains_key("parts") && kind == "text" && piece.contains_key("text");
            in_ui || kind == "step-start" || kind == "dynamic-tool" || kind.starts_with("tool-")
        })
}

/// Reads a result of `generateText`: `text` with `toolCalls`.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let given = tool::arguments(Some(map.get("toolCalls")?));
    let calls = given.as_array()?;
    let thoughts = ["reasoningText", "reasoning"].iter().find_map(|key| map.get(*key)?.as_str());
    let mut blocks: Vec<Block> = thoughts.map(|text| Block::Reasoning(text.to_owned())).into_iter().collect();
    blocks.extend(map.get("text").and_then(Value::as_str).map(part::words).unwrap_or_default());
    let results = map.get("toolResults").and_then(Value::as_array).into_iter().flatten();
    for call in calls.iter().chain(results) {
        let as_part = call.as_object().and_then(invocation);
        blocks.extend(as_part.unwrap_or_else(|| vec![Block::Json(call.clone())]));
    }
    let shown = ["text", "toolCalls", "toolResults", "reasoningText", "reasoning"];
    Some(Extracted {
        format: "vercel-ai",
        messages: vec![side.message(blocks)],
        left_out: left_out(map, &shown),
    })
}

/// What older UI messages have beside their text: `toolInvocations` and attachments.
pub(super) fn beside(message: &Map<String, Value>) -> Vec<Block> {
    let listed = |key: &str| message.get(key).and_then(Value::as_array).into_iter().flatten();
    let has_parts = message.get("parts").and_then(Value::as_array).is_some_and(|parts| !parts.is_empty());
    let calls = listed("toolInvocations")
        .filter(|_| !has_parts)
        .filter_map(|call| invocation(call.as_object()?))
        .flatten();
    let files = listed("experimental_attachments").chain(listed("attachments"));
    let shown =
        |file: &Value| file.as_object().and_then(attachment).unwrap_or_else(|| Block::Json(file.clone()));
    calls.chain(files.map(shown)).collect()
}

/// A call and, if there is one, its result; or only a result.
fn invocation(map: &Map<String, Value>) -> Option<Vec<Block>> {
    let id = first(map, &["toolCallId"])?;
    let named = first(map, &["toolName"]).and_then(Value::as_str);
    let name = named.or_else(|| part::kind(map).strip_prefix("tool-"))?;
    let mut blocks = Vec::new();
    let output = first(map, &["output", "result"]);
    let error = first(map, &["errorText", "error"]);
    let asked = first(map, &["input", "args"]);
    let only_result =
        matches!(part::kind(map), "tool-result" | "tool-error") || (asked.is_none() && output.is_some());
    if !only_result {
        let arguments = tool::arguments(asked);
        blocks.push(Block::ToolCall { id: tool::string(Some(id)), name: name.to_owned(), arguments });
    }
    if output.or(error).is_some() || only_result {
        let (content, failed) = result(error.or(output));
        let failed = failed || error.is_some() || map.get("isError") == Some(&Value::Bool(true));
        blocks.push(Block::ToolResult {
            id: tool::string(Some(id)),
            name: Some(name.to_owned()),
            content,
            failed,
        });
    }
    Some(blocks)
}

/// A result as it is, or tagged: `{"type": "text" | "json" | "error-text" | "error-json" | "content", "value": …}`; and
/// whether it is an error.
fn result(value: Option<&Value>) -> (Vec<Block>, bool) {
    let tagged = value.and_then(Value::as_object).and_then(|map| Some((part::kind(map), map.get("value")?)));
    match tagged {
        Some((kind @ ("text" | "json" | "content" | "error-text" | "error-json"), inner)) => {
            (tool::answer(Some(inner), 0), kind.starts_with("error"))
        }
        _ => (tool::answer(value, 0), false),
    }
}

/// Reads the SDK's own parts.
pub(super) fn part(map: &Map<String, Value>, kind: &str, _depth: usize) -> Option<Vec<Block>> {
    match kind {
        "step-start" => Some(Vec::new()),
        "tool-invocation" => invocation(map.get("toolInvocation")?.as_object()?),
        "dynamic-tool" => invocation(map),
        "image" => {
            Some(vec![Block::Image(media::source_at(map.get("image"), mime(map).unwrap_or("image/*"))?)])
        }
        "file" | "source-document" => Some(vec![attachment(map)?]),
        "source" | "source-url" => {
            let source = map.get("source").and_then(Value::as_object).unwrap_or(map);
            let address = source.get("url")?.as_str()?.to_owned();
            Some(vec![Block::File {
                name: tool::string(source.get("title")),
                source: MediaSource::Url(address),
            }])
        }
        _ if kind.starts_with("tool-") => invocation(map),
        _ => None,
    }
}

fn mime(map: &Map<String, Value>) -> Option<&str> {
    first(map, &["mediaType", "mimeType", "contentType"]).and_then(Value::as_str)
}

fn attachment(map: &Map<String, Value>) -> Option<Block> {
    let mime = mime(map)?;
    let name = first(map, &["filename", "name", "title"]).and_then(Value::as_str);
    let source = media::source_at(first(map, &["url", "data"]), mime);
    let source = source.or_else(|| name.map(|name| MediaSource::Reference(name.to_owned())))?;
    Some(media::block(source, mime, name))
}
