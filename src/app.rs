//! Providers and routes: the whole app on one screen.

use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Redirect, Route, Router},
    hooks::use_params_map,
    path,
};

use crate::{
    api::client::Client,
    browser::{base, preferences::Preferences, theme},
    logs::page::LogsPage,
    paths,
    projects::page::ProjectsPage,
    shell::{banners::OfflineBanner, not_found::NotFound},
    ui::toast::{Toaster, Toasts},
};

/// The app. Its contexts are exactly these three.
#[component]
pub fn App() -> impl IntoView {
    let base = base::path();
    let preferences = Preferences::load();
    let toaster = Toaster::new();
    theme::apply(preferences);
    provide_context(Client::new(&base));
    provide_context(toaster);
    provide_context(preferences);
    // The router wants its base without the last slash, and none at the root.
    let router_base = base.trim_end_matches('/').to_owned();
    view! {
        <div class="app">
            <OfflineBanner />
            <Router base=router_base>
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view=|| to_projects("default") />
                    <Route path=path!("/:workspace") view=ToProjects />
                    <Route path=path!("/:workspace/projects") view=ProjectsPage />
                    <Route path=path!("/:workspace/projects/:project") view=ToLogs />
                    <Route path=path!("/:workspace/projects/:project/traces") view=ToLogs />
                    <Route path=path!("/:workspace/projects/:project/logs") view=LogsPage />
                </FlatRoutes>
            </Router>
            <Toasts toaster />
        </div>
    }
}

fn to_projects(workspace: &str) -> impl IntoView + use<> {
    view! { <Redirect path=format!("{}{}", base::path(), paths::projects(workspace)) options=replace() /> }
}

#[component]
fn ToProjects() -> impl IntoView {
    let params = use_params_map();
    to_projects(&params.with_untracked(|map| map.get("workspace").unwrap_or_default()))
}

/// A project's own page, and Opik's older address of the logs: the query goes along.
#[component]
fn ToLogs() -> impl IntoView {
    let params = use_params_map();
    let query = leptos_router::hooks::use_url().with_untracked(|url| url.search().to_owned());
    let href = params.with_untracked(|map| {
        paths::logs(
            &map.get("workspace").unwrap_or_default(),
            &map.get("project").unwrap_or_default(),
            &query,
        )
    });
    view! { <Redirect path=format!("{}{href}", base::path()) options=replace() /> }
}

fn replace() -> leptos_router::NavigateOptions {
    leptos_router::NavigateOptions { resolve: false, replace: true, ..Default::default() }
}
