//! Where a trace view is, and the ways on from it. The page around it knows how they are written as addresses.

use leptos::prelude::*;

use crate::{
    browser::go::HistoryEntry,
    model::ids::{ProjectId, SpanId, ThreadId, TraceId},
    paths,
    query::{logs_view::LogsView, tab::Tab},
    ui::table::row_navigation::RowNavigation,
};

/// A way on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceAction {
    /// To a span of the trace; none is the trace itself.
    Span(Option<SpanId>, HistoryEntry),
    /// Into judging it, or out of that.
    Annotate(bool),
    /// To the conversation, at this turn.
    Thread(ThreadId),
    /// Away from the trace, to what was there before.
    Leave,
}

/// What the page around a trace view gives it.
#[derive(Clone, Copy)]
pub struct TraceContext {
    /// The workspace's name.
    pub workspace: Signal<String>,
    /// The project.
    pub project: Signal<ProjectId>,
    /// The project's name, once known.
    pub project_name: Signal<Option<String>>,
    /// Which list it was opened from.
    pub tab: Signal<Tab>,
    /// The way to its neighbours in that list, once it is known.
    pub navigation: Signal<Option<RowNavigation>>,
    /// Which trace.
    pub trace: Signal<TraceId>,
    /// Which span of it; none is the trace itself.
    pub span: Signal<Option<SpanId>>,
    /// Whether it is being judged.
    pub annotating: Signal<bool>,
    /// The comment to go to.
    pub comment: Signal<Option<String>>,
    /// Goes on.
    pub go: Callback<TraceAction>,
}

impl TraceContext {
    /// The link people send: this trace, or one span of it, beside the list it was opened from.
    pub fn link(self, project: &str, span: Option<&SpanId>) -> String {
        let trace = self.trace.get_untracked();
        let view = LogsView { tab: self.tab.get_untracked(), ..LogsView::default() };
        let view = LogsView { span: span.cloned(), ..view.with_trace(&trace) };
        self.workspace.with_untracked(|workspace| paths::logs(workspace, project, &view.to_query()))
    }
}
