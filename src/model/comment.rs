//! A person's comment on a thread, a trace or a span.

use super::{ids::CommentId, time::Timestamp};

#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    pub id: CommentId,
    /// Markdown.
    pub text: String,
    pub author: Option<String>,
    pub created_at: Option<Timestamp>,
    pub last_updated_at: Option<Timestamp>,
}

impl Comment {
    /// Whether the text was changed after it was written. A server may set the two times of a new comment a few
    /// milliseconds apart.
    pub fn is_edited(&self) -> bool {
        let millis = |at: Option<Timestamp>| at.map(Timestamp::millis);
        match (millis(self.created_at), millis(self.last_updated_at)) {
            (Some(created), Some(updated)) => updated > created + 10,
            _ => false,
        }
    }
}
