//! Grey lines in place of a text that is being loaded.

use leptos::prelude::*;

/// `lines` grey lines; screen readers announce `label` once.
#[component]
pub fn Skeleton(
    /// What is being loaded, e.g. "Loading the conversation".
    #[prop(into)]
    label: String,
    #[prop(default = 3)] lines: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{label}</span>
            {(0..lines).map(|_| view! { <i aria-hidden="true"></i> }.into_any()).collect_view()}
        </div>
    }
}
