//! LangChain: messages identified by `type` or class (`lc`, `kwargs`), batches of message lists, and `generations`.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message, Role};

use super::tool::{self, first};
use super::{TurnSide, chat, conversation, left_out, media, part, role};

/// Whether the message has something that only LangChain's format has.
pub(super) fn is_of_format(message: &Map<String, Value>) -> bool {
    !message.contains_key("role") && unwrap(message).is_some()
}

/// The role and the object with the content. A message is serialised in one of three ways: as its own fields, as
/// `{"type", "data"}` by `messages_to_dict`, or as its constructor (`lc`, `kwargs`).
pub(super) fn unwrap(map: &Map<String, Value>) -> Option<(Role, &Map<String, Value>)> {
    if map.contains_key("lc") {
        let kwargs = map.get("kwargs")?.as_object()?;
        let class = map.get("id")?.as_array()?.last()?.as_str()?;
        let role = role::known(class).or_else(|| role::known(kwargs.get("type")?.as_str()?));
        // The class `ChatMessage` has any role.
        let role = role.or_else(|| Some(role::named(kwargs.get("role")?.as_str()?)))?;
        return Some((role, kwargs));
    }
    let kind = map.get("type")?.as_str()?;
    let inner = map.get("data").and_then(Value::as_object).unwrap_or(map);
    if !inner.contains_key("content") {
        return None;
    }
    let chat = || (kind == "chat").then(|| inner.get("role")?.as_str().map(role::named)).flatten();
    Some((role::known(kind).or_else(chat)?, inner))
}

/// Reads batches of prompts, prompt values, and results.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    if let Value::Array(batch) = value {
        let messages = batched(batch, side)?;
        return Some(Extracted { format: "langchain", messages, left_out: Vec::new() });
    }
    let map = value.as_object()?;
    if let Some(prompt) =
        map.get("kwargs").filter(|kwargs| map.contains_key("lc") && kwargs.get("messages").is_some())
    {
        return chat::read(prompt, side);
    }
    if let Some(messages) =
        map.get("messages").and_then(Value::as_array).and_then(|items| batched(items, side))
    {
        return Some(Extracted { format: "langchain", messages, left_out: left_out(map, &["messages"]) });
    }
    let generations = map.get("generations")?.as_array().filter(|all| !all.is_empty())?;
    let flat =
        generations.iter().flat_map(|one| one.as_array().map_or(std::slice::from_ref(one), Vec::as_slice));
    let messages = flat.map(|generation| generated(generation, side)).collect::<Option<Vec<_>>>()?;
    let messages = messages.into_iter().flatten().collect();
    Some(Extracted { format: "langchain", messages, left_out: left_out(map, &["generations"]) })
}

/// Reads a list of lists of messages.
fn batched(batch: &[Value], side: TurnSide) -> Option<Vec<Message>> {
    let lists =
        batch.iter().map(|list| list.as_array().filter(|list| list.iter().any(conversation::is_message)));
    let lists = lists.collect::<Option<Vec<_>>>().filter(|lists| !lists.is_empty())?;
    let read = lists.into_iter().map(|list| conversation::list(list, side)).collect::<Option<Vec<_>>>()?;
    Some(read.into_iter().flatten().collect())
}

fn generated(generation: &Value, side: TurnSide) -> Option<Vec<Message>> {
    let message = generation.get("message").and_then(|message| conversation::message(message, side));
    message.or_else(|| Some(vec![side.message(part::words(generation.get("text")?.as_str()?))]))
}

/// Reads LangChain's own parts: media with `base64`, `url` or `data`, results of tools that the provider runs, and
/// `non_standard`.
pub(super) fn part(map: &Map<String, Value>, kind: &str, depth: usize) -> Option<Vec<Block>> {
    match kind {
        "image" | "audio" | "video" | "file" | "media" => {
            let mime = first(map, &["mime_type", "mimeType"]).and_then(Value::as_str).unwrap_or(kind);
            // The id may be the part's own, and the address one object deeper.
            let inner = map.get("content").and_then(|inner| first(inner.as_object()?, &["url", "data"]));
            let source = first(map, &["base64", "data", "url", "file_uri", "file_id"]);
            let source = source.or(inner).or_else(|| map.get("id"));
            let name = first(map, &["filename", "name"]).and_then(Value::as_str);
            Some(vec![media::block(media::source_at(source, mime)?, mime, name)])
        }
        "server_tool_result" => Some(vec![Block::ToolResult {
            id: tool::string(map.get("tool_call_id")),
            name: None,
            content: tool::answer(map.get("output"), depth),
            failed: map.get("status").and_then(Value::as_str) == Some("error"),
        }]),
        "non_standard" => Some(part::blocks(map.get("value")?, depth + 1)),
        _ => None,
    }
}
