//! A button that shows and hides the content below it.
//!
//! Not `<details>`: Chromium visits the whole document when it styles one for the first time, which would delay every
//! other frame while a conversation of 2,000 turns is scrolled.

use leptos::prelude::*;

/// A button that contains `head`, and below it what `inside` returns: rendered when it is opened for the first time,
/// and kept from then on. The outer element has the CSS class `class`, and `data-open` while it is open; its two parts
/// have the classes `{class}-head` and `{class}-body`.
pub fn disclosure(class: &'static str, failed: bool, head: AnyView, inside: ChildrenFn) -> AnyView {
    let open = RwSignal::new(false);
    let made = RwSignal::new(false);
    let press = move |_| {
        made.set(true);
        open.update(|open| *open = !*open);
    };
    view! {
        <div class=class data-failed=failed.then_some("true") data-open=move || open.get().then_some("true")>
            <button
                type="button"
                class=format!("{class}-head")
                aria-expanded=move || open.get().to_string()
                on:click=press
            >
                {head}
            </button>
            <div class=format!("{class}-body") hidden=move || !open.get()>
                {move || made.get().then(|| inside())}
            </div>
        </div>
    }
    .into_any()
}
