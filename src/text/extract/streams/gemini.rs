//! Google Gemini: responses of `streamGenerateContent`, and partial events of the Agent Development Kit.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Event, mostly, object};

/// Joins responses to one with all parts of each candidate, or takes the finished events out of a list with partial ones.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    partial(events).or_else(|| responses(events, unknown))
}

fn responses(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let is_one = |event: &Event| event.get("candidates").is_some_and(Value::is_array);
    if !mostly(events, is_one) {
        return None;
    }
    let mut whole = Map::new();
    let mut answers: BTreeMap<u64, Map<String, Value>> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        let listed = event.get("candidates").and_then(Value::as_array);
        if listed.is_none()
            && !["usageMetadata", "usage_metadata", "promptFeedback"]
                .iter()
                .any(|key| event.contains_key(*key))
        {
            unknown.push(at);
            continue;
        }
        whole.extend(
            event
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), value.clone())),
        );
        for candidate in listed.into_iter().flatten().filter_map(Value::as_object) {
            let index = candidate.get("index").and_then(Value::as_u64).unwrap_or_default();
            let answer = answers.entry(index).or_default();
            for (key, value) in candidate.iter().filter(|(_, value)| !value.is_null()) {
                match (key.as_str(), answer.get_mut(key), value) {
                    ("content", Some(Value::Object(content)), Value::Object(more)) => add(content, more),
                    ("content", _, Value::Object(more)) => {
                        let mut content = Map::new();
                        add(&mut content, more);
                        answer.insert(key.clone(), Value::Object(content));
                    }
                    // Grounding and citations arrive with the last response, or grow.
                    (_, Some(Value::Object(old)), Value::Object(more)) => old.extend(more.clone()),
                    _ => {
                        answer.insert(key.clone(), value.clone());
                    }
                }
            }
        }
    }
    whole.insert("candidates".to_owned(), answers.into_values().map(Value::Object).collect());
    Some(Value::Object(whole))
}

/// Adds the parts of a content; text continues the last part of the same kind.
fn add(content: &mut Map<String, Value>, more: &Map<String, Value>) {
    more.iter().filter(|(key, _)| *key != "parts").for_each(|(key, value)| {
        content.insert(key.clone(), value.clone());
    });
    let Some(parts) = content.entry("parts").or_insert_with(|| json!([])).as_array_mut() else { return };
    let thought = |part: &Value| part.get("thought").and_then(Value::as_bool).unwrap_or_default();
    for part in more.get("parts").and_then(Value::as_array).into_iter().flatten() {
        let only_text = part.as_object().is_some_and(|map| {
            map.iter().all(|(key, value)| value.is_null() || matches!(key.as_str(), "text" | "thought"))
        });
        let words = part.get("text").and_then(Value::as_str).filter(|_| only_text);
        let last = parts.last_mut().filter(|last| thought(last) == thought(part));
        match (last.and_then(|last| last.get_mut("text")), words) {
            (Some(Value::String(text)), Some(more)) => text.push_str(more),
            _ => parts.push(part.clone()),
        }
    }
}

/// An agent's events with `partial: true` are pieces of the finished event that follows them.
fn partial(events: &[&Event]) -> Option<Value> {
    let is_partial = |event: &Event| event.get("partial") == Some(&Value::Bool(true));
    if !events.iter().any(|event| is_partial(event))
        || !mostly(events, |event| object(event, "content").is_some())
    {
        return None;
    }
    let mut finished: Vec<Value> = Vec::new();
    let mut open: Option<Map<String, Value>> = None;
    for event in events {
        if !is_partial(event) {
            open = None;
            finished.push(Value::Object((*event).clone()));
            continue;
        }
        let inner = open.get_or_insert_with(|| {
            let mut fresh = (*event).clone();
            fresh.insert("content".to_owned(), json!({}));
            fresh
        });
        if let (Some(Value::Object(content)), Some(more)) =
            (inner.get_mut("content"), object(event, "content"))
        {
            add(content, more);
        }
    }
    finished.extend(open.map(Value::Object));
    Some(json!({"messages": finished}))
}
