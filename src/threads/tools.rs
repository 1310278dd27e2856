//! What the list of threads has beside its rows: what finds, selects, changes and saves them. A lazy module, loaded once the
//! rows are shown, or at once if the page has to choose them.

use std::{collections::BTreeSet, sync::Arc};

use leptos::{html::Tbody, prelude::*};

use super::{
    bulk::{BULK, BulkActionsProps, BulkState},
    changed_rows, charts,
    export_menu::export_menu,
    facets_toggle,
    listing::{ThreadRow, ThreadsListing},
    walk_line::walk_line,
    whole_view::WholeView,
};
use crate::{
    api::listing::RowChooser,
    local::hotkeys::{self, Hotkey},
    model::score::Source,
    query::found::Criterion,
    ui::{
        lazy::{self, LazyModule, LoadFailed},
        table::{
            list::{CountedValues, ListLayout, ListSlots},
            list_route::ListRoute,
            row_selection::RowSelection,
            selection_bar::selection_bar,
        },
    },
    views::views_bar,
};

/// Begins all that, for a list whose rows are in `body`.
type MakeTools = fn(ListRoute, ThreadsListing, ListLayout) -> ListSlots;

std::thread_local! {
    static THREAD_TOOLS: LazyModule<MakeTools> = LazyModule::new(|| Box::pin(load_thread_tools()));
}

#[cfg(wasm_split)]
#[wasm_split_helpers::wasm_split(tools, fallible)]
fn load_thread_tools() -> Result<MakeTools, LoadFailed> {
    Ok(make)
}

#[cfg(not(wasm_split))]
async fn load_thread_tools() -> Result<MakeTools, LoadFailed> {
    Ok(make)
}

/// Loads the module when the browser is idle, or at once where rows have to be chosen by the page.
pub(super) fn load(
    route: ListRoute,
    listing: ThreadsListing,
    layout: ListLayout,
) -> Signal<Option<ListSlots>> {
    let slots = RwSignal::new(None);
    let home = Owner::current().unwrap_or_default();
    Effect::new(move |_| {
        if listing.with_listed(|_| ()).is_some() {
            lazy::open_when_idle(&THREAD_TOOLS);
        }
    });
    hotkeys::wait_for(
        &[Hotkey::Facets, Hotkey::Views, Hotkey::Select, Hotkey::SelectRange],
        move || slots.with(Option::is_some),
        || lazy::open(&THREAD_TOOLS),
    );
    Effect::new(move |_| {
        if listing.awaits_chooser() {
            lazy::open(&THREAD_TOOLS);
        }
    });
    Effect::new(move |made: Option<bool>| match lazy::loaded(&THREAD_TOOLS) {
        _ if made == Some(true) => true,
        Some(Ok(make)) => {
            slots.set(Some(home.with(|| make(route, listing, layout))));
            true
        }
        Some(Err(())) => {
            listing.choose_with(RowChooser::Failed);
            false
        }
        None => false,
    });
    slots.into()
}

fn make(route: ListRoute, listing: ThreadsListing, layout: ListLayout) -> ListSlots {
    let whole_view = WholeView::of(listing);
    let body: NodeRef<Tbody> = layout.frame.body;
    let selection = RowSelection::new(route, page_ids(listing));
    selection.adopt(body);
    selection.mark(body);
    selection.follow_clicks(body);
    selection.follow_keys(route);
    let state = BulkState::of(listing);
    let actions = Callback::new(move |()| {
        lazy::enter(&BULK, "Loading", move || BulkActionsProps { whole_view, selection, state })
    });
    let is_busy = Signal::derive(move || state.is_busy());
    let facets = facets_toggle::facets(route, listing, whole_view, layout);
    ListSlots {
        tools: Callback::new(move |()| {
            view! { {facets.button()} {charts::toggle()} {export_menu(listing)} }.into_any()
        }),
        views: Callback::new(move |()| views_bar(route, Some(changed_rows::counting(listing)))),
        above: Callback::new(move |()| {
            view! { {walk_line(whole_view)} {charts::place(route, whole_view)} }.into_any()
        }),
        beside: Callback::new(move |()| facets.place()),
        counted: Callback::new(move |criterion| counted(whole_view, criterion)),
        by_author: Callback::new(move |()| by_author(listing, whole_view)),
        over: Callback::new(move |()| selection_bar(selection, actions, is_busy, layout.open)),
    }
}

/// Has the values of a condition counted while the current owner lives. Only the page's own conditions look through all
/// rows anyway; for others, the values are there if the rows are read for something else.
fn counted(whole_view: WholeView, criterion: Criterion) -> CountedValues {
    whole_view.need_counts(!matches!(criterion, Criterion::Server(_)));
    let values = Memo::new(move |_| {
        let facets = whole_view.counts()?;
        facets.values_of(&criterion).map(<[_]>::to_vec)
    });
    values.into()
}

/// The ids of the rows on the page.
fn page_ids(listing: ThreadsListing) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        listing.list_state.with(|state| state.page().map(|page| page.ids.clone()).unwrap_or_default())
    })
}

/// Who gave scores by hand, each with the name of a score, sorted: to the threads on the page, and to all threads of the
/// view if they were read already. Not tracked.
fn by_author(listing: ThreadsListing, whole_view: WholeView) -> Vec<(String, String)> {
    let mut found = BTreeSet::new();
    let mut note = |row: &Arc<ThreadRow>| {
        for score in row.thread.feedback.scores.iter().filter(|score| !score.name.is_empty()) {
            let people = score.by_author.iter().filter(|one| one.source == Source::Human);
            let named = people.filter(|one| !one.author.is_empty());
            found.extend(named.map(|one| (one.author.clone(), score.name.clone())));
        }
    };
    untrack(|| {
        listing.with_listed(|listed| listed.rows.iter().for_each(&mut note));
        if let Some(all) = whole_view.rows() {
            all.rows.with(|rows| rows.iter().for_each(&mut note));
        }
    });
    found.into_iter().collect()
}
