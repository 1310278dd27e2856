//! The figures above the list of threads.

use leptos::prelude::*;

use super::listing::ThreadsListing;
use crate::{
    model::{figures, time},
    ui::table::cards,
};

/// Number of threads, median duration and total cost of the threads that match the list's filters.
pub fn cards(listing: ThreadsListing) -> AnyView {
    let stats = listing.stats("traces/threads");
    let median = Signal::derive(move || stats.get()?.median_duration_ms.map(time::duration));
    let cost = Signal::derive(move || stats.get()?.total_cost.map(figures::money));
    let count = Signal::derive(move || listing.with_listed(|listed| listed.total).map(figures::count));
    cards::cards("Threads", count, vec![("Median duration", median), ("Total cost", cost)])
}
