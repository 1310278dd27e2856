//! The conversation beside the list: its header, and its turns.

use leptos::prelude::*;

use crate::model::ids::{ProjectId, ThreadId, TraceId};

/// Which way to the neighbour in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Up the list.
    Previous,
    /// Down the list.
    Next,
}

/// One conversation, whole.
#[component]
pub fn Conversation(
    /// The workspace's name.
    #[prop(into)]
    workspace: Signal<String>,
    /// Where the thread lives.
    #[prop(into)]
    project: Signal<ProjectId>,
    /// Its name, once known.
    #[prop(into)]
    project_name: Signal<Option<String>>,
    /// Which thread.
    #[prop(into)]
    thread: Signal<ThreadId>,
    /// The turn to go to.
    #[prop(into)]
    trace: Signal<Option<TraceId>>,
    /// Where it stands in the list, e.g. "12 of 87"; `None` while unknown.
    #[prop(into)]
    position: Signal<Option<String>>,
    /// Whether there is a previous and a next thread.
    #[prop(into)]
    can_step: Signal<(bool, bool)>,
    /// Goes to a neighbour.
    #[prop(into)]
    step: Callback<Step>,
    /// Closes the conversation.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    let _ = (workspace, project, project_name, trace, position, can_step, step, close);
    view! { <section data-testid="thread" aria-label="Conversation">{move || thread.get().to_string()}</section> }
}
