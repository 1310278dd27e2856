//! Programs' own objects: the message is under a key such as `question` or `answer`.

use serde_json::{Map, Value};

use crate::text::message::Extracted;

use super::{TurnSide, chat, conversation, part, plain_string, specific};

/// Keys that usually hold a question, most reliable first: those that Opik's UI uses, then our additions.
const QUESTIONS: &[&str] = &[
    "question",
    "message",
    "messages",
    "user_input",
    "user_text",
    "query",
    "input_prompt",
    "prompt",
    "sys.query",
    "contents",
    "user_payload",
    "user_query",
    "input",
    "text",
    "query.body.question",
    "content",
    "user_message",
    "query_str",
    "chat_input",
    "utterance",
    "inputs",
];

/// Keys that usually hold an answer, most reliable first: those that Opik's UI uses, then our additions.
const ANSWERS: &[&str] = &[
    "answer",
    "output",
    "response",
    "reply",
    "final_output",
    "answer.answer",
    "content",
    "text",
    "message",
    "output_text",
    "result",
    "completion",
    "generated_text",
    "outputs",
];

/// The keys that usually hold a message on this side.
pub(super) fn keys(side: TurnSide) -> &'static [&'static str] {
    match side {
        TurnSide::Input => QUESTIONS,
        TurnSide::Output => ANSWERS,
    }
}

/// Reads an object in which one of [`keys`] holds text, or a value that another adapter knows.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let found = keys(side).iter().find_map(|path| {
        let inside = words(lookup(map, path)?, side, true)?;
        // A dot in the key is a path into nested objects, whose outermost key is the one shown.
        Some((top(map, path), inside))
    });
    let Some((key, inside)) = found else { return listed(map, side).or_else(|| empty(map, side)) };
    let format = if matches!(inside.format, "text" | "json") { "generic" } else { inside.format };
    let mut whole = chat::with_system(format, inside.messages, map, &[key], side);
    whole.left_out.extend(inside.left_out);
    Some(whole)
}

/// Reads the value of such a key. Looks into one nested object with the same keys, if `deeper`.
fn words(value: &Value, side: TurnSide, deeper: bool) -> Option<Extracted> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::Bool(_) | Value::Number(_) => {
            let messages = vec![side.message(part::blocks(value, 0))];
            Some(Extracted { format: "text", messages, left_out: Vec::new() })
        }
        Value::String(_) => plain_string::read(value, side),
        Value::Array(_) => specific(value, side),
        Value::Object(map) => specific(value, side).or_else(|| {
            let path = keys(side).iter().find(|path| lookup(map, path).is_some_and(Value::is_string))?;
            let inside = words(lookup(map, path)?, side, false)?;
            deeper.then(|| chat::with_system("text", inside.messages, map, &[top(map, path)], side))
        }),
    }
}

/// Messages under any other key, such as `history`, `conversation` or `data`.
fn listed(map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    map.iter().find_map(|(key, value)| {
        let items = value.as_array()?;
        let messages = conversation::list(items, side)?;
        Some(chat::with_system(chat::format(items, "openai-chat"), messages, map, &[key], side))
    })
}

/// An empty answer: one of the keys is there but empty, and no value in the object holds text, items or keys.
fn empty(map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let silent = |value: &Value| match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => true,
    };
    let key =
        keys(side).iter().find(|key| map.get(**key).is_some_and(|value| value.is_null() || value == ""))?;
    let all_silent = map.values().all(silent);
    all_silent.then(|| chat::with_system("generic", vec![side.message(Vec::new())], map, &[key], side))
}

/// The value under a key, or else under the path it spells. (Dify's `sys.query` is a single key.)
fn lookup<'a>(map: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    map.get(path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        rest.split('.').try_fold(map.get(first)?, |value, key| value.get(key))
    })
}

/// The top-level key of a path.
fn top<'a>(map: &Map<String, Value>, path: &'a str) -> &'a str {
    if map.contains_key(path) { path } else { path.split('.').next().unwrap_or(path) }
}
