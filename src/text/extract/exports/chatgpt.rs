//! ChatGPT's data export: `mapping`, a tree of nodes, and `current_node`, the end of the chosen branch.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Export, text};

pub(super) fn read(value: &Value) -> Option<Export> {
    let nodes = value.get("mapping")?.as_object().filter(|nodes| !nodes.is_empty())?;
    let node = |id: &str| nodes.get(id).and_then(Value::as_object);
    let parent = |id: &str| node(id)?.get("parent")?.as_str();
    let children = |id: &str| node(id).and_then(|node| node.get("children")).and_then(Value::as_array);
    let current = value.get("current_node").and_then(Value::as_str).filter(|id| node(id).is_some());
    // Without a chosen node: the newest branch from the root.
    let newest = || {
        let mut at = nodes.keys().find(|id| parent(id).is_none())?.as_str();
        for _ in 0..nodes.len() {
            let Some(next) = children(at).and_then(|all| all.last()).and_then(Value::as_str) else { break };
            at = next;
        }
        Some(at)
    };
    let mut path: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    let mut at = current.or_else(newest);
    while let Some(id) = at.filter(|id| seen.insert(*id)) {
        path.push(id);
        at = parent(id);
    }
    let messages: Vec<Value> =
        path.iter().rev().filter_map(|id| message(node(id)?.get("message")?.as_object()?)).collect();
    let leaves = nodes.keys().filter(|id| children(id).is_none_or(Vec::is_empty)).count();
    let own = path.first().is_some_and(|id| children(id).is_none_or(Vec::is_empty));
    let branches = leaves.saturating_sub(usize::from(own));
    (!messages.is_empty()).then_some(Export { messages, branches, key: "mapping" })
}

/// A message in the common form; `None` for those that ChatGPT does not show either.
fn message(map: &Map<String, Value>) -> Option<Value> {
    let author = map.get("author")?.as_object()?;
    let hidden = map.get("metadata").and_then(|about| about.get("is_visually_hidden_from_conversation"));
    if hidden == Some(&Value::Bool(true)) {
        return None;
    }
    let role = text(author, &["role"]).unwrap_or("assistant");
    let content = map.get("content")?.as_object()?;
    let kind = text(content, &["content_type"]).unwrap_or("text");
    let recipient = text(map, &["recipient"]).filter(|name| *name != "all");
    let words = text(content, &["text", "content", "result"]);
    let parts: Vec<Value> = match kind {
        "code" if role == "assistant" => {
            let arguments = words.unwrap_or_default();
            let name = recipient.unwrap_or("code");
            return Some(
                json!({"role": role, "content": null, "tool_calls": [{"function": {"name": name, "arguments": arguments}}]}),
            );
        }
        "thoughts" => {
            let thoughts = content.get("thoughts").and_then(Value::as_array).into_iter().flatten();
            let texts = thoughts.filter_map(|thought| text(thought.as_object()?, &["content", "summary"]));
            vec![json!({"type": "thinking", "thinking": texts.collect::<Vec<_>>().join("\n\n")})]
        }
        "reasoning_recap" => vec![json!({"type": "thinking", "thinking": words.unwrap_or_default()})],
        "user_editable_context" | "model_editable_context" => return None,
        _ => match content.get("parts").and_then(Value::as_array) {
            Some(parts) => parts.iter().filter_map(part).collect(),
            None => words.map(|words| json!({"type": "text", "text": words})).into_iter().collect(),
        },
    };
    if parts.iter().all(|part| part.get("text").is_some_and(|text| text == "")) {
        return None;
    }
    if let (Some(name), "assistant", Some(words)) = (recipient, role, text_of(&parts)) {
        return Some(
            json!({"role": role, "content": null, "tool_calls": [{"function": {"name": name, "arguments": words}}]}),
        );
    }
    Some(json!({"role": role, "name": author.get("name"), "content": parts}))
}

fn text_of(parts: &[Value]) -> Option<&str> {
    match parts {
        [only] => only.get("text")?.as_str(),
        _ => None,
    }
}

fn part(value: &Value) -> Option<Value> {
    let map = match value {
        Value::String(text) => return Some(json!({"type": "text", "text": text})),
        Value::Object(map) => map,
        _ => return None,
    };
    let at = |key: &str| map.get(key).cloned().unwrap_or_default();
    Some(match text(map, &["content_type"]).unwrap_or_default() {
        "image_asset_pointer" => json!({"type": "image_url", "image_url": {"url": at("asset_pointer")}}),
        "audio_transcription" => json!({"type": "text", "text": at("text")}),
        "audio_asset_pointer" => json!({"type": "audio", "url": at("asset_pointer")}),
        "real_time_user_audio_video_asset_pointer" => {
            json!({"type": "audio", "url": map.get("audio_asset_pointer").and_then(|audio| audio.get("asset_pointer"))})
        }
        _ => value.clone(),
    })
}
