//! What a person changes about a conversation, as one small value per change: it is shown at once, kept until the server
//! has it, and can be taken back.

use super::{
    ids::{ProjectId, SpanId, ThreadId, ThreadModelId, TraceId},
    status::Status,
};

/// The score that thumbs write (Opik's built-in feedback definition).
pub const THUMBS: &str = "User feedback";

/// The conversation a change belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ThreadRef {
    /// The workspace's name.
    pub workspace: String,
    /// The project.
    pub project: ProjectId,
    /// Its name, which thread scores are written with (Opik: `project_id` is not honoured there); asked for when unknown.
    pub project_name: Option<String>,
    /// The user's own string for the thread.
    pub thread: ThreadId,
    /// The server's UUID for the thread, which tags and comments need; some servers make it a moment later.
    pub model_id: Option<ThreadModelId>,
}

/// What is changed: the thread as a whole, one turn of it, or one step inside a turn.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The thread.
    Thread,
    /// A turn; a trace without a thread has a home without one.
    Trace(TraceId),
    /// A span of a trace.
    Span(SpanId),
}

impl Item {
    /// Its own UUID; the thread has another kind of id, and none here.
    pub fn id(&self) -> &str {
        match self {
            Self::Thread => "",
            Self::Trace(trace) => trace.as_str(),
            Self::Span(span) => span.as_str(),
        }
    }
}

/// A score as somebody gives it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ScoreInput {
    /// The number, within ±999,999,999.999999999 (Opik's limits).
    pub value: f64,
    /// The category's name, if the definition has categories.
    pub category: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What is done to an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Gives my score of that name, or clears it. Nobody else's is touched.
    Score {
        /// The feedback definition's name.
        name: String,
        /// `None` clears.
        input: Option<ScoreInput>,
    },
    /// Adds or removes one tag.
    Tag {
        /// The tag.
        tag: String,
        /// Adds it; else removes it.
        add: bool,
    },
    /// Writes, changes or deletes a comment.
    Comment {
        /// The comment's id; a key of the page's own (see [`own_key`]) until the server has given one.
        key: String,
        /// Markdown; `None` deletes.
        text: Option<String>,
    },
    /// Opens or closes the thread.
    Status(Status),
}

/// One change of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which conversation.
    pub thread_ref: ThreadRef,
    /// Which part of it.
    pub item: Item,
    /// What is done.
    pub edit: Edit,
}

/// Keys of comments that the server has not named yet begin so.
const OWN: &str = "own:";

/// The key of a new comment; `unique` tells it from every other.
pub fn own_key(unique: &str) -> String {
    format!("{OWN}{unique}")
}

/// Whether a comment's key is one of the page's own.
pub fn is_own_key(key: &str) -> bool {
    key.starts_with(OWN)
}

impl Edit {
    /// What the act is about within its item: of two acts with one subject only the later counts.
    pub fn subject(&self) -> (&'static str, &str) {
        match self {
            Self::Score { name, .. } => ("score", name),
            Self::Tag { tag, .. } => ("tag", tag),
            Self::Comment { key, .. } => ("comment", key),
            Self::Status(_) => ("status", ""),
        }
    }

    /// A thumb; `None` takes it back. Opik's built-in definition has these two categories.
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
    /// Whether `later` makes this one needless.
    pub fn is_replaced_by(&self, later: &Self) -> bool {
        self.thread_ref.project == later.thread_ref.project
            && self.thread_ref.thread == later.thread_ref.thread
            && self.item == later.item
            && self.edit.subject() == later.edit.subject()
    }

    /// Whether both have to reach the server in the order they were made.
    pub fn is_in_line_with(&self, other: &Self) -> bool {
        self.item == other.item
            && self.thread_ref.project == other.thread_ref.project
            && self.thread_ref.thread == other.thread_ref.thread
    }
}
