//! A button that copies a text and reports whether that worked.

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use super::icon::{Glyph, Icon};
use crate::browser::clipboard;

/// How long the button says "Copied".
const COPIED_FOR: Duration = Duration::from_secs(2);

/// Copies what `text` returns when the button is clicked. For two seconds the button then shows whether that worked,
/// and a screen reader announces it.
#[component]
pub fn CopyButton(
    /// The accessible name, e.g. "Copy link".
    #[prop(into)]
    label: String,
    text: Arc<dyn Fn() -> String + Send + Sync>,
    #[prop(default = Glyph::Copy)] glyph: Glyph,
    /// Whether the label is shown beside the icon.
    #[prop(default = false)]
    worded: bool,
) -> impl IntoView {
    let (copied, set_copied) = signal(None::<bool>);
    let copy = move |_| {
        let text = text();
        spawn_local(async move {
            let done = clipboard::copy(&text).await;
            let _ = set_copied.try_set(Some(done));
            set_timeout(
                move || {
                    let _ = set_copied.try_set(None);
                },
                COPIED_FOR,
            );
        });
    };
    let title = label.clone();
    let words = label.clone();
    // The outcome in place of the label.
    let outcome = move || copied.get().map(|done| if done { "Copied" } else { "Not allowed" });
    // Who controls the page by voice says what is shown: the name contains it.
    let name = move || match outcome() {
        Some(outcome) if worded => format!("{outcome}: {label}"),
        _ => label.clone(),
    };
    view! {
        <button
            type="button"
            class=if worded { "quiet" } else { "icon-btn" }
            aria-label=name
            title=title
            data-said=move || copied.get().map(|done| if done { "yes" } else { "no" })
            on:click=copy
        >
            <Icon glyph=Signal::derive(move || if copied.get() == Some(true) { Glyph::Check } else { glyph }) />
            {worded
                .then(|| {
                    view! {
                        <span>
                            {move || outcome().map_or_else(|| words.clone(), str::to_owned)}
                        </span>
                    }.into_any()
                })}
            <span class="visually-hidden" role="status">
                {move || match copied.get() {
                    Some(true) => "Copied",
                    Some(false) => "The browser does not allow copying here",
                    None => "",
                }}
            </span>
        </button>
    }
}
