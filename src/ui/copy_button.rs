//! A button that copies a text and says whether it did.

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use super::icon::{Glyph, Icon};
use crate::browser::clipboard;

/// How long the button says "Copied".
const COPIED_FOR: Duration = Duration::from_secs(2);

/// Copies what `text` gives at the moment of the click. The button itself says "Copied", or how to do it by hand.
#[component]
pub fn CopyButton(
    /// The button's name, e.g. "Copy link".
    #[prop(into)]
    label: String,
    /// What to copy.
    text: Arc<dyn Fn() -> String + Send + Sync>,
    /// Its icon.
    #[prop(default = Glyph::Copy)]
    glyph: Glyph,
    /// Show the name beside the icon.
    #[prop(default = false)]
    worded: bool,
) -> impl IntoView {
    let (said, set_said) = signal(None::<bool>);
    let copy = move |_| {
        let text = text();
        spawn_local(async move {
            let done = clipboard::copy(&text).await;
            let _ = set_said.try_set(Some(done));
            set_timeout(
                move || {
                    let _ = set_said.try_set(None);
                },
                COPIED_FOR,
            );
        });
    };
    let title = label.clone();
    let words = label.clone();
    view! {
        <button
            type="button"
            class=if worded { "quiet" } else { "icon-btn" }
            aria-label=label
            title=title
            data-said=move || said.get().map(|done| if done { "yes" } else { "no" })
            on:click=copy
        >
            <Icon glyph=Signal::derive(move || if said.get() == Some(true) { Glyph::Check } else { glyph }) />
            {worded
                .then(|| {
                    view! {
                        <span>
                            {move || match said.get() {
                                Some(true) => "Copied".to_owned(),
                                Some(false) => "Not allowed".to_owned(),
                                None => words.clone(),
                            }}
                        </span>
                    }.into_any()
                })}
            <span class="visually-hidden" role="status">
                {move || match said.get() {
                    Some(true) => "Copied",
                    Some(false) => "The browser does not allow copying here",
                    None => "",
                }}
            </span>
        </button>
    }
}
