//! Banners over the whole page: no network, changes that wait.

use leptos::prelude::*;

use crate::{
    api::{client::Client, outbox},
    browser::online::online,
    model::{change::Act, figures},
    ui::{
        icon::{Glyph, Icon},
        toast::{Toaster, Tone},
    },
};

/// Says so while the browser is offline.
#[component]
pub fn OfflineBanner() -> impl IntoView {
    let online = online();
    view! {
        <div role="status">
            {move || {
                (!online.get())
                    .then(|| {
                        view! {
                            <p class="banner">
                                <Icon glyph=Glyph::Offline />
                                "You are offline. What is on the page stays readable; the rest comes back with the network."
                            </p>
                        }.into_any()
                    })
            }}
        </div>
    }
}

/// Says how many changes wait when sending has failed, and why one was refused.
#[component]
pub fn OutboxBanner() -> impl IntoView {
    let client = Client::of_app("");
    let journal = client.journal();
    let toaster = Toaster::of_app();
    Effect::new(move |_| {
        if let Some(refused) = journal.refusal.get() {
            let what = match &refused.entry.change.act {
                Act::Score { name, .. } => format!("{name} is as it was"),
                Act::Tag { tag, .. } => format!("Tag {tag} is as it was"),
                Act::Comment { .. } => "The comment was not saved; its text is kept as a draft".to_owned(),
                Act::Status(_) => "The status is as it was".to_owned(),
            };
            toaster.say(Tone::Failed, format!("{what}. {}: {}", refused.error.title(), refused.error));
        }
    });
    let client = StoredValue::new(client);
    view! {
        <div role="status">
            {move || {
                let pending = journal.pending.get();
                (pending.failing > 0)
                    .then(|| {
                        let wait = if pending.waiting == 1 { "waits" } else { "wait" };
                        view! {
                            <p class="banner">
                                <Icon glyph=Glyph::Offline />
                                <span>
                                    {format!(
                                        "{} {wait} for the server. Nothing is lost: they are kept here and sent as soon as it answers.",
                                        figures::counted(pending.waiting as u64, "change"),
                                    )}
                                </span>
                                <button type="button" class="btn" on:click=move |_| client.with_value(outbox::hurry)>
                                    "Try now"
                                </button>
                            </p>
                        }
                    })
            }}
        </div>
    }
}
