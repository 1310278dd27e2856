//! What a condition can be about.

use super::kind::Kind;

/// A field of a thread that the server filters by (Opik: `TraceThreadField`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Input of the first turn.
    FirstMessage,
    /// Output of the last turn.
    LastMessage,
    /// The user's own id, case-sensitive.
    Id,
    /// Two for every turn.
    MessageCount,
    /// Seconds, for people.
    Duration,
    /// Labels.
    Tags,
    /// A feedback score by its name.
    Score(String),
    /// Start of the first turn.
    StartTime,
    /// End of the last.
    EndTime,
    /// When something last happened.
    LastActivity,
    /// When the server first saw it.
    CreatedAt,
    /// Active or inactive.
    Status,
}

impl Field {
    /// What the filter menu offers, in order.
    pub const OFFERED: [Self; 9] = [
        Self::FirstMessage,
        Self::LastMessage,
        Self::Id,
        Self::MessageCount,
        Self::Duration,
        Self::Tags,
        Self::Score(String::new()),
        Self::StartTime,
        Self::LastActivity,
    ];

    const OTHERS: [Self; 3] = [Self::EndTime, Self::CreatedAt, Self::Status];

    /// The field with the wire's name; `key` is a score's name.
    pub fn parse(name: &str, key: &str) -> Option<Self> {
        let field = Self::OFFERED.into_iter().chain(Self::OTHERS).find(|field| field.name() == name)?;
        Some(if matches!(field, Self::Score(_)) { Self::Score(key.trim().to_owned()) } else { field })
    }

    /// The wire's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::FirstMessage => "first_message",
            Self::LastMessage => "last_message",
            Self::Id => "id",
            Self::MessageCount => "number_of_messages",
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
            Self::Id => "Thread ID",
            Self::MessageCount => "Message count",
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
            Self::FirstMessage | Self::LastMessage | Self::Id => Kind::Text,
            Self::MessageCount => Kind::Number,
            Self::Duration => Kind::Duration,
            Self::Tags => Kind::Tags,
            Self::Score(_) => Kind::Score,
            Self::StartTime | Self::EndTime | Self::LastActivity | Self::CreatedAt => Kind::Time,
            Self::Status => Kind::Status,
        }
    }
}
