//! Nothing to show, and what to do about it.

use leptos::prelude::*;

/// A calm panel with a heading, a sentence or two, and whatever helps (`children`).
#[component]
pub fn Empty(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// Sentences and buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            {children()}
        </div>
    }
}
