//! The menu that reduces a list to some rows at random.

use leptos::prelude::*;
use web_sys::{SubmitEvent, js_sys::Math};

use super::list_route::ListRoute;
use crate::query::sample::{MOST, Sample};

/// How many rows are offered first.
const OFFERED: u32 = 50;

/// A field for the number, and buttons to draw, to draw again, and to show all rows.
#[component]
pub fn SampleForm(route: ListRoute) -> impl IntoView {
    let current = Memo::new(move |_| route.with_view(|view| view.sample));
    let first = untrack(|| current.get()).map_or(OFFERED, |sample| sample.count);
    let (count, set_count) = signal(Some(first));
    let is_possible = move || count.get().is_some_and(|count| (1..=MOST).contains(&count));
    let draw = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(count) = count.get_untracked().filter(|_| untrack(is_possible)) {
            let sample = Sample { count, seed: (Math::random() * f64::from(u32::MAX)) as u32 };
            route.push(|view| view.narrowed(|view| view.sample = Some(sample)));
        }
    };
    view! {
        <form class="filter-form" on:submit=draw on:keydown=|event| event.stop_propagation()>
            <label>
                "How many, at random"
                <input
                    class="input"
                    type="number"
                    min="1"
                    max=MOST.to_string()
                    prop:value=first.to_string()
                    aria-invalid=move || (!is_possible()).to_string()
                    on:input=move |event| set_count.set(event_target_value(&event).parse().ok())
                />
            </label>
            <p class="form-problem" role="alert">
                {move || (!is_possible()).then(|| format!("A number from 1 to {MOST}"))}
            </p>
            <p class="muted sample-note">"Everybody with the link sees the same ones."</p>
            <button type="submit" class="btn primary" data-close=move || is_possible().then_some("")>
                {move || if current.get().is_some() { "Draw again" } else { "Draw" }}
            </button>
            {move || {
                current
                    .get()
                    .map(|_| {
                        view! {
                            <button
                                type="button"
                                class="btn sample-all"
                                data-close
                                on:click=move |_| route.push(|view| view.narrowed(|view| view.sample = None))
                            >
                                "Show all"
                            </button>
                        }.into_any()
                    })
            }}
        </form>
    }
}
