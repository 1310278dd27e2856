//! The list in three figures. The count comes with the list; the others are asked for after it, so that they never stand
//! in the way of the first row.

use leptos::prelude::*;

use super::listing::{Listing, State};
use crate::{
    api::{load::Load, threads},
    browser::clock,
    model::{figures, time},
    query::threads_view::ThreadsView,
};

/// Threads, median duration, total cost.
#[component]
pub fn Cards(listing: Listing) -> impl IntoView {
    let count = move || listing.with_listed(|listed| figures::count(listed.total));
    // Which threads there are, whatever the page and the order; nothing before the list is here.
    let which = Memo::new(move |_| {
        let here = listing.state.with(|state| matches!(state, State::Loaded(..)));
        here.then(|| {
            let view =
                listing.place.view.with(|view| ThreadsView { page: 1, sort: None, size: 0, ..view.list() });
            (listing.place.workspace.get(), listing.place.project.get(), view)
        })
    });
    let stats = Load::new(move || {
        let which = which.get();
        let client = listing.client();
        async move {
            let (_, project, view) = which?;
            let now = clock::now();
            threads::stats(&client, &project, view.to_stats_request(now, clock::zone_at(now))).await.ok()
        }
    });
    let figure = move |read: fn(threads::ThreadsStats) -> Option<String>| {
        move || stats.get().flatten().and_then(read).unwrap_or_else(|| "–".to_owned())
    };
    let median = figure(|stats| stats.median_duration_ms.map(time::duration));
    let cost = figure(|stats| stats.total_cost.map(figures::money));
    view! {
        <dl class="cards num">
            <div>
                <dt>"Threads"</dt>
                <dd data-testid="metrics-card-count-value">{count}</dd>
            </div>
            <div>
                <dt>"Median duration"</dt>
                <dd>{median}</dd>
            </div>
            <div>
                <dt>"Total cost"</dt>
                <dd>{cost}</dd>
            </div>
        </dl>
    }
}
