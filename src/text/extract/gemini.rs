//! Google Gemini and its Agent Development Kit: `contents`, `candidates`, events; parts without a `type`, in camel or
//! snake case.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message};

use super::tool::{self, first};
use super::{TurnSide, chat, conversation, left_out, media, part};

const KEYS: &[&str] = &[
    "text",
    "functionCall",
    "function_call",
    "functionResponse",
    "function_response",
    "inlineData",
    "inline_data",
    "fileData",
    "file_data",
    "executableCode",
    "executable_code",
    "codeExecutionResult",
    "code_execution_result",
];

/// Whether the message has something that only Gemini's format has.
pub(super) fn is_of_format(message: &Map<String, Value>) -> bool {
    content(message).is_some()
}

/// The content object, either `map` itself or inside an event: `{"parts": […]}` with parts that have no `type`.
fn content(map: &Map<String, Value>) -> Option<&Map<String, Value>> {
    let inner = if map.contains_key("parts") { map } else { map.get("content")?.as_object()? };
    let mut parts = inner.get("parts")?.as_array()?.iter().filter_map(Value::as_object);
    parts
        .any(|part| !part.contains_key("type") && KEYS.iter().any(|key| part.contains_key(*key)))
        .then_some(inner)
}

/// Reads a request, a response, an event or a single content.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let found = |messages, shown: &[&str]| Some(chat::with_system("gemini", messages, map, shown, side));
    if let Some(candidates) = map.get("candidates").and_then(Value::as_array).filter(|all| !all.is_empty()) {
        // A candidate that the provider stopped has no content: an empty answer.
        let read = |candidate: &Value| candidate.as_object().and_then(|inner| message(inner, side));
        let answers =
            candidates.iter().flat_map(|one| read(one).unwrap_or_else(|| vec![side.message(Vec::new())]));
        return found(answers.collect(), &["candidates"]);
    }
    if let Some(key) = ["new_message", "newMessage"].into_iter().find(|key| map.contains_key(*key)) {
        return found(message(map.get(key)?.as_object()?, side)?, &[key]);
    }
    if let Some(contents) = map.get("contents") {
        return found(from_contents(contents, side)?, &["contents"]);
    }
    let messages = message(map, side).filter(|_| !map.contains_key("role") || map.contains_key("parts"))?;
    Some(Extracted {
        format: "gemini",
        messages,
        left_out: left_out(map, &["content", "parts", "role", "author"]),
    })
}

/// `contents` may be a string, one content, a list of contents, or a list of one content's parts.
fn from_contents(contents: &Value, side: TurnSide) -> Option<Vec<Message>> {
    match contents {
        Value::String(text) => Some(vec![side.message(part::words(text))]),
        Value::Object(map) => message(map, side),
        Value::Array(items) => {
            if items.iter().any(|item| item.as_object().is_some_and(is_of_format)) {
                let read = |item: &Value| item.as_object().and_then(|map| message(map, side));
                let shown = |item| read(item).unwrap_or_else(|| vec![side.message(part::blocks(item, 0))]);
                return Some(items.iter().flat_map(shown).collect());
            }
            let known = |item: &Value| {
                item.is_string() || item.as_object().is_some_and(|map| part::known(map, 0).is_some())
            };
            (!items.is_empty() && items.iter().all(known))
                .then(|| vec![side.message(part::content(contents))])
        }
        _ => None,
    }
}

/// Reads a content or an event. The role is its own, else that of its author, else the side's default.
pub(super) fn message(map: &Map<String, Value>, side: TurnSide) -> Option<Vec<Message>> {
    let inner = content(map)?;
    let author = first(map, &["author"]).and_then(Value::as_str);
    let role = inner.get("role").and_then(Value::as_str);
    let role = role.or(author.filter(|author| *author == "user")).map_or(side.speaker(), super::role::named);
    let name = author.filter(|author| super::role::known(author).is_none());
    Some(conversation::messages_of(role, name, inner))
}

/// Reads a part by its key that is not `null`.
pub(super) fn part(map: &Map<String, Value>, kind: &str, depth: usize) -> Option<Vec<Block>> {
    if !kind.is_empty() {
        return None;
    }
    let text = map.get("text").and_then(Value::as_str);
    if let Some(text) = text.filter(|_| map.get("thought") == Some(&Value::Bool(true))) {
        return Some(vec![Block::Reasoning(text.to_owned())]);
    }
    let inner = |keys: &[&str]| first(map, keys).and_then(Value::as_object);
    let block = if let Some(call) = inner(&["functionCall", "function_call"]) {
        tool::call(call.get("id"), Some(call.get("name")?), call.get("args"))
    } else if let Some(answer) = inner(&["functionResponse", "function_response"]) {
        let response = first(answer, &["response"]);
        let wrapped = response.and_then(Value::as_object).filter(|map| map.len() == 1);
        let wrapped = wrapped.and_then(|map| first(map, &["result", "output", "error"]));
        Block::ToolResult {
            id: tool::string(answer.get("id")),
            name: tool::string(answer.get("name")),
            content: tool::answer(wrapped.or(response), depth),
            failed: response
                .is_some_and(|response| response.get("error").is_some_and(|error| !error.is_null())),
        }
    } else if let Some(data) = inner(&["inlineData", "inline_data", "fileData", "file_data"]) {
        let mime = first(data, &["mimeType", "mime_type"]).and_then(Value::as_str).unwrap_or_default();
        let name = first(data, &["displayName", "display_name"]).and_then(Value::as_str);
        media::block(media::source_at(first(data, &["data", "fileUri", "file_uri"]), mime)?, mime, name)
    } else if let Some(code) = first(map, &["executableCode", "executable_code"]) {
        Block::ToolCall { id: None, name: "code_execution".to_owned(), arguments: code.clone() }
    } else if let Some(result) = inner(&["codeExecutionResult", "code_execution_result"]) {
        let outcome = result.get("outcome").and_then(Value::as_str).unwrap_or("OUTCOME_OK");
        let content = tool::answer(result.get("output"), depth);
        Block::ToolResult { id: None, name: None, content, failed: outcome != "OUTCOME_OK" }
    } else {
        return Some(part::words(text?));
    };
    let mut blocks = text.map(part::words).unwrap_or_default();
    blocks.push(block);
    Some(blocks)
}
