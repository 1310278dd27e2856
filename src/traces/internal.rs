//! The button that hides spans which frameworks create for themselves (`metadata._opik.is_internal` is `true`).

use leptos::prelude::*;

use crate::{
    query::filter::{Field, Filter, Operator},
    ui::table::list_route::ListRoute,
};

/// The filter for all other spans.
fn condition() -> Option<Filter> {
    Filter::new(Field::Metadata("_opik.is_internal".to_owned()), Operator::NotEqual, "true").ok()
}

/// The button. What it sets is an ordinary filter, shown in the URL and among the list's filters.
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
