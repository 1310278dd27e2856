//! The summary figures above a list.

use leptos::prelude::*;

use crate::model::{figures, list_stats::ListStats, time};

/// The number of rows, which is loaded with the list, and figures over all of them, which are loaded after it so that
/// they do not delay the first row. `with_errors`: whether to show how many have failed.
pub fn cards(
    label: &'static str,
    count: Signal<Option<u64>>,
    stats: Signal<Option<ListStats>>,
    with_errors: bool,
) -> AnyView {
    let errors = with_errors.then(|| {
        figure("Errors", Box::new(move || stats.get()?.errors.map(|errors| figures::count(errors as u64))))
    });
    let median =
        figure("Median duration", Box::new(move || stats.get()?.median_duration_ms.map(time::duration)));
    let cost = figure("Total cost", Box::new(move || stats.get()?.total_cost.map(figures::money)));
    view! {
        <dl class="cards num">
            <div>
                <dt>{label}</dt>
                <dd data-testid="metrics-card-count-value">{move || count.get().map(figures::count)}</dd>
            </div>
            {errors.into_iter().chain([median, cost]).collect_view()}
        </dl>
    }
    .into_any()
}

/// A figure with its label; a dash until it is loaded.
fn figure(label: &'static str, text: Box<dyn Fn() -> Option<String> + Send>) -> AnyView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{move || text().unwrap_or_else(|| "–".to_owned())}</dd>
        </div>
    }
    .into_any()
}
