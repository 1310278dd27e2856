//! The fields that conditions can be about.

mod lists;

use super::{super::tab::Tab, kind::FieldKind};

/// A field that the server can filter by (Opik's `TraceThreadField`, `TraceField` and `SpanField`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The input of a thread's first trace.
    FirstMessage,
    /// The output of a thread's last trace.
    LastMessage,
    /// A thread's id as its program chose it; case-sensitive.
    Id,
    /// The server counts two messages for each trace.
    MessageCount,
    /// The name of a trace or span.
    Name,
    /// The text of the whole input.
    Input,
    /// The text of the whole output.
    Output,
    /// The value at a path in the input.
    InputAt(String),
    /// The value at a path in the output.
    OutputAt(String),
    /// The value at a path in the metadata.
    Metadata(String),
    /// The value at a path that begins with `input`, `output` or `metadata`.
    Custom(String),
    /// Whether the call failed with an exception.
    Error,
    /// The type of the exception.
    ErrorType,
    /// The results of Opik's guardrails, which check texts.
    Guardrails,
    TraceId,
    SpanId,
    /// The id of a span's trace.
    Trace,
    /// The id of a trace's thread.
    Thread,
    /// The id of the experiment that logged a trace.
    Experiment,
    /// The kind of a span: `llm`, `tool`, `general` or `guardrail`.
    SpanKind,
    Model,
    Provider,
    /// Input and output tokens together.
    Tokens,
    InputTokens,
    OutputTokens,
    /// The number of model calls in a trace.
    LlmSpans,
    /// The estimated cost in dollars.
    Cost,
    /// Seconds here and in the URL, milliseconds in the request.
    Duration,
    /// The time to the first token in milliseconds.
    FirstToken,
    Tags,
    /// The UUIDs of the annotation queues that contain the row.
    Queues,
    /// A feedback score, by its name.
    Score(String),
    /// A feedback score on the spans of a trace, by its name.
    SpanScore(String),
    /// For a thread, the start of its first trace.
    StartTime,
    /// For a thread, the end of its last trace.
    EndTime,
    LastActivity,
    /// When the server received it first.
    CreatedAt,
    Status,
    /// The environment, such as `production`.
    Environment,
    /// What logged it: `sdk`, `experiment`, `playground`, …
    Source,
    /// Whether Opik's lists hide it: `default` or `hidden`.
    Visibility,
}

impl Field {
    /// The list's field with this name in the API. `key` is the name of a score or a path into the logged JSON.
    pub fn parse(tab: Tab, name: &str, key: &str) -> Option<Self> {
        let field = Self::all(tab).find(|field| field.name() == name)?;
        let key = key.trim();
        Some(if key.is_empty() { field.clone() } else { field.with_key(key) })
    }

    /// The same field with another key; fields without a key are returned as they are.
    pub fn with_key(&self, key: &str) -> Self {
        let key = key.to_owned();
        match self {
            Self::Score(_) => Self::Score(key),
            Self::SpanScore(_) => Self::SpanScore(key),
            Self::InputAt(_) => Self::InputAt(key),
            Self::OutputAt(_) => Self::OutputAt(key),
            Self::Metadata(_) => Self::Metadata(key),
            Self::Custom(_) => Self::Custom(key),
            other => other.clone(),
        }
    }

    /// The name of the score, or the path; empty if not yet entered. `None` if the field has no key.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Score(key)
            | Self::SpanScore(key)
            | Self::InputAt(key)
            | Self::OutputAt(key)
            | Self::Metadata(key)
            | Self::Custom(key) => Some(key),
            _ => None,
        }
    }

    /// The name in the API.
    pub fn name(&self) -> &'static str {
        self.facts().0
    }

    /// The name to show, with the key.
    pub fn label(&self) -> String {
        let label = self.facts().1;
        match self.key() {
            None | Some("") => label.to_owned(),
            Some(key) => format!("{label} {key}"),
        }
    }

    pub fn kind(&self) -> FieldKind {
        self.facts().2
    }

    /// The name in the API, the label, and the kind.
    fn facts(&self) -> (&'static str, &'static str, FieldKind) {
        match self {
            Self::FirstMessage => ("first_message", "First message", FieldKind::Text),
            Self::LastMessage => ("last_message", "Last message", FieldKind::Text),
            Self::Id => ("id", "Thread ID", FieldKind::Id),
            Self::MessageCount => ("number_of_messages", "Message count", FieldKind::Number),
            Self::Name => ("name", "Name", FieldKind::Text),
            Self::Input => ("input", "Input", FieldKind::Text),
            Self::Output => ("output", "Output", FieldKind::Text),
            Self::InputAt(_) => ("input_json", "Input at", FieldKind::Path),
            Self::OutputAt(_) => ("output_json", "Output at", FieldKind::Path),
            Self::Metadata(_) => ("metadata", "Metadata", FieldKind::Path),
            Self::Custom(_) => ("custom", "Value at", FieldKind::Path),
            Self::Error => ("error_info", "Error", FieldKind::Error),
            Self::ErrorType => ("error_type", "Error type", FieldKind::Text),
            Self::Guardrails => ("guardrails", "Guardrails", FieldKind::Text),
            Self::TraceId => ("id", "Trace ID", FieldKind::Id),
            Self::SpanId => ("id", "Span ID", FieldKind::Id),
            Self::Trace => ("trace_id", "Trace ID", FieldKind::Id),
            Self::Thread => ("thread_id", "Thread ID", FieldKind::Id),
            Self::Experiment => ("experiment_id", "Experiment ID", FieldKind::Id),
            Self::SpanKind => ("type", "Kind", FieldKind::Word),
            Self::Model => ("model", "Model", FieldKind::Text),
            Self::Provider => ("provider", "Provider", FieldKind::Text),
            Self::Tokens => ("usage.total_tokens", "Tokens", FieldKind::Number),
            Self::InputTokens => ("usage.prompt_tokens", "Input tokens", FieldKind::Number),
            Self::OutputTokens => ("usage.completion_tokens", "Output tokens", FieldKind::Number),
            Self::LlmSpans => ("llm_span_count", "LLM spans", FieldKind::Number),
            Self::Cost => ("total_estimated_cost", "Cost", FieldKind::Cost),
            Self::Duration => ("duration", "Duration", FieldKind::Duration),
            Self::FirstToken => ("ttft", "Milliseconds to the first token", FieldKind::Number),
            Self::Tags => ("tags", "Tags", FieldKind::Tags),
            Self::Queues => ("annotation_queue_ids", "Annotation queues", FieldKind::Tags),
            Self::Score(_) => ("feedback_scores", "Score", FieldKind::Score),
            Self::SpanScore(_) => ("span_feedback_scores", "Span score", FieldKind::Score),
            Self::StartTime => ("start_time", "Start time", FieldKind::Time),
            Self::EndTime => ("end_time", "End time", FieldKind::Time),
            Self::LastActivity => ("last_updated_at", "Last activity", FieldKind::Time),
            Self::CreatedAt => ("created_at", "First seen", FieldKind::Time),
            Self::Status => ("status", "Status", FieldKind::Status),
            Self::Environment => ("environment", "Environment", FieldKind::Word),
            Self::Source => ("source", "Source", FieldKind::Source),
            Self::Visibility => ("visibility_mode", "Visibility", FieldKind::Word),
        }
    }
}
