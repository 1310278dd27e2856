//! OpenAI Chat Completions chunks, also of compatible servers, and the older completions; events of the Assistants API.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::merge::merge;
use super::{Event, mostly, object, text};

fn choices(event: &Event) -> Option<&Vec<Value>> {
    event.get("choices")?.as_array()
}

/// Joins chunks (`object: "chat.completion.chunk"`), each with `choices` of `delta`, or of `text` (older completions).
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let is_chunk = |event: &Event| {
        let legacy = matches!(text(event, "object"), "text_completion" | "text_completion.chunk");
        choices(event).is_some_and(|choices| {
            choices.iter().any(|choice| choice.get("delta").is_some() || legacy)
                || (choices.is_empty() && event.contains_key("usage"))
        })
    };
    let streamed =
        |event: &Event| choices(event).is_some_and(|all| all.iter().any(|one| one.get("delta").is_some()));
    if !mostly(events, is_chunk) || !(events.len() > 1 || events.iter().any(|event| streamed(event))) {
        return None;
    }
    let mut whole = Map::new();
    let mut answers: BTreeMap<u64, Map<String, Value>> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        let Some(choices) = choices(event) else {
            unknown.push(at);
            continue;
        };
        // The keys beside the choices are of the whole answer; the last is the complete one (usage, citations).
        whole.extend(
            event
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), value.clone())),
        );
        for choice in choices.iter().filter_map(Value::as_object) {
            let index = choice.get("index").and_then(Value::as_u64).unwrap_or_default();
            let message = answers.entry(index).or_insert_with(|| {
                let role = Value::from("assistant");
                [("role".to_owned(), role)].into_iter().collect()
            });
            match (object(choice, "delta"), object(choice, "message"), choice.get("text")) {
                (Some(delta), _, _) if !delta.is_empty() => merge(message, delta),
                // A server that ends its stream with the whole message.
                (_, Some(full), _) => *message = full.clone(),
                (_, _, Some(Value::String(more))) => {
                    let delta = json!({"content": more});
                    delta.as_object().into_iter().for_each(|delta| merge(message, delta));
                }
                _ => {}
            }
        }
    }
    let answers = answers.into_iter().map(|(index, mut message)| {
        message.entry("content").or_insert(Value::Null);
        json!({"index": index, "message": message})
    });
    whole.insert("choices".to_owned(), answers.collect());
    Some(Value::Object(whole))
}

/// Joins events of the Assistants API: `thread.message.delta`, and `thread.message.completed` with the whole message.
pub(super) fn assistants(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let data = |event: &Event| object(event, "data").cloned().unwrap_or_else(|| event.clone());
    let is_one = |event: &Event| {
        text(event, "event").starts_with("thread.") || text(event, "object").starts_with("thread.")
    };
    if !mostly(events, is_one) {
        return None;
    }
    let mut messages: Vec<Map<String, Value>> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let inner = data(event);
        match text(&inner, "object") {
            "thread.message.delta" => {
                let id = text(&inner, "id");
                if messages.last().is_none_or(|last| text(last, "id") != id) {
                    let fresh = json!({"id": id, "role": "assistant"});
                    messages.extend(fresh.as_object().cloned());
                }
                if let (Some(last), Some(delta)) = (messages.last_mut(), object(&inner, "delta")) {
                    merge(last, delta);
                }
            }
            "thread.message" => {
                let holds =
                    inner.get("content").and_then(Value::as_array).is_some_and(|parts| !parts.is_empty());
                let id = text(&inner, "id");
                match messages.iter_mut().rev().take(64).find(|message| text(message, "id") == id) {
                    Some(old) if holds => *old = inner,
                    None if holds => messages.push(inner),
                    _ => {}
                }
            }
            kind if kind.starts_with("thread") => {}
            _ if text(event, "event") == "done" => {}
            _ => unknown.push(at),
        }
    }
    (!messages.is_empty()).then(|| json!({"messages": messages}))
}
