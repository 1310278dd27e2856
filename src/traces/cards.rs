//! The figures above the list of traces or spans.

use leptos::prelude::*;

use super::listing::TracesListing;
use crate::{
    api::{load::Load, spans, traces},
    browser::clock,
    model::{figures, time},
    query::tab::Tab,
    ui::table::cards,
};

/// Number of traces or spans that match the list's filters, how many of them failed, median duration and total cost.
pub fn cards(tab: Tab, listing: TracesListing) -> AnyView {
    let which = listing.chosen();
    let stats = Load::after_paint(move || {
        let which = which.get();
        let client = listing.client();
        async move {
            let ask = which?;
            let now = clock::now();
            let pairs = ask.view.to_stats_request(now, clock::zone_at);
            match tab {
                Tab::Spans => spans::stats(&client, &ask.project, pairs).await.ok(),
                _ => traces::stats(&client, &ask.project, pairs).await.ok(),
            }
        }
    });
    let figure = move |read: fn(traces::TracesStats) -> Option<String>| {
        Signal::derive(move || stats.get().flatten().and_then(read))
    };
    let count = Signal::derive(move || listing.with_listed(|listed| listed.total).map(figures::count));
    let figures = vec![
        ("Errors", figure(|stats| stats.errors.map(|errors| figures::count(errors as u64)))),
        ("Median duration", figure(|stats| stats.median_duration_ms.map(time::duration))),
        ("Total cost", figure(|stats| stats.total_cost.map(figures::money))),
    ];
    cards::cards(tab.label(), count, figures)
}
