//! The spans of a turn: calls of models and tools.

use serde_json::{Map, Value, json};

use super::{TurnBuilder, byte_size, estimate, role, stamp};
use crate::seeded_rng::SeededRng;

impl TurnBuilder<'_> {
    /// A span for each answer of the model and each tool of this turn.
    pub(super) fn spans(&self, trace: &str, rng: &mut SeededRng) -> Vec<Value> {
        let mut begins = self.start;
        let mut spans = Vec::new();
        for (at, (message, end)) in self.group.output.iter().zip(self.ends).enumerate() {
            let id = rng.uuid7(begins);
            let details = match role(message) {
                "assistant" => Some(self.model_call(at, message)),
                "tool" => Some(self.tool_call(message)),
                _ => None,
            };
            if let Some(Value::Object(details)) = details {
                let mut span = json!({
                    "id": id,
                    "trace_id": trace,
                    "start_time": stamp(begins),
                    "end_time": stamp(*end),
                    "last_updated_at": stamp(*end),
                    "source": "sdk",
                });
                if let Some(fields) = span.as_object_mut() {
                    fields.extend(details);
                }
                spans.push(span);
            }
            begins = *end;
        }
        spans
    }

    fn model_call(&self, at: usize, message: &Value) -> Value {
        // The instructions are in the trace; repeating them in every call would only take space.
        let asked =
            self.group.input.iter().filter(|m| role(m) == "user").chain(self.group.output.iter().take(at));
        let asked: Vec<&&Value> = asked.collect();
        let calls =
            message.get("tool_calls").and_then(Value::as_array).is_some_and(|calls| !calls.is_empty());
        let reason = if calls { "tool_calls" } else { "stop" };
        let model = message.get("model").and_then(Value::as_str).or(self.conversation.model);
        let mut span = json!({
            "name": model.unwrap_or("model"),
            "type": "llm",
            "input": { "messages": asked },
            "output": { "choices": [{ "index": 0, "message": message, "finish_reason": reason }] },
        });
        if let Some(fields) = span.as_object_mut() {
            fields.extend(model.map(|model| ("model".to_owned(), json!(model))));
            fields
                .extend(self.conversation.provider.map(|provider| ("provider".to_owned(), json!(provider))));
            if self.conversation.estimate {
                let read = self.before + asked.iter().map(|m| byte_size(m)).sum::<usize>();
                fields.extend(estimate(read, byte_size(message)));
            }
            if let Some(provider @ Value::String(_)) = message.get("provider") {
                fields.insert("provider".to_owned(), provider.clone());
            }
            if let Some(Value::Object(usage)) = message.get("usage") {
                // Providers nest details in the counts; the API takes whole numbers only.
                let counts = usage.iter().filter(|(_, count)| count.is_i64());
                let counts: Map<String, Value> =
                    counts.map(|(key, count)| (key.clone(), count.clone())).collect();
                fields.insert("usage".to_owned(), Value::Object(counts));
            }
        }
        span
    }

    fn tool_call(&self, message: &Value) -> Value {
        let call = self.call(message.get("tool_call_id"));
        let function = call.and_then(|call| call.get("function"));
        let named = message.get("name").or_else(|| function.and_then(|f| f.get("name")));
        let arguments = function.and_then(|f| f.get("arguments")).cloned().unwrap_or(Value::Null);
        let content = message.get("content").cloned().unwrap_or(Value::Null);
        let mut span = json!({
            "name": named.and_then(Value::as_str).unwrap_or("tool"),
            "type": "tool",
            "input": unpacked(arguments, "arguments"),
            "output": unpacked(content, "result"),
        });
        if message.get("is_error") == Some(&Value::Bool(true))
            && let Some(fields) = span.as_object_mut()
        {
            let said = message.get("content").and_then(Value::as_str).unwrap_or("The tool failed.");
            let error = json!({ "exception_type": "ToolError", "message": said, "traceback": said });
            fields.insert("error_info".to_owned(), error);
        }
        span
    }

    fn call(&self, id: Option<&Value>) -> Option<&Value> {
        let calls = self.group.output.iter().filter_map(|m| m.get("tool_calls")?.as_array()).flatten();
        calls.into_iter().find(|call| id.is_some() && call.get("id") == id)
    }
}

/// Parses JSON that was sent as text. A value that is not an object is put under `key`, because tools and Opik's own
/// pages expect an object.
fn unpacked(value: Value, key: &str) -> Value {
    let value = match value {
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        other => other,
    };
    if value.is_object() || value.is_null() { value } else { json!({ key: value }) }
}
