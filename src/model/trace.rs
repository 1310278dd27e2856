//! A trace, which is one turn of a conversation.

use serde_json::Value;

use super::{
    feedback::Feedback,
    ids::{ProjectId, ThreadId, TraceId},
    score::Score,
    time::Timestamp,
};

/// Why a trace or span failed (`error_info` in the API).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorInfo {
    pub kind: String,
    pub message: Option<String>,
    pub traceback: Option<String>,
}

/// A trace: its input is the user's message, its output the assistant's. Input, output and metadata are any JSON, as
/// logged.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Trace {
    pub id: TraceId,
    pub project: ProjectId,
    pub name: Option<String>,
    /// The conversation that it belongs to, if any.
    pub thread_id: Option<ThreadId>,
    pub start_time: Option<Timestamp>,
    /// `None` while it runs.
    pub end_time: Option<Timestamp>,
    /// Milliseconds from start to end.
    pub duration_ms: Option<f64>,
    pub input: Option<Value>,
    pub output: Option<Value>,
    pub metadata: Option<Value>,
    pub feedback: Feedback,
    pub error: Option<ErrorInfo>,
    /// Summed over its spans.
    pub total_tokens: Option<u64>,
    /// Token counts by the names that the program logged, e.g. `total_tokens`.
    pub usage: Vec<(String, f64)>,
    /// US dollars, estimated by the server.
    pub cost: Option<f64>,
    /// Feedback scores on its spans, by name (`span_feedback_scores` in the API).
    pub span_scores: Vec<Score>,
    pub span_count: u64,
    /// Whether any of its spans is a tool call.
    pub has_tool_spans: bool,
    /// The model providers of its spans.
    pub providers: Vec<String>,
    /// Where it ran, e.g. `production`.
    pub environment: Option<String>,
    pub created_at: Option<Timestamp>,
}

impl Trace {
    /// The model's name from where formats and integrations log it, else the provider's.
    pub fn model(&self) -> Option<&str> {
        self.logged_model()
            .or_else(|| self.providers.first().map(String::as_str))
            .filter(|name| !name.is_empty())
    }

    /// The same, but `None` where only the provider is known.
    pub fn logged_model(&self) -> Option<&str> {
        let logged = [
            (&self.output, "model"),
            (&self.metadata, "model"),
            (&self.metadata, "ls_model_name"),
            (&self.input, "model"),
        ];
        logged.into_iter().find_map(|(value, key)| value.as_ref()?.get(key)?.as_str())
    }
}
