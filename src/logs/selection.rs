//! What is open beside the list: a conversation, a trace, or a trace over the conversation it was opened from.

use leptos::prelude::*;

use crate::{
    browser::navigate::HistoryEntry,
    model::ids::{CommentId, ThreadId, TraceId},
    query::logs_view::LogsView,
    trace::context::{TraceAction, TraceContext},
    ui::table::{list_route::ListRoute, row_navigation::RowNavigation},
};

/// What the URL opens, as signals.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    /// Whether a conversation or trace is open.
    pub(super) any: Memo<bool>,
    /// The open conversation, also while a trace covers it; keeps its value while the conversation is closing.
    pub(super) thread: Memo<ThreadId>,
    /// The id of the row that is open, or was open last.
    pub(super) row: Memo<String>,
    /// Whether a conversation is shown, also while a trace covers it.
    pub(super) shows_conversation: Memo<bool>,
    /// The turn that the URL links to.
    pub(super) turn: Memo<Option<TraceId>>,
    pub(super) trace: Memo<Option<TraceId>>,
}

impl Selection {
    pub(super) fn new(route: ListRoute) -> Self {
        let view = route.view;
        let trace = Memo::new(move |_| view.with(|view| view.open_trace().cloned()));
        let thread = Memo::new(move |old: Option<&ThreadId>| {
            let open = view.with(|view| view.thread.clone());
            open.or_else(|| old.cloned()).unwrap_or_default()
        });
        let row = Memo::new(move |old: Option<&String>| {
            let open = view.with(|view| view.open_row().map(str::to_owned));
            open.or_else(|| old.cloned()).unwrap_or_default()
        });
        // A conversation stays in the page under the trace that was opened from it, so that going back is immediate.
        let shows_conversation = Memo::new(move |old: Option<&bool>| {
            let under = old.copied().unwrap_or_default() && trace.with(Option::is_some);
            view.with(|view| view.thread.is_some()) || under
        });
        let turn = Memo::new(move |old: Option<&Option<TraceId>>| match trace.with(Option::is_some) {
            true => old.cloned().flatten(),
            false => view.with(|view| view.trace.clone()),
        });
        let any = Memo::new(move |_| view.with(|view| view.thread.is_some()) || trace.with(Option::is_some));
        Self { any, thread, row, shows_conversation, turn, trace }
    }

    /// The context of the trace view. `navigation` goes from row to row if the list shows traces or spans.
    pub(super) fn context(
        self,
        route: ListRoute,
        project_name: Signal<Option<String>>,
        navigation: Signal<Option<RowNavigation>>,
    ) -> TraceContext {
        let view = route.view;
        let shows_conversation = self.shows_conversation;
        let go = Callback::new(move |to: TraceAction| match to {
            TraceAction::Span(span, trail) => {
                let change = |view: &LogsView| LogsView { span, comment: None, ..view.clone() };
                if trail == HistoryEntry::Push { route.push(change) } else { route.replace(change) }
            }
            TraceAction::Annotate(annotating) => {
                route.replace(|view| LogsView { annotating, ..view.clone() });
            }
            TraceAction::Thread(thread) => route.push(|view| {
                let trace = view.trace.clone();
                LogsView { trace, ..view.opened(&thread) }
            }),
            TraceAction::Leave => match shows_conversation.get_untracked() {
                true => route.push(|view| self.thread.with_untracked(|thread| view.opened(thread))),
                false => route.push(LogsView::list),
            },
        });
        TraceContext {
            workspace: route.workspace.into(),
            project: route.project.into(),
            project_name,
            tab: Signal::derive(move || view.with(|view| view.tab)),
            navigation,
            // Keeps its value while the view is closing.
            trace: Memo::new(move |old: Option<&TraceId>| {
                self.trace.get().or_else(|| old.cloned()).unwrap_or_default()
            })
            .into(),
            span: Memo::new(move |_| view.with(|view| view.span.clone())).into(),
            annotating: Memo::new(move |_| view.with(|view| view.annotating)).into(),
            comment: Signal::derive(move || {
                view.with(|view| view.comment.as_ref().map(CommentId::to_string))
            }),
            go,
        }
    }
}
