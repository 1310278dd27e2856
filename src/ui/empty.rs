//! A placeholder where there is nothing to show.

use leptos::prelude::*;

/// A panel with a heading and, as `children`, a sentence or two and buttons that help.
#[component]
pub fn Empty(#[prop(into)] title: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            {children()}
        </div>
    }
}
