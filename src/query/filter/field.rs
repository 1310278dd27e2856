//! What a condition can be about.

mod lists;

use super::{super::tab::Tab, kind::Kind};

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
    pub fn kind(&self) -> Kind {
        self.facts().2
    }

    /// The wire's name, the label, and how it is compared.
    fn facts(&self) -> (&'static str, &'static str, Kind) {
        match self {
            Self::FirstMessage => ("first_message", "First message", Kind::Text),
            Self::LastMessage => ("last_message", "Last message", Kind::Text),
            Self::Id => ("id", "Thread ID", Kind::Id),
            Self::MessageCount => ("number_of_messages", "Message count", Kind::Number),
            Self::Name => ("name", "Name", Kind::Text),
            Self::Input => ("input", "Input", Kind::Text),
            Self::Output => ("output", "Output", Kind::Text),
            Self::InputAt(_) => ("input_json", "Input at", Kind::Path),
            Self::OutputAt(_) => ("output_json", "Output at", Kind::Path),
            Self::Metadata(_) => ("metadata", "Metadata", Kind::Path),
            Self::Custom(_) => ("custom", "Value at", Kind::Path),
            Self::Error => ("error_info", "Error", Kind::Error),
            Self::ErrorType => ("error_type", "Error type", Kind::Text),
            Self::Guardrails => ("guardrails", "Guardrails", Kind::Text),
            Self::TraceId => ("id", "Trace ID", Kind::Id),
            Self::SpanId => ("id", "Span ID", Kind::Id),
            Self::Trace => ("trace_id", "Trace ID", Kind::Id),
            Self::Thread => ("thread_id", "Thread ID", Kind::Id),
            Self::Experiment => ("experiment_id", "Experiment ID", Kind::Id),
            Self::SpanKind => ("type", "Kind", Kind::Word),
            Self::Model => ("model", "Model", Kind::Text),
            Self::Provider => ("provider", "Provider", Kind::Text),
            Self::Tokens => ("usage.total_tokens", "Tokens", Kind::Number),
            Self::InputTokens => ("usage.prompt_tokens", "Input tokens", Kind::Number),
            Self::OutputTokens => ("usage.completion_tokens", "Output tokens", Kind::Number),
            Self::LlmSpans => ("llm_span_count", "LLM spans", Kind::Number),
            Self::Cost => ("total_estimated_cost", "Cost", Kind::Cost),
            Self::Duration => ("duration", "Duration", Kind::Duration),
            Self::FirstToken => ("ttft", "Milliseconds to the first token", Kind::Number),
            Self::Tags => ("tags", "Tags", Kind::Tags),
            Self::Queues => ("annotation_queue_ids", "Annotation queues", Kind::Tags),
            Self::Score(_) => ("feedback_scores", "Score", Kind::Score),
            Self::SpanScore(_) => ("span_feedback_scores", "Span score", Kind::Score),
            Self::StartTime => ("start_time", "Start time", Kind::Time),
            Self::EndTime => ("end_time", "End time", Kind::Time),
            Self::LastActivity => ("last_updated_at", "Last activity", Kind::Time),
            Self::CreatedAt => ("created_at", "First seen", Kind::Time),
            Self::Status => ("status", "Status", Kind::Status),
            Self::Environment => ("environment", "Environment", Kind::Word),
            Self::Source => ("source", "Source", Kind::Source),
            Self::Visibility => ("visibility_mode", "Visibility", Kind::Word),
        }
    }
}
