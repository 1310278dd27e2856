//! Opik: `/v1/private/traces`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    client::Client,
    error::ApiError,
    feedback::{CommentWire, ScoreWire, comments, filled, scores, time},
    payload::payload,
    threads::tokens,
};
use crate::model::{
    ids::{ProjectId, ThreadId, TraceId},
    trace::{ErrorInfo, Trace},
};

#[derive(Deserialize)]
struct TraceWire {
    id: String,
    name: Option<String>,
    thread_id: Option<String>,
    start_time: Option<String>,
    end_time: Option<String>,
    duration: Option<f64>,
    input: Option<Box<RawValue>>,
    output: Option<Box<RawValue>>,
    metadata: Option<Box<RawValue>>,
    tags: Option<Vec<String>>,
    error_info: Option<ErrorWire>,
    usage: Option<BTreeMap<String, f64>>,
    total_estimated_cost: Option<f64>,
    feedback_scores: Option<Vec<ScoreWire>>,
    comments: Option<Vec<CommentWire>>,
    #[serde(default)]
    span_count: u64,
    #[serde(default)]
    has_tool_spans: bool,
    providers: Option<Vec<String>>,
    last_updated_at: Option<String>,
}

#[derive(Deserialize)]
struct ErrorWire {
    #[serde(default)]
    exception_type: String,
    message: Option<String>,
    traceback: Option<String>,
}

impl From<TraceWire> for Trace {
    fn from(wire: TraceWire) -> Self {
        Self {
            id: TraceId::new(wire.id),
            name: filled(wire.name),
            thread_id: filled(wire.thread_id).map(ThreadId::new),
            start_time: time(wire.start_time.as_ref()),
            end_time: time(wire.end_time.as_ref()),
            duration_ms: wire.duration,
            input: wire.input.map(payload),
            output: wire.output.map(payload),
            metadata: wire.metadata.map(payload),
            tags: wire.tags.unwrap_or_default(),
            error: wire.error_info.map(|error| ErrorInfo {
                kind: error.exception_type,
                message: filled(error.message),
                traceback: filled(error.traceback),
            }),
            total_tokens: wire.usage.and_then(|usage| tokens(&usage, "total_tokens")),
            cost: wire.total_estimated_cost,
            scores: scores(wire.feedback_scores),
            comments: comments(wire.comments),
            span_count: wire.span_count,
            has_tool_spans: wire.has_tool_spans,
            providers: wire.providers.unwrap_or_default(),
            last_updated_at: time(wire.last_updated_at.as_ref()),
        }
    }
}

#[derive(Deserialize)]
struct PageWire {
    #[serde(default)]
    total: u64,
    #[serde(default)]
    content: Vec<TraceWire>,
}

/// Some turns of a conversation, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnsPage {
    /// Oldest first, as far as the server sorts by that.
    pub turns: Vec<Trace>,
    /// How many turns the conversation has in all.
    pub total: u64,
}

/// A page of a thread's turns, untruncated (Opik: R1, but by pages and sorted by the server). `page` counts from 1.
pub async fn of_thread(
    client: &Client,
    project: &ProjectId,
    thread: &ThreadId,
    page: u64,
    size: u64,
) -> Result<TurnsPage, ApiError> {
    let filter = serde_json::json!([{
        "field": "thread_id", "type": "string", "operator": "=", "value": thread.as_str(),
    }]);
    let pairs = [
        ("project_id", project.as_str().to_owned()),
        ("page", page.to_string()),
        ("size", size.to_string()),
        ("truncate", "false".to_owned()),
        ("filters", filter.to_string()),
        ("sorting", r#"[{"field":"start_time","direction":"ASC"}]"#.to_owned()),
    ];
    let page: PageWire = client.get("traces", &pairs).await?;
    Ok(TurnsPage { turns: page.content.into_iter().map(Trace::from).collect(), total: page.total })
}
