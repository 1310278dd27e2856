//! Streams of small objects that each hold a piece of the text: Ollama, Hugging Face, Dify, and programs' own.

use serde_json::{Map, Value, json};

use super::merge::merge;
use super::{Event, frames, mostly, object, text};

/// Whether the texts are the pieces of one text, rather than the items of a list: pieces have white space where they
/// meet, or, in writing without spaces, are a few characters long and end with a full stop.
pub(in crate::text::extract) fn is_cut(texts: &[&str]) -> bool {
    let meetings = texts.len().saturating_sub(1);
    if meetings == 0 {
        return false;
    }
    let open = |left: &str, right: &str| {
        left.is_empty()
            || right.is_empty()
            || left.ends_with(char::is_whitespace)
            || right.starts_with(char::is_whitespace)
            || right.starts_with(['.', ',', ';', ':', '!', '?', '\'', '’', ')', '。', '，', '！', '？', '、'])
    };
    let spaced = |text: &&str| text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    let count = texts.iter().zip(texts.iter().skip(1)).filter(|(left, right)| open(left, right)).count();
    if texts.iter().any(spaced) && count * 4 >= meetings {
        return true;
    }
    let short = |text: &&str| text.chars().count() <= 8 && !text.chars().any(|c| c.is_ascii_alphanumeric());
    texts.len() > 2
        && texts.iter().all(short)
        && texts.concat().ends_with(['。', '！', '？', '.', '!', '?', '…'])
}

/// Ollama: `{"message": {"content": …}, "done": false}` or `{"response": …, "done": false}`.
pub(super) fn ollama(events: &[&Event], _unknown: &mut Vec<usize>) -> Option<Value> {
    let is_one = |event: &Event| {
        event.get("done").is_some_and(Value::is_boolean)
            && (object(event, "message").is_some() || event.get("response").is_some_and(Value::is_string))
    };
    if events.len() < 2 || !events.iter().all(|event| is_one(event)) {
        return None;
    }
    let mut message = Map::new();
    for event in events {
        object(event, "message").into_iter().for_each(|delta| merge(&mut message, delta));
        for (key, into) in [("response", "content"), ("thinking", "thinking")] {
            let more: Map<String, Value> =
                event.get(key).map(|more| (into.to_owned(), more.clone())).into_iter().collect();
            merge(&mut message, &more);
        }
    }
    message.entry("role").or_insert_with(|| Value::from("assistant"));
    let mut whole: Map<String, Value> = (*events.last()?).clone();
    whole.remove("response");
    whole.insert("message".to_owned(), Value::Object(message));
    Some(Value::Object(whole))
}

/// Hugging Face text generation: `{"token": {"text": …, "special": false}, "generated_text": null}`.
pub(super) fn tokens(events: &[&Event], _unknown: &mut Vec<usize>) -> Option<Value> {
    let token = |event: &Event| {
        object(event, "token").map(|token| {
            let special = token.get("special") == Some(&Value::Bool(true));
            if special { String::new() } else { text(token, "text").to_owned() }
        })
    };
    if !mostly(events, |event| token(event).is_some()) {
        return None;
    }
    let whole = events.iter().rev().map(|event| text(event, "generated_text")).find(|text| !text.is_empty());
    let joined = || events.iter().filter_map(|event| token(event)).collect::<String>();
    Some(json!({"text": whole.map_or_else(joined, str::to_owned)}))
}

/// Bare deltas of a chat message: only the first has a role.
pub(super) fn deltas(events: &[&Event], _unknown: &mut Vec<usize>) -> Option<Value> {
    const KEYS: &[&str] = &[
        "role",
        "content",
        "tool_calls",
        "function_call",
        "refusal",
        "reasoning_content",
        "reasoning",
        "reasoning_details",
        "audio",
        "annotations",
        "thinking",
    ];
    let roles = events.iter().filter(|event| event.get("role").is_some_and(Value::is_string)).count();
    let known = events.iter().all(|event| event.keys().all(|key| KEYS.contains(&key.as_str())));
    let holds = |event: &Event, key: &str| match event.get(key) {
        Some(Value::String(_)) => true,
        Some(Value::Array(parts)) => parts.iter().all(Value::is_object),
        _ => false,
    };
    let told = events
        .iter()
        .filter(|event| ["content", "reasoning_content", "tool_calls"].iter().any(|key| holds(event, key)))
        .count();
    if events.len() < 2
        || roles > 1
        || !known
        || told < 2
        || (roles == 1 && !events.first()?.contains_key("role"))
    {
        return None;
    }
    let mut message = Map::new();
    events.iter().for_each(|event| merge(&mut message, event));
    message.entry("role").or_insert_with(|| Value::from("assistant"));
    Some(Value::Object(message))
}

/// Keys of a piece of text, most reliable first.
const PIECES: &[&str] = &[
    "delta",
    "token",
    "answer",
    "chunk",
    "content",
    "text",
    "response",
    "outputText",
    "generation",
    "completion",
    "data",
    "output",
    "result",
    "message",
    "value",
];

pub(super) fn is_piece(key: &str) -> bool {
    PIECES.contains(&key)
}

/// Values of `event` or `type` that say that an event holds a piece.
fn is_piece_event(event: &Event) -> bool {
    let kind = [text(event, "event"), text(event, "type"), text(event, "object"), text(event, "kind")]
        .join(" ")
        .to_ascii_lowercase();
    ["token", "delta", "chunk", "stream", "agent_message", "message_chunk", "runcontent", "run_response"]
        .iter()
        .any(|word| kind.contains(word))
        || text(event, "event") == "message"
}

/// Objects with a piece each under the same key.
pub(super) fn texts(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    if events.len() < 2 {
        return None;
    }
    let piece = |event: &Event, key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
    let named = events.iter().filter(|event| is_piece_event(event)).count() * 2 >= events.len();
    let holds = |event: &Event, key: &str| piece(event, key).is_some() && (!named || is_piece_event(event));
    let key = PIECES.iter().find(|key| {
        let count = events.iter().filter(|event| holds(event, key)).count();
        count > 1 && count * 2 >= events.len()
    })?;
    let pieces: Vec<String> =
        events.iter().filter(|event| holds(event, key)).filter_map(|event| piece(event, key)).collect();
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    let roles =
        events.iter().filter(|event| event.get("role").is_some_and(|role| role != "assistant")).count();
    // These names say that they hold a piece.
    let says = matches!(*key, "delta" | "token" | "chunk") && pieces.len() == events.len();
    if roles > 0 || !(named || says || is_cut(&pieces)) {
        return None;
    }
    // Events without a piece only mark the end, unless they hold something else.
    unknown.extend((0..events.len()).filter(|at| events.get(*at).is_some_and(|event| !holds(event, key))));
    Some(json!({"text": frames::so_far(&pieces).unwrap_or_else(|| pieces.concat())}))
}
