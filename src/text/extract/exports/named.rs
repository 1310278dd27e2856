//! ShareGPT's and Claude's lists, whose messages have the role and the text under names of their own.

use serde_json::{Map, Value, json};

use super::super::tool;
use super::{Export, role, text};

/// ShareGPT: `conversations` with `from` and `value`, among them `function_call` and `observation`.
pub(super) fn share_gpt(value: &Value) -> Option<Export> {
    let (key, items) = match value {
        Value::Array(items) => ("", items),
        Value::Object(map) => {
            let keys = ["conversations", "conversation", "messages", "items", "turns"];
            keys.iter().find_map(|key| Some((*key, map.get(*key)?.as_array()?)))?
        }
        _ => return None,
    };
    let messages: Vec<Value> =
        items.iter().map(|item| from_value(item.as_object()?)).collect::<Option<_>>()?;
    (!messages.is_empty()).then_some(Export { messages, branches: 0, key })
}

fn from_value(map: &Map<String, Value>) -> Option<Value> {
    let from = map.get("from")?.as_str()?;
    let content = map.get("value").or_else(|| map.get("markdown"))?;
    if matches!(from, "function_call" | "tool_call") {
        let call = content.as_str().and_then(tool::parsed).unwrap_or_else(|| content.clone());
        let calls = match call {
            Value::Array(calls) => calls,
            other => vec![other],
        };
        let calls: Vec<Value> = calls.into_iter().map(|call| match call.get("name") {
            Some(name) => json!({"function": {"name": name, "arguments": call.get("arguments").or_else(|| call.get("parameters"))}}),
            None => json!({"function": {"name": from, "arguments": call}}),
        }).collect();
        return Some(json!({"role": "assistant", "content": null, "tool_calls": calls}));
    }
    Some(json!({"role": role(from).unwrap_or(from), "content": content}))
}

/// Claude's data export: `chat_messages` with `sender`, `text` and newer `content`. Attachments are text.
pub(super) fn claude(value: &Value) -> Option<Export> {
    let items = value.get("chat_messages")?.as_array()?;
    let messages: Vec<Value> = items.iter().map(|item| sent(item.as_object()?)).collect::<Option<_>>()?;
    (!messages.is_empty()).then_some(Export { messages, branches: 0, key: "chat_messages" })
}

fn sent(map: &Map<String, Value>) -> Option<Value> {
    let sender = text(map, &["sender", "role"])?;
    let parts = map.get("content").and_then(Value::as_array).filter(|parts| !parts.is_empty());
    let mut content = match parts {
        Some(parts) => parts.clone(),
        None => vec![json!({"type": "text", "text": text(map, &["text"]).unwrap_or_default()})],
    };
    let listed = |key: &str| map.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    for attachment in listed("attachments") {
        let name = attachment.get("file_name").cloned().unwrap_or_default();
        content.push(json!({"type": "document", "title": name, "source": {"type": "url", "url": name}}));
        if let Some(text) = attachment.get("extracted_content").filter(|text| text.is_string()) {
            content.push(json!({"type": "text", "text": text}));
        }
    }
    for file in listed("files") {
        let name = file.get("file_name").cloned().unwrap_or_default();
        content.push(json!({"type": "document", "title": name, "source": {"type": "url", "url": name}}));
    }
    Some(json!({"role": role(sender).unwrap_or(sender), "content": content}))
}
