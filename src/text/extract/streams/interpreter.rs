//! Open Interpreter: messages whose `type` says what they are, whole or as chunks between `start` and `end`. Code that runs
//! is a call of a tool, and what the computer prints is its result.

use serde_json::{Value, json};

use super::{Event, text};

const KINDS: &[&str] = &["message", "code", "console", "image", "file", "confirmation", "exception"];

/// One message: the events' role, type and format, and its content.
struct InterpreterMessage<'e> {
    role: &'e str,
    kind: &'e str,
    format: &'e str,
    content: String,
}

/// Joins the chunks of each message.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let is_one = |event: &&Event| !text(event, "role").is_empty() && KINDS.contains(&text(event, "type"));
    let runs = |event: &&Event| {
        matches!(text(event, "type"), "code" | "console") || event.get("start") == Some(&Value::Bool(true))
    };
    if !events.iter().all(is_one) || !events.iter().any(runs) {
        return None;
    }
    let is_mark = |event: &Event, key: &str| event.get(key) == Some(&Value::Bool(true));
    let in_chunks = events.iter().any(|event| is_mark(event, "start"));
    let mut said: Vec<InterpreterMessage> = Vec::new();
    let mut open = false;
    for (at, event) in events.iter().enumerate() {
        let (role, kind, format) = (text(event, "role"), text(event, "type"), text(event, "format"));
        // The line that runs, and the question whether it may.
        let is_aside = format == "active_line" || kind == "confirmation";
        match event.get("content").and_then(Value::as_str).filter(|_| !is_aside) {
            Some(content) => {
                let same = |last: &&mut InterpreterMessage| {
                    in_chunks && open && last.role == role && last.kind == kind
                };
                match said.last_mut().filter(same) {
                    Some(last) => last.content.push_str(content),
                    None => said.push(InterpreterMessage { role, kind, format, content: content.to_owned() }),
                }
                open = true;
            }
            None if is_mark(event, "start") || is_mark(event, "end") => open = false,
            None => unknown.push(at),
        }
    }
    let messages: Vec<Value> = said.iter().map(message).collect();
    (!messages.is_empty()).then(|| json!({"messages": messages}))
}

fn message(said: &InterpreterMessage) -> Value {
    let InterpreterMessage { role, kind, format, content } = said;
    let role = if *role == "computer" { "tool" } else { role };
    match *kind {
        "code" if role == "assistant" => {
            let name = if format.is_empty() { "code" } else { format };
            json!({"role": role, "content": null, "tool_calls": [{"function": {"name": name, "arguments": content}}]})
        }
        "image" => {
            let mime = format.strip_prefix("base64.").unwrap_or("png");
            let is_data = format.starts_with("base64");
            let url = if is_data { format!("data:image/{mime};base64,{content}") } else { content.clone() };
            json!({"role": role, "content": [{"type": "image_url", "image_url": {"url": url}}]})
        }
        _ => json!({"role": role, "content": content}),
    }
}
