//! LangChain: lists of `AIMessageChunk`, alone or among finished messages, and the events of `astream_events`.

use serde_json::{Map, Value, json};

use super::merge::{merge, merge_list};
use super::{Event, mostly, object, text};

/// The fields of a chunk, which is serialised as its own fields or as its constructor (`lc`, `kwargs`).
fn chunk(event: &Event) -> Option<&Event> {
    let fields = match object(event, "kwargs") {
        Some(kwargs) if event.contains_key("lc") => {
            let class = event.get("id")?.as_array()?.last()?.as_str()?;
            return class.ends_with("MessageChunk").then_some(kwargs);
        }
        _ => object(event, "message").filter(|_| text(event, "type").contains("Generation")).unwrap_or(event),
    };
    text(fields, "type").ends_with("MessageChunk").then_some(fields)
}

/// Joins consecutive chunks of one message; other messages stay where they are.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    if let Some(whole) = streamed(events) {
        return Some(whole);
    }
    let is_one = |event: &Event| chunk(event).is_some();
    let is_message = |event: &Event| event.contains_key("content") && event.contains_key("type");
    if !events.iter().any(|event| is_one(event))
        || !mostly(events, |event| is_one(event) || is_message(event))
    {
        return None;
    }
    let mut messages: Vec<Value> = Vec::new();
    let mut open: Option<Joining> = None;
    for (at, event) in events.iter().enumerate() {
        match chunk(event) {
            Some(fields) => {
                let id = text(fields, "id");
                if open.as_ref().is_some_and(|open| !id.is_empty() && !open.id.is_empty() && open.id != id) {
                    messages.extend(open.take().map(Joining::finished));
                }
                let now = open.get_or_insert_with(Joining::default);
                if now.id.is_empty() {
                    now.id = id.to_owned();
                }
                now.add(fields);
            }
            None if is_message(event) || event.contains_key("lc") => {
                messages.extend(open.take().map(Joining::finished));
                messages.push(Value::Object((*event).clone()));
            }
            None => unknown.push(at),
        }
    }
    messages.extend(open.map(Joining::finished));
    Some(json!({"messages": messages}))
}

#[derive(Default)]
struct Joining {
    id: String,
    message: Map<String, Value>,
    calls: Vec<Value>,
}

impl Joining {
    fn add(&mut self, fields: &Event) {
        for key in ["content", "additional_kwargs", "name"] {
            if let Some(more) = fields.get(key) {
                let more = [(key.to_owned(), more.clone())].into_iter().collect();
                merge(&mut self.message, &more);
            }
        }
        let listed = |key: &str| fields.get(key).and_then(Value::as_array).filter(|calls| !calls.is_empty());
        // `tool_calls` of a chunk is a guess at the arguments so far.
        if let Some(calls) = listed("tool_call_chunks").or_else(|| listed("tool_calls")) {
            merge_list(&mut self.calls, calls);
        }
    }

    fn finished(mut self) -> Value {
        self.message.insert("type".to_owned(), Value::from("ai"));
        self.message.entry("content").or_insert(Value::from(""));
        if !self.calls.is_empty() {
            self.message.insert("tool_calls".to_owned(), Value::Array(self.calls));
        }
        Value::Object(self.message)
    }
}

/// Joins `on_chat_model_stream` events, and takes the results of tools.
fn streamed(events: &[&Event]) -> Option<Value> {
    let is_one = |event: &Event| text(event, "event").starts_with("on_") && object(event, "data").is_some();
    if !mostly(events, is_one) {
        return None;
    }
    let mut messages: Vec<Value> = Vec::new();
    let mut open: Option<(String, Joining)> = None;
    let mut whole = None;
    for event in events {
        let Some(data) = object(event, "data") else { continue };
        match text(event, "event") {
            "on_chat_model_stream" | "on_llm_stream" => {
                let run = text(event, "run_id");
                if open.as_ref().is_some_and(|(open, _)| open != run) {
                    messages.extend(open.take().map(|(_, open)| open.finished()));
                }
                let (_, joining) = open.get_or_insert_with(|| (run.to_owned(), Joining::default()));
                match data.get("chunk") {
                    Some(Value::Object(piece)) => joining.add(chunk(piece).unwrap_or(piece)),
                    Some(Value::String(piece)) => joining
                        .add(&[("content".to_owned(), Value::from(piece.as_str()))].into_iter().collect()),
                    _ => {}
                }
            }
            "on_tool_end" => {
                messages.extend(open.take().map(|(_, open)| open.finished()));
                messages.extend(data.get("output").map(|output| match output {
                    Value::Object(map) if map.contains_key("content") || map.contains_key("lc") => {
                        output.clone()
                    }
                    other => json!({"role": "tool", "name": event.get("name"), "content": other}),
                }));
            }
            "on_chain_end" => whole = data.get("output"),
            _ => {}
        }
    }
    messages.extend(open.map(|(_, open)| open.finished()));
    match (messages.is_empty(), whole) {
        (false, _) => Some(json!({"messages": messages})),
        (true, whole) => whole.cloned(),
    }
}
