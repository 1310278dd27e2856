//! The figures above the list of threads.

use leptos::prelude::*;

use super::listing::ThreadsListing;
use crate::{
    api::{load::Load, threads},
    browser::clock,
    model::{figures, time},
    ui::table::cards,
};

/// Number of threads, median duration and total cost of the threads that match the list's filters.
pub fn cards(listing: ThreadsListing) -> AnyView {
    let which = listing.chosen();
    let stats = Load::after_paint(move || {
        let which = which.get();
        let client = listing.client();
        async move {
            let ask = which?;
            let now = clock::now();
            let pairs = ask.view.to_stats_request(now, clock::zone_at);
            threads::stats(&client, &ask.project, pairs).await.ok()
        }
    });
    let figure = move |read: fn(threads::ThreadsStats) -> Option<String>| {
        Signal::derive(move || stats.get().flatten().and_then(read))
    };
    let count = Signal::derive(move || listing.with_listed(|listed| listed.total).map(figures::count));
    let figures = vec![
        ("Median duration", figure(|stats| stats.median_duration_ms.map(time::duration))),
        ("Total cost", figure(|stats| stats.total_cost.map(figures::money))),
    ];
    cards::cards("Threads", count, figures)
}
