//! Parts of Vercel's AI SDK streams (`streamText`'s full stream, the UI message stream), and events of the AG-UI
//! protocol, which has the same steps under other names.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Event, mostly, text};

/// Parts that show nothing.
const SILENT: &[&str] = &[
    "start",
    "start-step",
    "finish-step",
    "step-start",
    "step-finish",
    "finish",
    "text-start",
    "text-end",
    "reasoning-start",
    "reasoning-end",
    "reasoning-signature",
    "tool-input-end",
    "stream-start",
    "response-metadata",
    "message-metadata",
    "raw",
    "RUN_STARTED",
    "RUN_FINISHED",
    "STEP_STARTED",
    "STEP_FINISHED",
    "TEXT_MESSAGE_START",
    "TEXT_MESSAGE_END",
    "TOOL_CALL_END",
    "THINKING_START",
    "THINKING_END",
    "THINKING_TEXT_MESSAGE_START",
    "THINKING_TEXT_MESSAGE_END",
];

/// Parts that only a stream has.
const STREAMED: &[&str] = &[
    "text-delta",
    "reasoning-delta",
    "tool-input-start",
    "tool-input-delta",
    "tool-call-delta",
    "tool-call-streaming-start",
    "tool-input-available",
    "TEXT_MESSAGE_CONTENT",
    "TEXT_MESSAGE_CHUNK",
    "TOOL_CALL_START",
    "TOOL_CALL_ARGS",
];

fn is_one(event: &Event) -> bool {
    let kind = text(event, "type");
    const MORE: &[&str] = &[
        "reasoning",
        "source",
        "source-url",
        "source-document",
        "file",
        "abort",
        "error",
        "tool-call",
        "tool-result",
        "tool-error",
        "tool-input-error",
        "tool-output-available",
        "tool-output-error",
        "TOOL_CALL_RESULT",
        "TOOL_CALL_CHUNK",
        "RUN_ERROR",
        "THINKING_TEXT_MESSAGE_CONTENT",
    ];
    SILENT.contains(&kind) || STREAMED.contains(&kind) || MORE.contains(&kind) || kind.starts_with("data-")
}

/// Joins the parts to one UI message.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    // Programs have the same events with all but the type in an object of its own, which is opened later.
    let streams = |event: &Event| STREAMED.contains(&text(event, "type")) && event.get("payload").is_none();
    if !mostly(events, is_one) || !events.iter().any(|event| streams(event)) {
        return None;
    }
    let mut parts = Parts::default();
    for (at, event) in events.iter().enumerate() {
        if !parts.take(event) {
            unknown.push(at);
        }
    }
    let parts: Vec<Value> = parts.list.into_iter().map(Value::Object).collect();
    Some(json!({"role": "assistant", "parts": parts}))
}

#[derive(Default)]
struct Parts {
    list: Vec<Map<String, Value>>,
    /// Where the calls of these ids are in the list.
    calls: HashMap<String, usize>,
}

fn either<'a>(event: &'a Event, keys: &[&str]) -> &'a str {
    keys.iter().map(|key| text(event, key)).find(|text| !text.is_empty()).unwrap_or_default()
}

fn value(event: &Event, keys: &[&str]) -> Option<Value> {
    keys.iter().find_map(|key| event.get(*key)).cloned()
}

impl Parts {
    fn take(&mut self, event: &Event) -> bool {
        const PIECE: &[&str] = &["delta", "text", "textDelta"];
        match text(event, "type") {
            "text-delta" | "TEXT_MESSAGE_CONTENT" | "TEXT_MESSAGE_CHUNK" => {
                self.words("text", event, either(event, PIECE))
            }
            "reasoning" | "reasoning-delta" | "THINKING_TEXT_MESSAGE_CONTENT" => {
                self.words("reasoning", event, either(event, PIECE));
            }
            "tool-input-start" | "tool-call-streaming-start" | "TOOL_CALL_START" => {
                self.call(event);
            }
            "tool-input-delta" | "tool-call-delta" | "TOOL_CALL_ARGS" | "TOOL_CALL_CHUNK" => {
                let more = either(event, &["inputTextDelta", "argsTextDelta", "delta"]);
                let call = self.call(event);
                match call.and_then(|call| call.get_mut("input")) {
                    Some(Value::String(input)) => input.push_str(more),
                    _ => return false,
                }
            }
            "tool-input-available" | "tool-input-error" | "tool-call" => {
                let input = value(event, &["input", "args"]);
                let (call, failed) = (self.call(event), event.get("errorText"));
                let Some(call) = call else { return false };
                call.extend(input.map(|input| ("input".to_owned(), input)));
                call.extend(failed.map(|failed| ("errorText".to_owned(), failed.clone())));
            }
            "tool-output-available" | "tool-result" | "TOOL_CALL_RESULT" => {
                let output = value(event, &["output", "result", "content"]);
                let Some(call) = self.call(event) else { return false };
                call.insert("output".to_owned(), output.unwrap_or_default());
            }
            "tool-output-error" | "tool-error" => {
                let failed = value(event, &["errorText", "error"]);
                let Some(call) = self.call(event) else { return false };
                call.insert("errorText".to_owned(), failed.unwrap_or_default());
            }
            kind if SILENT.contains(&kind) => {}
            _ if is_one(event) => self.list.push(event.clone()),
            _ => return false,
        }
        true
    }

    /// Appends to the last part, if that is of the same kind and the same id.
    fn words(&mut self, kind: &str, event: &Event, more: &str) {
        let id = either(event, &["id", "messageId"]);
        if let Some(last) =
            self.list.last_mut().filter(|last| text(last, "type") == kind && text(last, "id") == id)
            && let Some(Value::String(text)) = last.get_mut("text")
        {
            text.push_str(more);
            return;
        }
        let fresh = json!({"type": kind, "id": id, "text": more});
        self.list.extend(fresh.as_object().cloned());
    }

    fn call(&mut self, event: &Event) -> Option<&mut Map<String, Value>> {
        let mut id = either(event, &["toolCallId", "id"]).to_owned();
        if id.is_empty() {
            // Only an event that names no call continues the last one.
            id = self
                .list
                .iter()
                .rev()
                .map(|part| text(part, "toolCallId"))
                .find(|id| !id.is_empty())?
                .to_owned();
        }
        let name = either(event, &["toolName", "toolCallName"]);
        if let Some(at) = self.calls.get(&id).copied() {
            let call = self.list.get_mut(at)?;
            if !name.is_empty() {
                call.insert("toolName".to_owned(), Value::from(name));
            }
            return Some(call);
        }
        let name = if name.is_empty() { "tool" } else { name };
        let fresh = json!({"type": "dynamic-tool", "toolCallId": id, "toolName": name, "input": ""});
        self.calls.insert(id, self.list.len());
        self.list.extend(fresh.as_object().cloned());
        self.list.last_mut()
    }
}
