//! The format of the sample files, and the API calls that follow from them.

use std::collections::BTreeMap;

use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::spans::{self, SampleSpan};
use crate::loader::turns::{Turn, byte_size, estimate};
use crate::seeded_rng::SeededRng;

/// A conversation with its feedback.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    pub thread: String,
    /// Its end, in minutes before now.
    pub ago_minutes: i64,
    #[serde(default)]
    pub model: Option<String>,
    #[serde(default)]
    pub provider: Option<String>,
    #[serde(default)]
    pub metadata: Map<String, Value>,
    /// OpenAI-style messages; a user's message may have `pause_minutes`, the time before it.
    #[serde(default)]
    pub messages: Vec<Value>,
    /// Alternatively turns in any format.
    #[serde(default)]
    pub turns: Vec<SampleTurn>,
    /// Whether somebody marked it inactive.
    #[serde(default)]
    pub closed: bool,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    thumbs: Vec<SampleThumb>,
    #[serde(default)]
    scores: Vec<SampleScore>,
    #[serde(default)]
    comments: Vec<SampleComment>,
}

/// A turn as written in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleTurn {
    name: String,
    pub seconds: f64,
    #[serde(default)]
    pub pause_seconds: f64,
    #[serde(default)]
    model: String,
    #[serde(default)]
    provider: String,
    input: Value,
    #[serde(default)]
    output: Value,
    #[serde(default)]
    error_info: Value,
    /// The spans of an agent; without them there is one span, for the model that answered.
    #[serde(default)]
    steps: Vec<SampleSpan>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SampleThumb {
    turn: usize,
    value: u8,
    author: String,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleScore {
    name: String,
    value: f64,
    #[serde(default)]
    category_name: Option<String>,
    #[serde(default)]
    reason: Option<String>,
    source: String,
    author: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleComment {
    author: String,
    text: String,
}

/// The ids of a logged turn.
pub(super) struct LoggedIds {
    pub trace: String,
    pub spans: Vec<String>,
}

/// A call to the API, and the time since the call before.
pub(super) struct ApiCall<'a> {
    pub after: TimeDelta,
    pub method: Method,
    pub path: String,
    pub body: Value,
    pub author: Option<&'a str>,
}

impl Sample {
    /// The messages without `pause_minutes`, and the pauses by turn.
    pub(super) fn messages_and_pauses(&self) -> (Vec<Value>, BTreeMap<usize, TimeDelta>) {
        let mut messages = self.messages.clone();
        let mut pauses = BTreeMap::new();
        let people = messages.iter_mut().filter(|m| m.get("role").and_then(Value::as_str) == Some("user"));
        for (turn, message) in people.enumerate() {
            let pause = message.as_object_mut().and_then(|fields| fields.remove("pause_minutes"));
            pauses.extend(pause.and_then(|value| value.as_i64()).map(|m| (turn, TimeDelta::minutes(m))));
        }
        (messages, pauses)
    }

    /// The calls with which people and programs gave feedback, in order.
    pub(super) fn feedback_calls(
        &self,
        project: &str,
        thread_model_id: &str,
        made: &[LoggedIds],
    ) -> Vec<ApiCall<'_>> {
        let mut calls = Vec::new();
        let mut call = |seconds: i64, method: Method, path: String, body: Value, author| {
            calls.push(ApiCall { after: TimeDelta::seconds(seconds), method, path, body, author });
        };
        if !self.tags.is_empty() {
            let path = format!("/v1/private/traces/threads/{thread_model_id}");
            call(0, Method::PATCH, path, json!({ "tags": self.tags }), None);
        }
        for thumb in &self.thumbs {
            let Some(LoggedIds { trace, .. }) = made.get(thumb.turn) else { continue };
            let category = if thumb.value == 1 { "👍" } else { "👎" };
            let body = json!({ "name": "User feedback", "value": thumb.value, "category_name": category,
                               "reason": thumb.reason, "source": "ui" });
            call(
                20,
                Method::PUT,
                format!("/v1/private/traces/{trace}/feedback-scores"),
                body,
                Some(&*thumb.author),
            );
        }
        for (turn, LoggedIds { spans, .. }) in self.turns.iter().zip(made) {
            for ((step, _), span) in spans::flat(&turn.steps).into_iter().zip(spans) {
                for score in &step.scores {
                    let path = format!("/v1/private/spans/{span}/feedback-scores");
                    call(30, Method::PUT, path, score.body(), Some(&*score.author));
                }
                for comment in &step.comments {
                    let path = format!("/v1/private/spans/{span}/comments");
                    call(60, Method::POST, path, json!({ "text": comment.text }), Some(&*comment.author));
                }
            }
        }
        for score in &self.scores {
            let mut item = score.body();
            if let Some(fields) = item.as_object_mut() {
                fields.extend([
                    ("thread_id".to_owned(), json!(self.thread)),
                    ("project_name".to_owned(), json!(project)),
                ]);
            }
            let path = "/v1/private/traces/threads/feedback-scores".to_owned();
            call(45, Method::PUT, path, json!({ "scores": [item] }), Some(&*score.author));
        }
        for comment in &self.comments {
            let path = format!("/v1/private/traces/threads/{thread_model_id}/comments");
            call(90, Method::POST, path, json!({ "text": comment.text }), Some(&*comment.author));
        }
        calls
    }
}

impl SampleScore {
    fn body(&self) -> Value {
        json!({ "name": self.name, "value": self.value, "category_name": self.category_name,
                "reason": self.reason, "source": self.source })
    }
}

impl SampleTurn {
    /// Its trace and spans.
    pub(super) fn made(
        &self,
        rng: &mut SeededRng,
        thread: &str,
        metadata: &Map<String, Value>,
        (start, end): (&str, &str),
        begins: DateTime<Utc>,
    ) -> Turn {
        let id = rng.uuid7(begins);
        let times = json!({ "start_time": start, "end_time": end, "last_updated_at": end, "source": "sdk" });
        let mut trace = json!({ "id": id, "name": self.name, "thread_id": thread, "input": self.input,
                                "output": self.output, "error_info": self.error_info, "metadata": metadata });
        let mut span = json!({ "id": rng.uuid7(begins), "trace_id": id, "name": self.model, "type": "llm",
                               "model": self.model, "provider": self.provider, "input": self.input,
                               "output": self.output, "error_info": self.error_info });
        if self.error_info.is_null()
            && let Some(fields) = span.as_object_mut()
        {
            fields.extend(estimate(byte_size(&self.input), byte_size(&self.output)));
        }
        for item in [&mut trace, &mut span] {
            if let (Some(fields), Value::Object(times)) = (item.as_object_mut(), times.clone()) {
                fields.extend(times);
                fields.retain(|_, value| !value.is_null());
            }
        }
        let spans = match self.steps.as_slice() {
            [] => vec![span],
            steps => spans::spans(steps, &id, begins, rng),
        };
        Turn { trace, spans }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_can_be_read() {
        for file in super::super::FILES {
            let sample: Sample = serde_json::from_str(file).unwrap();
            assert!(sample.messages.is_empty() != sample.turns.is_empty(), "{}", sample.thread);
        }
    }
}
