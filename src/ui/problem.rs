//! An error message: what went wrong, what to do about it, and a button to try again.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// An error panel. `retry` is left out where trying again cannot help.
#[component]
pub fn Problem(
    /// What went wrong, in a few words.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(into)]
    detail: String,
    #[prop(optional, into)] retry: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <div class="problem" role="alert">
            <Icon glyph=Glyph::Warning />
            <div>
                <h2>{title}</h2>
                <p>{detail}</p>
                {retry
                    .map(|retry| {
                        view! {
                            <button type="button" class="btn" on:click=move |_| retry.run(())>
                                <Icon glyph=Glyph::Refresh />
                                "Try again"
                            </button>
                        }.into_any()
                    })}
            </div>
        </div>
    }
}
