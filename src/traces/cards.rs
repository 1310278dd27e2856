//! The figures above the list of traces or spans.

use leptos::prelude::*;

use super::listing::TracesListing;
use crate::{
    model::{figures, time},
    query::tab::Tab,
    ui::table::cards,
};

/// Number of traces or spans that match the list's filters, how many of them failed, median duration and total cost.
pub fn cards(tab: Tab, listing: TracesListing) -> AnyView {
    let stats = listing.stats(if tab == Tab::Spans { "spans" } else { "traces" });
    let errors = Signal::derive(move || stats.get()?.errors.map(|errors| figures::count(errors as u64)));
    let median = Signal::derive(move || stats.get()?.median_duration_ms.map(time::duration));
    let cost = Signal::derive(move || stats.get()?.total_cost.map(figures::money));
    let count = Signal::derive(move || listing.with_listed(|listed| listed.total).map(figures::count));
    let figures = vec![("Errors", errors), ("Median duration", median), ("Total cost", cost)];
    cards::cards(tab.label(), count, figures)
}
