//! Shown for a project without rows: how to log the first conversation. Checks regularly whether there are rows now.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::list_route::ListRoute;
use crate::{
    browser::{base, timer},
    ui::{copy_button::CopyButton, empty::Empty, first_log::Way, tabs::Tabs},
};

/// An empty list looks so often for its first row.
const POLL_FIRST_ROW: Duration = Duration::from_secs(3);

/// "No threads yet", an explanation, and four example programs that log some.
#[component]
pub fn Start(
    route: ListRoute,
    /// The project's name, once it is loaded.
    project_name: Signal<Option<String>>,
    /// What a row is made of, in a sentence.
    why: &'static str,
    /// Checks whether there are rows now; called every three seconds.
    poll: Callback<()>,
) -> impl IntoView {
    timer::while_visible(POLL_FIRST_ROW, move || poll.run(()));
    let code = move |way: Way| {
        let url = format!("{}api", base::server());
        let project = project_name.get().unwrap_or_default();
        way.code(&url, &route.workspace.get(), &project)
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
    let tab = route.view.with_untracked(|view| view.tab);
    view! {
        <Empty title=Signal::stored(format!("No {} yet", tab.word()))>
            <p>{why}</p>
            <div class="start">
                <Tabs label="How to log" names=Way::ALL.map(Way::name).to_vec() panel />
            </div>
        </Empty>
    }
}
