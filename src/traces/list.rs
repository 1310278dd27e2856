//! The list of a project's traces or spans; a lazy module.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    cells, internal,
    listing::{self, TracesListing},
};
use crate::{
    local::hotkeys::{self, Hotkey},
    model::feedback::Feedback,
    query::{columns::Column, tab::Tab},
    ui::{
        lazy::lazy_module,
        table::{
            cards::cards,
            cells::{CellContext, none},
            list::{List, ListChoices, ListData, ListLayout},
            list_route::ListRoute,
            row_navigation::{Direction, RowNavigation, RowSource},
            rows::Cells,
            scores::RowExtras,
            start::Start,
        },
        toast::Toaster,
    },
    views::views_bar,
};

lazy_module!(
    /// [`TracesList`] as a lazy module, see [`crate::ui::lazy`].
    TRACES,
    traces,
    load_traces,
    TracesList,
    TracesListProps
);

/// Shown in a project without traces.
const WHY_TRACES: &str = "A trace is what one call of an application did: what went in, what came out, and each step between. Log the first one, and it appears here by itself.";

/// Shown in a project without spans.
const WHY_SPANS: &str = "A span is one step inside a trace: a call of a model, of a tool, of any traced function. Log the first one, and it appears here by itself.";

#[component]
pub fn TracesList(
    /// Traces or spans.
    tab: Tab,
    route: ListRoute,
    /// `None` until it is loaded.
    project_name: Signal<Option<String>>,
    layout: ListLayout,
    /// Called once with the navigation from row to row.
    on_navigation: Callback<RowNavigation>,
) -> impl IntoView {
    let listing = listing::load(tab, route);
    let data = ListData {
        list_state: listing.list_state,
        behind: Signal::derive(move || listing.is_behind()),
        updates: listing.updates(),
        refresh: Callback::new(move |()| listing.refresh()),
        retry: Callback::new(move |()| listing.retry()),
        known: known(tab, listing),
        // A trace is asked for when it is opened.
        about_to_open: Callback::new(|_| ()),
        extras: Callback::new(move |id: String| extras_of(listing, &id)),
    };
    let context = CellContext::new(route, listing.view_of_rows());
    let cells = Callback::new(move |id: String| {
        let row = listing.follow(id, move |row| listing.with_edits(row));
        Arc::new(move |column: &Column| {
            row.map_or_else(none, |row| row.with(|row| cells::content(column, row, context)))
        }) as Cells
    });
    let ids_of_page = Callback::new(move |page| Box::pin(listing.ids_of_page(page)) as _);
    let navigation = RowNavigation::through(
        RowSource { route, list_state: listing.list_state, ids_of_page },
        Toaster::of_app(),
    );
    on_navigation.run(navigation);
    step_by_key(route, navigation);
    let poll = Callback::new(move |()| listing.poll());
    let (why, search, own) = match tab {
        Tab::Spans => (WHY_SPANS, "Search spans", internal::hide(route)),
        _ => (WHY_TRACES, "Search traces", ().into_any()),
    };
    let start = Callback::new(move |()| view! { <Start route project_name why poll /> }.into_any());
    let count = Signal::derive(move || listing.with_listed(|listed| listed.total));
    let stats = listing.stats(if tab == Tab::Spans { "spans" } else { "traces" });
    let cards = cards(tab.label(), count, stats, true);
    let views = views_bar(route, None);
    view! { <List route data layout cells cards own search start views /> }
}

fn known(tab: Tab, listing: TracesListing) -> ListChoices {
    let (of_spans, of_traces) = (listing.score_names("spans"), listing.score_names("traces"));
    let tags = Callback::new(move |()| listing.distinct(|row| &row.span.feedback.tags));
    // Only threads have columns by author, and only they are sampled.
    let by_author = Callback::new(|()| Vec::new());
    let score_numbers = Callback::new(|_| Vec::new());
    let (score_names, span_score_names) = match tab {
        Tab::Spans => (of_spans, None),
        _ => (of_traces, Some(of_spans)),
    };
    ListChoices { score_names, span_score_names, tags, counted: None, by_author, score_numbers }
}

/// The scores and tags of a row on the page. Not tracked.
fn extras_of(listing: TracesListing, id: &str) -> Option<RowExtras> {
    untrack(|| {
        let row = listing.with_edits(&listing.row(id)?);
        let Feedback { scores, tags, .. } = row.span.feedback.clone();
        Some(RowExtras { scores, tags, ..RowExtras::default() })
    })
}

/// Handles the keys for the next and the previous row while a trace is open.
fn step_by_key(route: ListRoute, navigation: RowNavigation) {
    hotkeys::on_key(move |key| {
        let step = match key {
            Hotkey::NextThread => Direction::Next,
            Hotkey::PreviousThread => Direction::Previous,
            _ => return false,
        };
        let is_open = route.view.with_untracked(|view| view.open_trace().is_some());
        if is_open {
            navigation.step.run(step);
        }
        is_open
    });
}
