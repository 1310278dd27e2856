//! The list of a project's threads.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    ahead,
    bulk::{self, BULK, BulkActionsProps},
    cells,
    export_menu::export_menu,
    facets_toggle,
    listing::ThreadsListing,
    row_feedback::RowFeedback,
    whole_view::WholeView,
};
use crate::{
    browser::{clock, renderer},
    model::{ids::ThreadId, status::Status},
    query::{columns::Column, found::Criterion, list_state::ListState, logs_view::LogsView},
    ui::{
        lazy,
        segmented::Segmented,
        table::{
            cards::cards,
            cells::{CellContext, none},
            list::{List, ListChoices, ListData, ListExtras, ListLayout, SelectedActions},
            list_route::ListRoute,
            row_selection::RowSelection,
            rows::Cells,
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
    let whole_view = WholeView::of(listing);
    let feedback = RowFeedback::load(listing);
    let list_state =
        Memo::new(move |_| if deciding.get() { ListState::Loading } else { listing.list_state.get() });
    let ask_ahead = ahead::asking(route);
    let data = ListData {
        list_state,
        behind: Signal::derive(move || listing.is_behind()),
        updates: listing.updates(),
        refresh: Callback::new(move |()| listing.refresh()),
        retry: Callback::new(move |()| listing.retry()),
        report: Signal::derive(move || listing.report()),
        cancel: Callback::new(move |()| listing.cancel()),
        known: known(listing, whole_view),
        about_to_open: Callback::new(move |id: String| ask_ahead.run(ThreadId::new(id))),
    };
    // Readers of the list open a conversation next, which needs the renderer.
    Effect::new(move |_| {
        if listing.with_listed(|listed| !listed.rows.is_empty()) == Some(true) {
            renderer::load_when_idle();
        }
    });
    let context = CellContext { route, list: listing.view_of_rows(), now: clock::ticking() };
    let cells = Callback::new(move |id: String| {
        let row = listing.follow(id, move |row| feedback.row(row));
        Arc::new(move |column: &Column| {
            row.map_or_else(none, |row| row.with(|row| cells::content(column, row, context)))
        }) as Cells
    });
    let selection = RowSelection::new(route, page_ids(listing));
    let seen = bulk::seen(listing);
    let actions = Callback::new(move |()| {
        lazy::enter(&BULK, "Loading", move || BulkActionsProps { listing, selection, seen })
    });
    let selected = SelectedActions { selection, actions };
    let poll = Callback::new(move |()| listing.poll());
    let start = Callback::new(move |()| view! { <Start route project_name why=WHY poll /> }.into_any());
    let count = Signal::derive(move || listing.with_listed(|listed| listed.total));
    let cards = cards("Threads", count, listing.stats("traces/threads"), false);
    let own = statuses(route);
    let (facets_button, facets) = facets_toggle::facets(route, listing, whole_view, layout);
    let tools = view! { {facets_button} {export_menu(listing)} }.into_any();
    let extras = ListExtras { tools: Some(tools), beside: Some(facets), ..ListExtras::default() };
    view! { <List route data layout cells cards own search="Search messages" start selected extras /> }
}

/// The ids of the rows on the page.
fn page_ids(listing: ThreadsListing) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        listing.list_state.with(|state| state.page().map(|page| page.ids.clone()).unwrap_or_default())
    })
}

fn known(listing: ThreadsListing, whole_view: WholeView) -> ListChoices {
    let counted = Callback::new(move |criterion: Criterion| {
        // Only the page's own conditions look through all rows anyway.
        whole_view.need_counts(!matches!(criterion, Criterion::Server(_)));
        let values = Memo::new(move |_| {
            let facets = whole_view.counts()?;
            facets.values_of(&criterion).map(<[_]>::to_vec)
        });
        Signal::from(values)
    });
    ListChoices {
        score_names: listing.score_names("traces/threads"),
        span_score_names: None,
        tags: Callback::new(move |()| listing.distinct(|row| &row.thread.feedback.tags)),
        counted: Some(counted),
    }
}

/// The choice between all, active and inactive threads.
fn statuses(route: ListRoute) -> AnyView {
    let status = Signal::derive(move || route.with_view(LogsView::status));
    let choose = Callback::new(move |status: Option<Status>| route.push(|view| view.with_status(status)));
    let options = vec![(None, "All"), (Some(Status::Active), "Active"), (Some(Status::Inactive), "Inactive")];
    view! { <Segmented label="Status" options value=status choose /> }.into_any()
}
