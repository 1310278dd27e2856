//! The logs page.

use leptos::prelude::*;

/// The list, and what is open beside it.
#[component]
pub fn LogsPage() -> impl IntoView {
    view! { <main id="main"></main> }
}
