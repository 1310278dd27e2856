//! A person's change to a thread, a trace or a span, as one small value: shown at once and kept in the outbox until the
//! server has it.

use super::{
    ids::{ProjectId, SpanId, ThreadId, ThreadModelId, TraceId},
    status::Status,
};

/// The name of the score that thumbs set, Opik's built-in feedback definition.
pub const THUMBS: &str = "User feedback";

/// The thread that a change belongs to, with what the API calls for it need.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ThreadRef {
    pub workspace: String,
    pub project: ProjectId,
    /// The project's name, needed to score the thread (`PUT /v1/private/traces/threads/feedback-scores`); looked up
    /// when unknown.
    pub project_name: Option<String>,
    /// The id that the logging application chose, unique within the project.
    pub thread: ThreadId,
    /// The server's UUID of the thread, needed for tags and comments; assigned shortly after the first trace.
    pub model_id: Option<ThreadModelId>,
}

/// What is changed: the thread as a whole, one turn of it, or one span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    Thread,
    /// A trace. If it belongs to no thread, the change's [`ThreadRef`] has none either.
    Trace(TraceId),
    Span(SpanId),
}

impl Item {
    /// The UUID of the trace or span; empty for the thread.
    pub fn id(&self) -> &str {
        match self {
            Self::Thread => "",
            Self::Trace(trace) => trace.as_str(),
            Self::Span(span) => span.as_str(),
        }
    }
}

/// A score to be set.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ScoreInput {
    /// Opik accepts values within ±999,999,999.999999999.
    pub value: f64,
    /// The category's name, if the definition is categorical.
    pub category: Option<String>,
    pub reason: Option<String>,
}

/// What is changed of an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Sets or clears the author's own score; other authors' scores stay.
    Score {
        name: String,
        /// `None` clears the score.
        input: Option<ScoreInput>,
    },
    Tag {
        tag: String,
        /// Whether to add the tag; otherwise it is removed.
        add: bool,
    },
    /// Creates, changes or deletes a comment.
    Comment {
        /// The comment's server id, or a key made by [`own_key`] while it has none.
        key: String,
        /// Markdown; `None` deletes the comment.
        text: Option<String>,
    },
    /// Reopens or closes the thread.
    Status(Status),
}

/// One edit of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub thread_ref: ThreadRef,
    pub item: Item,
    pub edit: Edit,
}

/// Prefix of the keys of comments that have no server id yet.
const OWN: &str = "own:";

/// The key of a new comment; `unique` is an id from the outbox.
pub fn own_key(unique: &str) -> String {
    format!("{OWN}{unique}")
}

/// Whether a comment's key was made by [`own_key`].
pub fn is_own_key(key: &str) -> bool {
    key.starts_with(OWN)
}

impl Edit {
    /// What the edit is about within its item, as kind and name: of two edits with the same subject only the later
    /// counts.
    pub fn subject(&self) -> (&'static str, &str) {
        match self {
            Self::Score { name, .. } => ("score", name),
            Self::Tag { tag, .. } => ("tag", tag),
            Self::Comment { key, .. } => ("comment", key),
            Self::Status(_) => ("status", ""),
        }
    }

    /// A thumb up or down, as a category of Opik's built-in definition; `None` clears it.
    pub fn thumb(up: Option<bool>, reason: Option<String>) -> Self {
        let input = up.map(|up| ScoreInput {
            value: if up { 1.0 } else { 0.0 },
            category: Some(if up { "👍" } else { "👎" }.to_owned()),
            reason,
        });
        Self::Score { name: THUMBS.to_owned(), input }
    }
}

impl Change {
    /// Whether `later` changes the same thing, so that this change is not needed any more.
    pub fn is_replaced_by(&self, later: &Self) -> bool {
        self.thread_ref.project == later.thread_ref.project
            && self.thread_ref.thread == later.thread_ref.thread
            && self.item == later.item
            && self.edit.subject() == later.edit.subject()
    }

    /// Whether both change the same item and so must reach the server in the order they were made.
    pub fn is_in_line_with(&self, other: &Self) -> bool {
        self.line() == other.line()
    }

    /// What [`Self::is_in_line_with`] compares.
    pub fn line(&self) -> (&Item, &ThreadId, &ProjectId) {
        (&self.item, &self.thread_ref.thread, &self.thread_ref.project)
    }
}
