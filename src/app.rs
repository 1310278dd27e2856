//! The root component: provides the app-wide contexts and shows the page that the URL names.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Router,
    hooks::{use_navigate, use_url},
    location::{BrowserUrl, LocationProvider},
};

use crate::{
    api::{send_edits, session::Session},
    browser::base,
    local::{preferences::Preferences, saved_views::SavedViews, theme},
    logs::page::LogsPage,
    model::ids::ProjectId,
    paths::Page,
    projects::page::ProjectsPage,
    settings::page::{CONFIGURATION, ConfigurationPageProps},
    shell::{
        banners::{OfflineBanner, OutboxBanner},
        not_found::NotFound,
    },
    ui::{
        lazy,
        toast::{Toaster, Toasts},
    },
};

/// Provides the app's only four contexts: [`Session`], [`Toaster`], [`Preferences`] and [`SavedViews`].
#[component]
pub fn App() -> impl IntoView {
    let base = base::path();
    let preferences = Preferences::load();
    let toaster = Toaster::new();
    theme::apply(preferences);
    let session = Session::new(&base, preferences);
    send_edits::start(&session);
    provide_context(session);
    provide_context(toaster);
    provide_context(preferences);
    provide_context(SavedViews::load());
    // `leptos_router` wants its base without the trailing slash, and an empty one at the root.
    let router_base = base.trim_end_matches('/').to_owned();
    view! {
        <div class="app">
            <OfflineBanner />
            <OutboxBanner />
            <Router base=router_base>
                <Shown />
            </Router>
            <Toasts toaster />
        </div>
    }
}

/// Shows the page of the current URL. The router keeps the history and handles links; [`Page::parse`] matches the path
/// instead of a route table, so that paths are read and written in one place.
#[component]
fn Shown() -> impl IntoView {
    let url = use_url();
    let page = Memo::new(move |_| url.with(|url| Page::parse(below_base(url.path()))));
    // A page is not rebuilt while only the workspace or project in the path changes: it follows these memos.
    let workspace = Memo::new(move |_| match page.get() {
        Page::Projects { workspace } | Page::Logs { workspace, .. } | Page::Configuration { workspace } => {
            workspace
        }
        _ => String::new(),
    });
    let project = Memo::new(move |old: Option<&ProjectId>| match page.get() {
        Page::Logs { project, .. } => ProjectId::new(project),
        // While the page is being replaced, it keeps showing its project.
        _ => old.cloned().unwrap_or_default(),
    });
    let kind = Memo::new(move |_| page.with(std::mem::discriminant));
    follow_moved(page);
    write_address();
    move || {
        // `get`, not `track`: a memo that is never read never computes, and so never learns what it depends on.
        kind.get();
        match page.get_untracked() {
            Page::Projects { .. } => view! { <ProjectsPage workspace /> }.into_any(),
            Page::Logs { .. } => view! { <LogsPage workspace project /> }.into_any(),
            Page::Configuration { .. } => {
                lazy::enter(&CONFIGURATION, "Loading the configuration", move || ConfigurationPageProps {
                    workspace,
                })
            }
            Page::Moved(_) => ().into_any(),
            Page::Unknown => view! { <NotFound /> }.into_any(),
        }
    }
}

fn below_base(path: &str) -> &str {
    let base = base::path();
    path.strip_prefix(base.trim_end_matches('/')).unwrap_or(path)
}

/// Lets the router write the address after a click on a link: `leptos_router` waits for `ready_to_complete`, which its
/// `<Routes>` component would call, and the app has none.
fn write_address() {
    let url = use_url();
    let browser = use_context::<BrowserUrl>();
    Effect::new(move |_| {
        url.track();
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
    });
}

/// Redirects from an address that is an alias of another one ([`Page::Moved`]), keeping its query.
fn follow_moved(page: Memo<Page>) {
    let navigate = use_navigate();
    let url = use_url();
    Effect::new(move |_| {
        let Page::Moved(href) = page.get() else { return };
        let query = url.with_untracked(|url| url.search().to_owned());
        let mark = if query.is_empty() { "" } else { "?" };
        let options = NavigateOptions { resolve: false, replace: true, scroll: false, ..Default::default() };
        navigate(&format!("{}{href}{mark}{query}", base::path()), options);
    });
}
