//! The kinds of things that are logged, rated and commented on.

/// What a score, a comment or a metric is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityType {
    /// One turn of a conversation, by its id.
    Trace,
    /// One step inside a trace, by its id.
    Span,
    /// A conversation, by its model id.
    Thread,
}

impl EntityType {
    /// The name in the database and in Opik's error texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Span => "span",
            Self::Thread => "thread",
        }
    }
}

/// What clients log. Threads are not logged: they follow from the `thread_id` of traces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// One turn of a conversation.
    Trace,
    /// One step inside a trace.
    Span,
}

impl From<RecordKind> for EntityType {
    fn from(kind: RecordKind) -> Self {
        match kind {
            RecordKind::Trace => Self::Trace,
            RecordKind::Span => Self::Span,
        }
    }
}
