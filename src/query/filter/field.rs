//! What a condition can be about.

mod lists;

use super::{super::tab::Tab, kind::FieldKind};

/// A field of a list's rows that the server filters by (Opik: `TraceThreadField`, `TraceField`, `SpanField`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Input of the first turn.
    FirstMessage,
    /// Output of the last turn.
    LastMessage,
    /// The user's own id of a conversation, case-sensitive.
    Id,
    /// Two for every turn.
    MessageCount,
    /// A trace's or span's name.
    Name,
    /// What went in, wherever in it.
    Input,
    /// What came out, wherever in it.
    Output,
    /// The value at a path in what went in.
    InputAt(String),
    /// The value at a path in what came out.
    OutputAt(String),
    /// The value at a path in what was logged beside them.
    Metadata(String),
    /// The value at a path that begins with `input`, `output` or `metadata`.
    Custom(String),
    /// Whether it failed.
    Error,
    /// The exception it failed with.
    ErrorType,
    /// What a check of the text found (Opik: guardrails).
    Guardrails,
    /// A trace's UUID.
    TraceId,
    /// A span's UUID.
    SpanId,
    /// The trace that a span belongs to.
    Trace,
    /// The conversation that a trace belongs to.
    Thread,
    /// The experiment that logged a trace.
    Experiment,
    /// A span's kind: `llm`, `tool`, `general` or `guardrail`.
    SpanKind,
    /// The model a span called.
    Model,
    /// Who runs that model.
    Provider,
    /// All tokens.
    Tokens,
    /// Tokens that went in.
    InputTokens,
    /// Tokens that came out.
    OutputTokens,
    /// How many calls of a model there are in a trace.
    LlmSpans,
    /// Dollars.
    Cost,
    /// Seconds, for people.
    Duration,
    /// Milliseconds to the first token.
    FirstToken,
    /// Labels.
    Tags,
    /// The annotation queues it waits in, by their UUIDs.
    Queues,
    /// A feedback score by its name.
    Score(String),
    /// A feedback score of a trace's spans by its name.
    SpanScore(String),
    /// When it began: a conversation with its first turn.
    StartTime,
    /// When it ended, or its last turn.
    EndTime,
    /// When something last happened.
    LastActivity,
    /// When the server first saw it.
    CreatedAt,
    /// Active or inactive.
    Status,
    /// Where it ran, e.g. `production`.
    Environment,
    /// Who logged it: `sdk`, `experiment`, `playground`, ...
    Source,
    /// Whether Opik's own lists hide it.
    Visibility,
}

impl Field {
    /// The list's field with the wire's name; `key` is a score's name, or a path into what was logged.
    pub fn parse(tab: Tab, name: &str, key: &str) -> Option<Self> {
        let field = Self::offered(tab).iter().chain(Self::others(tab)).find(|field| field.name() == name)?;
        let key = key.trim();
        Some(if key.is_empty() { field.clone() } else { field.with_key(key) })
    }

    /// The same field, of this score or at this path; other fields have no key.
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

    /// The score's name, or the path; empty where it is still to be said, nothing where there is none to say.
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

    /// The wire's name.
    pub fn name(&self) -> &'static str {
        self.facts().0
    }

    /// The words a person reads.
    pub fn label(&self) -> String {
        let label = self.facts().1;
        match self.key() {
            None | Some("") => label.to_owned(),
            Some(key) => format!("{label} {key}"),
        }
    }

    /// How it is compared.
    pub fn kind(&self) -> FieldKind {
        self.facts().2
    }

    /// The wire's name, the label, and how it is compared.
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
