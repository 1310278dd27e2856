//! A line that unfolds what is under it.
//!
//! Not `<details>`: Chromium walks the whole document whenever it styles one for the first time, and a conversation of
//! 2,000 turns that is scrolled through would wait for that in every other frame.

use leptos::prelude::*;

/// A button with `head` in it, and under it what `inside` draws: made when it is unfolded for the first time, kept from
/// then on. `class` is the whole's; the two parts have `class` with `-head` and `-body` after it, and the whole has
/// `data-open` while it is unfolded.
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
