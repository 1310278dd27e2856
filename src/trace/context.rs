//! What the page around a trace view gives it, and the navigation that the view asks the page for; only the page knows
//! the URLs.

use leptos::prelude::*;

use crate::{
    browser::navigate::HistoryEntry,
    model::ids::{ProjectId, SpanId, ThreadId, TraceId},
    paths,
    query::{logs_view::LogsView, tab::Tab},
    ui::table::row_navigation::RowNavigation,
};

/// Navigation from the trace view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceAction {
    /// Selects a span of the trace; `None` is the trace itself.
    Span(Option<SpanId>, HistoryEntry),
    /// Opens or closes the annotation panel.
    Annotate(bool),
    /// Opens the conversation at this turn.
    Thread(ThreadId),
    /// Closes the trace: back to the conversation it was opened from, else to the list.
    Leave,
}

/// What the page around a trace view gives it.
#[derive(Clone, Copy)]
pub struct TraceContext {
    pub workspace: Signal<String>,
    pub project: Signal<ProjectId>,
    /// `None` until it is loaded.
    pub project_name: Signal<Option<String>>,
    /// The list that the trace was opened from.
    pub tab: Signal<Tab>,
    /// To the next and the previous row of that list; `None` until the list is loaded, or if it lists threads.
    pub navigation: Signal<Option<RowNavigation>>,
    pub trace: Signal<TraceId>,
    /// The selected span; `None` is the trace itself.
    pub span: Signal<Option<SpanId>>,
    /// Whether the annotation panel is open.
    pub annotating: Signal<bool>,
    /// The id of the comment to scroll to.
    pub comment: Signal<Option<String>>,
    pub go: Callback<TraceAction>,
}

impl TraceContext {
    /// The link to share: the trace, or one span of it, beside the list it was opened from.
    pub fn link(self, project: &str, span: Option<&SpanId>) -> String {
        let trace = self.trace.get_untracked();
        let view = LogsView { tab: self.tab.get_untracked(), ..LogsView::default() };
        let view = LogsView { span: span.cloned(), ..view.with_trace(&trace) };
        self.workspace.with_untracked(|workspace| paths::logs(workspace, project, &view.to_query()))
    }
}
