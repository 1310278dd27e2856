//! The logs page.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    conversation::panel::Conversation,
    model::ids::{ProjectId, ThreadId, TraceId},
    shell::{head::Head, here::Here},
};

/// The list, and what is open beside it.
#[component]
pub fn LogsPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let workspace = Memo::new(move |_| params.with(|map| map.get("workspace").unwrap_or_default()));
    let project =
        Memo::new(move |_| ProjectId::new(params.with(|map| map.get("project").unwrap_or_default())));
    let thread = Memo::new(move |_| ThreadId::new(query.with(|map| map.get("thread").unwrap_or_default())));
    let trace = Memo::new(move |_| query.with(|map| map.get("trace").map(TraceId::new)));
    view! {
        <Head here=Signal::derive(move || Here { workspace: workspace.get(), project: Some(project.get()) }) />
        <main id="main" class="panes" tabindex="-1">
        <Conversation workspace project thread trace position=Signal::stored(None::<String>) can_step=Signal::stored((false, false)) step=|_| () close=|_| () />
        </main>
    }
}
