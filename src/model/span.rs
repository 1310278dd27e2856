//! A span: one step inside a trace, such as a call of a model, a tool or a function. The trace itself is shown as the
//! root of its spans.

use serde_json::Value;

use super::{
    feedback::Feedback,
    ids::{ProjectId, SpanId, TraceId},
    time::Timestamp,
    trace::{ErrorInfo, Trace},
};

/// The kind of a span (`type` in the API).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum SpanKind {
    /// The trace itself, as the root.
    Trace,
    /// Any function.
    #[default]
    General,
    Tool,
    Llm,
    /// A check of an input or output.
    Guardrail,
}

impl SpanKind {
    /// The kinds that spans can have, in the order in which filters offer them.
    pub const OF_SPANS: [Self; 4] = [Self::Llm, Self::Tool, Self::General, Self::Guardrail];

    /// Reads the API's `type`; an unknown one counts as general.
    pub fn parse(word: &str) -> Self {
        match word {
            "tool" => Self::Tool,
            "llm" => Self::Llm,
            "guardrail" => Self::Guardrail,
            _ => Self::General,
        }
    }

    /// The name shown to people.
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

/// A span; with the kind [`SpanKind::Trace`] and an empty id, the trace as the root of its spans. Input, output
/// and metadata are any JSON, as logged.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Span {
    /// Empty for the trace itself.
    pub id: SpanId,
    pub trace_id: TraceId,
    pub project: ProjectId,
    /// The span that it belongs to; `None` directly below the trace. The parent may be missing from the data.
    pub parent: Option<SpanId>,
    pub name: Option<String>,
    pub kind: SpanKind,
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
    /// Token counts by the names that the program logged, e.g. `total_tokens`.
    pub usage: Vec<(String, f64)>,
    /// US dollars, estimated by the server.
    pub cost: Option<f64>,
    pub model: Option<String>,
    /// The providers of its model; a trace may have several.
    pub providers: Vec<String>,
    /// Where it ran, e.g. `production`.
    pub environment: Option<String>,
    pub created_at: Option<Timestamp>,
}

impl Span {
    /// The count named `total_tokens`.
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
