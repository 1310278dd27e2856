//! What a condition can be about.

use super::{super::tab::Tab, kind::Kind};

/// A field of a list's rows that the server filters by (Opik: `TraceThreadField`, `TraceField`).
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
    /// A trace's name.
    Name,
    /// A trace's input, wherever in it.
    Input,
    /// A trace's output, wherever in it.
    Output,
    /// Whether a trace failed.
    Error,
    /// The exception it failed with.
    ErrorType,
    /// A trace's UUID.
    TraceId,
    /// The conversation that a trace belongs to.
    Thread,
    /// All tokens of a trace.
    Tokens,
    /// Dollars.
    Cost,
    /// Seconds, for people.
    Duration,
    /// Labels.
    Tags,
    /// A feedback score by its name.
    Score(String),
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
}

impl Field {
    /// What a list's filter menu offers, in order; the likeliest first.
    pub fn offered(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Threads => {
                const {
                    &[
                        Self::FirstMessage,
                        Self::LastMessage,
                        Self::Id,
                        Self::MessageCount,
                        Self::Duration,
                        Self::Tags,
                        Self::Score(String::new()),
                        Self::StartTime,
                        Self::LastActivity,
                    ]
                }
            }
            Tab::Traces => {
                const {
                    &[
                        Self::Input,
                        Self::Output,
                        Self::Name,
                        Self::Error,
                        Self::ErrorType,
                        Self::Duration,
                        Self::Tokens,
                        Self::Cost,
                        Self::Tags,
                        Self::Score(String::new()),
                        Self::StartTime,
                        Self::Thread,
                        Self::TraceId,
                    ]
                }
            }
        }
    }

    /// What is understood besides, from a link.
    fn others(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Threads => const { &[Self::EndTime, Self::CreatedAt, Self::Status] },
            Tab::Traces => const { &[Self::EndTime, Self::CreatedAt, Self::LastActivity] },
        }
    }

    /// The list's field with the wire's name; `key` is a score's name.
    pub fn parse(tab: Tab, name: &str, key: &str) -> Option<Self> {
        let field = Self::offered(tab).iter().chain(Self::others(tab)).find(|field| field.name() == name)?;
        Some(match field {
            Self::Score(_) => Self::Score(key.trim().to_owned()),
            field => field.clone(),
        })
    }

    /// The wire's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::FirstMessage => "first_message",
            Self::LastMessage => "last_message",
            Self::Id | Self::TraceId => "id",
            Self::MessageCount => "number_of_messages",
            Self::Name => "name",
            Self::Input => "input",
            Self::Output => "output",
            Self::Error => "error_info",
            Self::ErrorType => "error_type",
            Self::Thread => "thread_id",
            Self::Tokens => "usage.total_tokens",
            Self::Cost => "total_estimated_cost",
            Self::Duration => "duration",
            Self::Tags => "tags",
            Self::Score(_) => "feedback_scores",
            Self::StartTime => "start_time",
            Self::EndTime => "end_time",
            Self::LastActivity => "last_updated_at",
            Self::CreatedAt => "created_at",
            Self::Status => "status",
        }
    }

    /// The words a person reads.
    pub fn label(&self) -> String {
        let label = match self {
            Self::FirstMessage => "First message",
            Self::LastMessage => "Last message",
            Self::Id | Self::Thread => "Thread ID",
            Self::TraceId => "Trace ID",
            Self::MessageCount => "Message count",
            Self::Name => "Name",
            Self::Input => "Input",
            Self::Output => "Output",
            Self::Error => "Error",
            Self::ErrorType => "Error type",
            Self::Tokens => "Tokens",
            Self::Cost => "Cost",
            Self::Duration => "Duration",
            Self::Tags => "Tags",
            Self::Score(name) if name.is_empty() => "Score",
            Self::Score(name) => return format!("Score {name}"),
            Self::StartTime => "Start time",
            Self::EndTime => "End time",
            Self::LastActivity => "Last activity",
            Self::CreatedAt => "First seen",
            Self::Status => "Status",
        };
        label.to_owned()
    }

    /// How it is compared.
    pub fn kind(&self) -> Kind {
        match self {
            Self::FirstMessage
            | Self::LastMessage
            | Self::Name
            | Self::Input
            | Self::Output
            | Self::ErrorType => Kind::Text,
            Self::Id | Self::TraceId | Self::Thread => Kind::Id,
            Self::MessageCount | Self::Tokens => Kind::Number,
            Self::Cost => Kind::Cost,
            Self::Duration => Kind::Duration,
            Self::Tags => Kind::Tags,
            Self::Score(_) => Kind::Score,
            Self::StartTime | Self::EndTime | Self::LastActivity | Self::CreatedAt => Kind::Time,
            Self::Status => Kind::Status,
            Self::Error => Kind::Error,
        }
    }
}
