//! A radio group that looks like one button with several segments.

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

/// A radio group over `options`. Arrow keys move the focus and choose, as in the platform's own radio groups.
#[component]
pub fn Segmented<T>(
    /// What is chosen here, for screen readers.
    #[prop(into)]
    label: String,
    /// Values with their labels, in order.
    options: Vec<(T, &'static str)>,
    #[prop(into)] value: Signal<T>,
    #[prop(into)] choose: Callback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let values: Vec<T> = options.iter().map(|(value, _)| *value).collect();
    let values = StoredValue::new(values);
    let on_key = move |event: web_sys::KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => true,
            "ArrowLeft" | "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let next = values.with_value(|values| {
            let at = values.iter().position(|one| *one == value.get_untracked())?;
            let next = if forward { at + 1 } else { at + values.len() - 1 } % values.len();
            values.get(next).copied()
        });
        if let Some(next) = next {
            choose.run(next);
        }
        focus_checked(&event);
    };
    view! {
        <div class="seg" role="radiogroup" aria-label=label on:keydown=on_key>
            {options
                .into_iter()
                .map(|(option, label)| {
                    let checked = move || value.get() == option;
                    view! {
                        <button
                            type="button"
                            role="radio"
                            aria-checked=move || checked().to_string()
                            tabindex=move || if checked() { "0" } else { "-1" }
                            on:click=move |_| choose.run(option)
                        >
                            {label}
                        </button>
                    }.into_any()
                })
                .collect_view()}
        </div>
    }
}

/// Moves the focus to the chosen option once it is rendered as chosen.
fn focus_checked(event: &web_sys::KeyboardEvent) {
    let Some(group) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    request_animation_frame(move || {
        let checked = group.query_selector("[aria-checked=true]").ok().flatten();
        if let Some(checked) = checked.and_then(|checked| checked.dyn_into::<HtmlElement>().ok()) {
            let _ = checked.focus();
        }
    });
}
