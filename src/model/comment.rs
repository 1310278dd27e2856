//! What somebody wrote about a thread or a turn.

use super::{ids::CommentId, time::Timestamp};

/// One comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Its UUID.
    pub id: CommentId,
    /// Markdown by a person.
    pub text: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub last_updated_at: Option<Timestamp>,
}

impl Comment {
    /// Whether it says something else than at first. A server may set both times of a new comment one after the other.
    pub fn is_edited(&self) -> bool {
        let millis = |at: Option<Timestamp>| at.map(Timestamp::millis);
        match (millis(self.created_at), millis(self.last_updated_at)) {
            (Some(created), Some(updated)) => updated > created + 10,
            _ => false,
        }
    }
}
