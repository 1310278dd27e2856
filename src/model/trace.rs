//! One turn: what went in, what came out, and at what price.

use serde_json::Value;

use super::{
    feedback::Feedback,
    ids::{ProjectId, ThreadId, TraceId},
    score::Score,
    time::Timestamp,
};

/// Why a turn failed (Opik: `error_info`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorInfo {
    /// The exception's type.
    pub kind: String,
    /// What it said.
    pub message: Option<String>,
    /// Where it came from.
    pub traceback: Option<String>,
}

/// A trace: its input is the user's message, its output the assistant's.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Trace {
    /// Its UUID.
    pub id: TraceId,
    /// The project it was logged to.
    pub project: ProjectId,
    /// The traced function's name.
    pub name: Option<String>,
    /// The conversation it belongs to, if any.
    pub thread_id: Option<ThreadId>,
    /// When the turn began.
    pub start_time: Option<Timestamp>,
    /// When it ended; absent while it runs.
    pub end_time: Option<Timestamp>,
    /// Milliseconds from start to end.
    pub duration_ms: Option<f64>,
    /// Whatever JSON was logged as input.
    pub input: Option<Value>,
    /// Whatever JSON was logged as output.
    pub output: Option<Value>,
    /// Whatever JSON was logged beside them.
    pub metadata: Option<Value>,
    /// What people and programs say of it.
    pub feedback: Feedback,
    /// Why it failed, if it did.
    pub error: Option<ErrorInfo>,
    /// All tokens of its spans.
    pub total_tokens: Option<u64>,
    /// The same by their names, e.g. `total_tokens`.
    pub usage: Vec<(String, f64)>,
    /// Dollars, estimated by the server.
    pub cost: Option<f64>,
    /// Feedback scores on its spans, by name (Opik: `span_feedback_scores`).
    pub span_scores: Vec<Score>,
    /// How many spans it has.
    pub span_count: u64,
    /// Whether a tool was called in it (Opik: `has_tool_spans`).
    pub has_tool_spans: bool,
    /// Model providers of its spans.
    pub providers: Vec<String>,
    /// Where it ran, e.g. `production`.
    pub environment: Option<String>,
    /// When the server first heard of it.
    pub created_at: Option<Timestamp>,
}
