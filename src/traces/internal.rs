//! Spans that frameworks make for themselves, which people seldom look for (Opik: `metadata._opik.is_internal`).

use leptos::prelude::*;

use crate::{
    query::filter::{Field, Filter, Operator},
    ui::table::list_route::ListRoute,
};

/// What is not one of them.
fn condition() -> Option<Filter> {
    Filter::new(Field::Metadata("_opik.is_internal".to_owned()), Operator::NotEqual, "true").ok()
}

/// A button that hides them, and shows them again. It is a filter as any other: it stands in the address and under the
/// controls.
pub(super) fn hide(route: ListRoute) -> AnyView {
    let hidden = move || condition().is_some_and(|own| route.with_view(|view| view.filters.contains(&own)));
    let press = move |_| {
        let Some(own) = condition() else { return };
        route.push(|view| {
            if view.filters.contains(&own) { view.without_filter(&own) } else { view.with_filter(own) }
        });
    };
    view! {
        <button
            type="button"
            class="btn"
            aria-pressed=move || hidden().to_string()
            title="Leaves out the spans that frameworks make for themselves"
            on:click=press
        >
            "Hide internal"
        </button>
    }
    .into_any()
}
