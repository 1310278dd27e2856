//! What is known of a row when conditions judge it.

use crate::model::{feedback::Feedback, score::AuthorScore, time::Timestamp};

/// A row of a list: a thread, a trace (which counts as its only turn) or a span.
#[derive(Clone, Copy, Debug)]
pub struct RowFacts<'a> {
    /// A thread's id as its program chose it, or the UUID of a trace or span.
    pub id: &'a str,
    /// The server's UUID of a thread.
    pub model_id: Option<&'a str>,
    pub created_by: Option<&'a str>,
    /// Scores, comments, tags, status and last activity of the row itself.
    pub feedback: &'a Feedback,
    /// The thumbs (scores named `User feedback`) on its turns; for a trace, its own. `None` if they were not asked for.
    pub thumbs: Option<&'a [AuthorScore]>,
    /// How many of its turns failed; `None` if not known.
    pub failed_turns: Option<u64>,
    /// The input of the first turn and the output of the last; `None` if they were not asked for.
    pub first_message: Option<Words<'a>>,
    pub last_message: Option<Words<'a>>,
    pub start_time: Option<Timestamp>,
    /// The end of the last turn.
    pub end_time: Option<Timestamp>,
    pub created_at: Option<Timestamp>,
    /// Twice the number of turns.
    pub number_of_messages: u64,
    pub duration_ms: Option<f64>,
    /// US dollars.
    pub cost: Option<f64>,
    pub tokens: Option<u64>,
}

/// The words of a message, perhaps only their beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<'a> {
    pub text: &'a str,
    /// Whether that is all of the message.
    pub is_whole: bool,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub name: &'a str,
    pub now: Timestamp,
}

/// What of the rows has to be known to judge them, beside what lists of rows have anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The thumbs on the turns.
    pub thumbs: bool,
    /// How many turns failed.
    pub failed_turns: bool,
    /// First or last messages.
    pub messages: bool,
}
