//! A conversation, as the list shows it.

use serde_json::Value;

use super::{
    feedback::Feedback,
    ids::{ThreadId, ThreadModelId},
    time::Timestamp,
};

/// A thread: all traces that carry one thread id, and what was said about them as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// The user's string.
    pub id: ThreadId,
    /// The server's UUID; some servers make it a moment later.
    pub model_id: Option<ThreadModelId>,
    /// Start of the first turn.
    pub start_time: Option<Timestamp>,
    /// End of the last turn that ended.
    pub end_time: Option<Timestamp>,
    /// Milliseconds between the two.
    pub duration_ms: Option<f64>,
    /// Input of the first turn.
    pub first_message: Option<Value>,
    /// Output of the turn that ended last.
    pub last_message: Option<Value>,
    /// Twice the number of turns (Opik's rule, whatever is in them).
    pub number_of_messages: u64,
    /// All tokens of its turns.
    pub total_tokens: Option<u64>,
    /// Prompt tokens of its turns.
    pub prompt_tokens: Option<u64>,
    /// Completion tokens of its turns.
    pub completion_tokens: Option<u64>,
    /// Dollars, estimated by the server.
    pub cost: Option<f64>,
    /// What people and programs say of it, its status, and its last activity: a new turn, opening, closing or tagging.
    pub feedback: Feedback,
    /// When the server first saw it.
    pub created_at: Option<Timestamp>,
    /// Who logged it.
    pub created_by: Option<String>,
}
