//! A project without threads: how to log the first conversation. Notices by itself when it has come.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::{first_log::Way, listing::Listing};
use crate::{
    browser::{base, timer},
    ui::{copy_button::CopyButton, empty::Empty, tabs::Tabs},
};

/// "No threads yet", and four ways to change that.
#[component]
pub fn Start(listing: Listing, project_name: Signal<Option<String>>) -> impl IntoView {
    timer::while_visible(Duration::from_secs(3), move || listing.poll());
    let code = move |way: Way| {
        let url = format!("{}api", base::server());
        let project = project_name.get().unwrap_or_default();
        way.code(&url, &listing.place.workspace.get(), &project)
    };
    let panel = Callback::new(move |at: usize| {
        let way = Way::ALL.get(at).copied().unwrap_or(Way::PythonDecorator);
        view! {
            <p class="muted">{way.before()}</p>
            <div class="start-code">
                <pre tabindex="0" aria-label=way.name()><code>{move || code(way)}</code></pre>
                <CopyButton label="Copy code" text=Arc::new(move || code(way)) />
            </div>
        }
        .into_any()
    });
    view! {
        <Empty title=Signal::stored("No threads yet".to_owned())>
            <p>
                "A thread is made of traces that carry the same thread id. Log the first ones, and they appear here by themselves."
            </p>
            <div class="start">
                <Tabs label="How to log" names=Way::ALL.map(Way::name).to_vec() panel />
            </div>
        </Empty>
    }
}
