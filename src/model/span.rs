//! One step inside a trace: a call of a model, of a tool, of any function. The trace itself is the step that has them all.

use serde_json::Value;

use super::{
    feedback::Feedback,
    ids::{ProjectId, SpanId, TraceId},
    time::Timestamp,
    trace::{ErrorInfo, Trace},
};

/// What kind of step it is (Opik: `type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum SpanKind {
    /// The trace itself.
    Trace,
    /// Any function.
    #[default]
    General,
    /// A call of a tool.
    Tool,
    /// A call of a model.
    Llm,
    /// A check of what goes in or out.
    Guardrail,
}

impl SpanKind {
    /// The kinds that spans have, in the order a filter offers them.
    pub const OF_SPANS: [Self; 4] = [Self::Llm, Self::Tool, Self::General, Self::Guardrail];

    /// Reads the wire's word; what is unknown is a general step.
    pub fn parse(word: &str) -> Self {
        match word {
            "tool" => Self::Tool,
            "llm" => Self::Llm,
            "guardrail" => Self::Guardrail,
            _ => Self::General,
        }
    }

    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trace => "Trace",
            Self::General => "General",
            Self::Tool => "Tool",
            Self::Llm => "LLM",
            Self::Guardrail => "Guardrail",
        }
    }
}

/// A span; or, with the kind [`SpanKind::Trace`] and an empty id, the trace as the root of its spans.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Span {
    /// Its UUID; empty for the trace itself.
    pub id: SpanId,
    /// Whose step it is.
    pub trace_id: TraceId,
    /// The project it was logged to.
    pub project: ProjectId,
    /// The step that called it; none for what the trace called itself. It may not be there.
    pub parent: Option<SpanId>,
    /// The function's, tool's or model call's name.
    pub name: Option<String>,
    /// What it is.
    pub kind: SpanKind,
    /// When it began.
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
    /// Tokens by the names the program gave them, e.g. `total_tokens`.
    pub usage: Vec<(String, f64)>,
    /// Dollars, estimated by the server.
    pub cost: Option<f64>,
    /// The model that was called.
    pub model: Option<String>,
    /// Who runs the model; several for a trace.
    pub providers: Vec<String>,
    /// Where it ran, e.g. `production`.
    pub environment: Option<String>,
    /// When the server first heard of it.
    pub created_at: Option<Timestamp>,
}

impl Span {
    /// All its tokens.
    pub fn total_tokens(&self) -> Option<u64> {
        let total = self.usage.iter().find(|(name, _)| name == "total_tokens");
        total.map(|(_, count)| *count as u64)
    }
}

impl From<&Trace> for Span {
    fn from(trace: &Trace) -> Self {
        Self {
            id: SpanId::default(),
            trace_id: trace.id.clone(),
            project: trace.project.clone(),
            parent: None,
            name: trace.name.clone(),
            kind: SpanKind::Trace,
            start_time: trace.start_time,
            end_time: trace.end_time,
            duration_ms: trace.duration_ms,
            input: trace.input.clone(),
            output: trace.output.clone(),
            metadata: trace.metadata.clone(),
            feedback: trace.feedback.clone(),
            error: trace.error.clone(),
            usage: trace.usage.clone(),
            cost: trace.cost,
            model: None,
            providers: trace.providers.clone(),
            environment: trace.environment.clone(),
            created_at: trace.created_at,
        }
    }
}
