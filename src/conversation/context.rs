//! Where a conversation is.

use leptos::prelude::*;

use crate::{model::change::ThreadRef, review::store::Review};

/// Where the conversation is, and how it is shown: what its parts need to make links and words.
#[derive(Clone, Copy)]
pub(super) struct ConversationContext {
    /// Which thread.
    pub(super) thread_ref: StoredValue<ThreadRef>,
    /// Show words as they were written.
    pub(super) raw: Signal<bool>,
    /// What is judged here.
    pub(super) review: Review,
}

impl ConversationContext {
    /// Workspace, project and thread as text, for `paths`.
    pub(super) fn with<T>(self, make: impl FnOnce(&str, &str, &str) -> T) -> T {
        self.thread_ref.with_value(|one| make(&one.workspace, one.project.as_str(), one.thread.as_str()))
    }
}
