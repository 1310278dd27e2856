//! The summary figures above a list.

use leptos::prelude::*;

/// A figure's label, and its text once it is loaded.
pub type Figure = (&'static str, Signal<Option<String>>);

/// The number of rows, which is loaded with the list, and `figures`, which are loaded after it so that they do not
/// delay the first row.
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
