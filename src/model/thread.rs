//! A conversation as the threads list has it, without its turns.

use serde_json::Value;

use super::{
    feedback::Feedback,
    ids::{ThreadId, ThreadModelId},
    time::Timestamp,
};

/// A thread: all traces with the same thread id, and the feedback on them as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// The `thread_id`, chosen by the logging application.
    pub id: ThreadId,
    /// The server's UUID (`thread_model_id`); assigned shortly after the first trace.
    pub model_id: Option<ThreadModelId>,
    /// Start of the first turn.
    pub start_time: Option<Timestamp>,
    /// Latest end of a turn.
    pub end_time: Option<Timestamp>,
    /// Milliseconds from `start_time` to `end_time`.
    pub duration_ms: Option<f64>,
    /// Input of the first turn.
    pub first_message: Option<Value>,
    /// Output of the turn that ended last.
    pub last_message: Option<Value>,
    /// Always twice the number of turns, whatever they contain.
    pub number_of_messages: u64,
    /// Summed over its turns.
    pub total_tokens: Option<u64>,
    pub prompt_tokens: Option<u64>,
    pub completion_tokens: Option<u64>,
    /// US dollars, estimated by the server.
    pub cost: Option<f64>,
    /// What people and programs say of it, its status, and its last activity: a new turn, opening, closing or tagging.
    pub feedback: Feedback,
    pub created_at: Option<Timestamp>,
    pub created_by: Option<String>,
}
