//! Finds who speaks in an item of a list, and the object inside the item that has the words.

use serde_json::{Map, Value};

use crate::text::message::Role;

use super::super::openai_responses;
use super::speaker::{self, Speaker};
use super::{keys, pieces, tools};

/// Keys that hold one message of a list's item: `{"type": "response_item", "payload": {…}}`.
pub(super) const WRAPPERS: &[&str] = &[
    "message",
    "payload",
    "data",
    "item",
    "event",
    "rawitem",
    "body",
    "attributes",
    "json",
    "node",
    "record",
    "turn",
    "args",
];

/// Words in the keys of another message than the item's own.
const OTHERS: &[&str] = &[
    "referenced",
    "quoted",
    "reply",
    "replied",
    "previous",
    "parent",
    "original",
    "forwarded",
    "pinned",
    "last",
];

/// What can stand in an item's content, squeezed, best first.
pub(super) const CONTENT: &[&str] = &[
    "parts",
    "blocks",
    "content",
    "contents",
    "items",
    "text",
    "message",
    "messagetext",
    "value",
    "plainbody",
    "bodytext",
    "body",
    "htmlbody",
    "bodyhtml",
    "utterance",
    "transcript",
    "msg",
    "say",
    "says",
    "said",
    "output",
    "response",
    "reply",
    "result",
    "toolreturn",
    "segments",
];

/// The content of an item.
pub(super) fn words(map: &Map<String, Value>) -> Option<&Value> {
    let full = |value: &&Value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(inner) => !inner.is_empty(),
        _ => false,
    };
    tools::in_order(map, CONTENT).into_iter().find(full).or_else(|| only_text(map))
}

/// The only text under a key of words, such as `message_text`.
fn only_text(map: &Map<String, Value>) -> Option<&Value> {
    let mut texts = map.iter().take(60).filter(|(key, value)| {
        keys::is_text(key)
            && value.as_str().is_some_and(|text| !text.is_empty())
            && tools::named(key).is_none()
    });
    texts.next().filter(|_| texts.next().is_none()).map(|(_, text)| text)
}

/// Who speaks in an item, and the object with the words.
pub(super) fn speech(map: &Map<String, Value>, depth: usize) -> Option<(Speaker, &Map<String, Value>)> {
    if depth > 3 {
        return None;
    }
    let inside = || wrapped(map).into_iter().find_map(|inner| speech(inner, depth + 1));
    let own = speaker::of(map);
    let has_words = words(map).is_some_and(|value| !value.is_object() || is_text_object(value));
    let beside = tools::at(map, &["functioncall", "toolcall", "toolreturn", "reasoning"]).is_some()
        || map.iter().take(60).any(|(key, value)| {
            tools::named(key).is_some()
                && value.as_array().is_some_and(|items| items.iter().any(Value::is_object))
        })
        || tools::read(map, role_or_kind(map)).is_some_and(|_| tools::named(role_or_kind(map)).is_some());
    // A variant of an enumeration, as Rust programs write it: `{"User": {"content": …}}`.
    if let (1, Some((key, Value::Object(inner)))) = (map.len(), map.iter().next())
        && let Some(role) = speaker::known(key).filter(|role| *role != Role::Tool)
        && words(inner).is_some()
    {
        return Some((Speaker { role: Some(role), name: None }, inner));
    }
    if openai_responses::is_item(map) {
        return Some((Speaker { role: Some(Role::Assistant), name: None }, map));
    }
    match own {
        Some(speaker) if has_words || beside => Some((speaker, map)),
        Some(speaker) if speaker.role.is_some() => inside()
            .map(|(inner, map)| (if inner.role.is_some() { inner } else { speaker.clone() }, map))
            .or_else(|| anonymous(map).map(|map| (speaker, map))),
        _ => inside(),
    }
}

/// Whether the value is an object with the text of a message: `{"body": "Hi"}`, `{"parts": […]}`.
fn is_text_object(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|map| words(map).is_some_and(|inner| !inner.is_object()) && speaker::of(map).is_none())
}

/// An item's message that has no speaker of its own: `{"source": {"type": "user"}, "message": {"text": …}}`.
fn anonymous(map: &Map<String, Value>) -> Option<&Map<String, Value>> {
    wrapped(map).into_iter().find(|inner| words(inner).is_some())
}

/// The objects in which an item's message may be: those of [`WRAPPERS`], and of keys that end with "message", such as
/// `llm_message` and `textMessage`, unless it is another message that this one refers to.
fn wrapped(map: &Map<String, Value>) -> Vec<&Map<String, Value>> {
    let mut found = tools::in_order(map, WRAPPERS);
    let sounds = |key: &String| {
        keys::words(key).iter().any(|word| matches!(word.as_str(), "audio" | "image" | "video"))
    };
    if map.len() == 1 {
        found.extend(map.iter().filter(|(key, _)| !sounds(key)).map(|(_, value)| value));
    }
    if map.len() <= 60 {
        let others = map.iter().filter(|(key, value)| {
            let words = keys::words(key);
            let refers = |word: &String| OTHERS.contains(&word.as_str());
            value.is_object()
                && words.len() > 1
                && words.last().is_some_and(|last| last == "message")
                && !words.iter().any(refers)
        });
        let others: Vec<&Value> = others.map(|(_, value)| value).collect();
        // Two of them are a question and its answer.
        found.extend(others.iter().filter(|_| others.len() == 1));
    }
    found.into_iter().filter_map(Value::as_object).collect()
}

/// What an item says it is, with its type or with its role.
pub(super) fn role_or_kind(map: &Map<String, Value>) -> &str {
    let role = map.get("role").and_then(Value::as_str).filter(|role| tools::named(role).is_some());
    role.unwrap_or_else(|| pieces::kind(map))
}
