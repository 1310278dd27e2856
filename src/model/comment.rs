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
