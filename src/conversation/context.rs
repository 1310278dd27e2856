//! What the components of one conversation share.

use leptos::prelude::*;

use super::{file_queue::FileQueue, since_review::SinceReview};
use crate::{model::change::ThreadRef, review::store::Review};

/// The thread, its review and how its messages are shown; passed to every component that makes links or edits.
#[derive(Clone, Copy)]
pub(super) struct ConversationContext {
    pub(super) thread_ref: StoredValue<ThreadRef>,
    /// Show messages as plain text instead of rendered Markdown.
    pub(super) raw: Signal<bool>,
    /// Feedback on the thread and its turns, with the edits.
    pub(super) review: Review,
    /// Who has reviewed it, and what came since.
    pub(super) since: SinceReview,
    /// Asks for the files of turns in view.
    pub(super) files: FileQueue,
}

impl ConversationContext {
    /// Calls `make` with workspace, project id and thread id, the arguments that [`crate::paths`] takes.
    pub(super) fn with<T>(self, make: impl FnOnce(&str, &str, &str) -> T) -> T {
        self.thread_ref.with_value(|one| make(&one.workspace, one.project.as_str(), one.thread.as_str()))
    }
}
