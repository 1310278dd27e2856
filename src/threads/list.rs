//! The list of a project's threads.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    ahead, cells,
    listing::{ThreadRow, ThreadsListing},
    row_feedback::RowFeedback,
    tools,
};
use crate::{
    api::session::Session,
    browser::renderer,
    model::{feedback::Feedback, ids::ThreadId, review_state::is_review_mark, status::Status},
    query::{columns::Column, found::Criterion, list_state::ListState, logs_view::LogsView},
    ui::{
        segmented::Segmented,
        table::{
            cards::cards,
            cells::{CellContext, none},
            list::{List, ListChoices, ListData, ListLayout, ListSlots},
            list_route::ListRoute,
            rows::Cells,
            scores::RowExtras,
            start::Start,
        },
    },
};

/// Shown in a project without threads.
const WHY: &str = "A thread is made of traces that carry the same thread id. Log the first ones, and they appear here by themselves.";

#[component]
pub fn ThreadsList(
    route: ListRoute,
    listing: ThreadsListing,
    /// Whether it is not known yet if the traces should be shown instead; meanwhile an empty list counts as loading.
    deciding: Signal<bool>,
    /// `None` until it is loaded.
    project_name: Signal<Option<String>>,
    layout: ListLayout,
) -> impl IntoView {
    let feedback = RowFeedback::load(listing);
    let list_state =
        Memo::new(move |_| if deciding.get() { ListState::Loading } else { listing.list_state.get() });
    let ask_ahead = ahead::asking(route);
    let slots = tools::load(route, listing, layout);
    let data = ListData {
        list_state,
        behind: Signal::derive(move || listing.is_behind()),
        updates: listing.updates(),
        refresh: Callback::new(move |()| listing.refresh()),
        retry: Callback::new(move |()| listing.retry()),
        known: known(listing, slots),
        about_to_open: Callback::new(move |id: String| ask_ahead.run(ThreadId::new(id))),
        extras: Callback::new(move |id: String| extras_of(listing, feedback, &id)),
    };
    // Readers of the list open a conversation next, which needs the renderer.
    Effect::new(move |_| {
        if listing.with_listed(|listed| !listed.rows.is_empty()) == Some(true) {
            renderer::load_when_idle();
        }
    });
    let context = CellContext::new(route, listing.view_of_rows());
    let server = Session::of_app("").server;
    let me = Memo::new(move |_| server.me());
    let cells = Callback::new(move |id: String| {
        let row = listing.follow(id, move |row| feedback.row(row));
        Arc::new(move |column: &Column| {
            row.map_or_else(none, |row| row.with(|row| cells::content(column, row, me, context)))
        }) as Cells
    });
    let poll = Callback::new(move |()| listing.poll());
    let start = Callback::new(move |()| view! { <Start route project_name why=WHY poll /> }.into_any());
    let count = Signal::derive(move || listing.with_listed(|listed| listed.total));
    let cards = cards("Threads", count, listing.stats("traces/threads"), false);
    let own = statuses(route);
    let views = (move || slots.get().map(|slots| slots.views.run(()))).into_any();
    view! { <List route data layout cells cards own search="Search messages" start views slots /> }
}

fn known(listing: ThreadsListing, slots: Signal<Option<ListSlots>>) -> ListChoices {
    ListChoices {
        score_names: listing.score_names("traces/threads"),
        span_score_names: None,
        tags: Callback::new(move |()| listing.distinct(|row| &row.thread.feedback.tags)),
        counted: Some(Callback::new(move |criterion: Criterion| match slots.get_untracked() {
            Some(slots) => slots.counted.run(criterion),
            None => Signal::stored(None),
        })),
        by_author: Callback::new(move |()| {
            slots.get_untracked().map(|slots| slots.by_author.run(())).unwrap_or_default()
        }),
        score_numbers: Callback::new(move |name: String| {
            let of = |row: &Arc<ThreadRow>| row.thread.feedback.score(&name).map(|score| score.value);
            untrack(|| listing.with_listed(|listed| listed.rows.iter().filter_map(of).collect()))
                .unwrap_or_default()
        }),
    }
}

/// The scores and tags of a thread on the page. Not tracked.
fn extras_of(listing: ThreadsListing, feedback: RowFeedback, id: &str) -> Option<RowExtras> {
    untrack(|| {
        let row = feedback.row(&listing.row(id)?);
        let Feedback { mut scores, tags, .. } = row.thread.feedback.clone();
        scores.retain(|score| !is_review_mark(score));
        Some(RowExtras { thumbs: row.thumbs.clone(), scores, tags })
    })
}

/// The choice between all, active and inactive threads.
fn statuses(route: ListRoute) -> AnyView {
    let status = Signal::derive(move || route.with_view(LogsView::status));
    let choose = Callback::new(move |status: Option<Status>| route.push(|view| view.with_status(status)));
    let options = vec![(None, "All"), (Some(Status::Active), "Active"), (Some(Status::Inactive), "Inactive")];
    view! { <Segmented label="Status" options value=status choose /> }.into_any()
}
