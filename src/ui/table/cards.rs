//! A list in a few figures.

use leptos::prelude::*;

/// A figure by its name, once it is known.
pub type Figure = (&'static str, Signal<Option<String>>);

/// How many rows there are, which comes with the list, and what is asked for after it, so that it never stands in the way of
/// the first row.
pub fn cards(label: &'static str, count: Signal<Option<String>>, figures: Vec<Figure>) -> AnyView {
    let figures = figures.into_iter().map(|(name, figure)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{move || figure.get().unwrap_or_else(|| "–".to_owned())}</dd>
            </div>
        }
        .into_any()
    });
    view! {
        <dl class="cards num">
            <div>
                <dt>{label}</dt>
                <dd data-testid="metrics-card-count-value">{count}</dd>
            </div>
            {figures.collect_view()}
        </dl>
    }
    .into_any()
}
