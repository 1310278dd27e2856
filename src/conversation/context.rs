//! Where a conversation is.

use leptos::prelude::*;

use crate::{
    model::ids::{ProjectId, ThreadId},
    review::store::Review,
};

/// Where the conversation is, and how it is shown: what its parts need to make links and words.
#[derive(Clone, Copy)]
pub(super) struct ConversationContext {
    /// The workspace's name.
    pub(super) workspace: StoredValue<String>,
    /// The project the thread lives in.
    pub(super) project: StoredValue<ProjectId>,
    /// The thread's own id.
    pub(super) thread: StoredValue<ThreadId>,
    /// Show words as they were written.
    pub(super) raw: Signal<bool>,
    /// What is judged here.
    pub(super) review: Review,
}

impl ConversationContext {
    /// Workspace, project and thread as text, for `paths`.
    pub(super) fn with<T>(self, make: impl FnOnce(&str, &str, &str) -> T) -> T {
        self.workspace.with_value(|workspace| {
            self.project.with_value(|project| {
                self.thread.with_value(|thread| make(workspace, project.as_str(), thread.as_str()))
            })
        })
    }
}
