//! Which list a project opens with: the one in the URL, else the one this browser showed last, else the threads, unless
//! the project has traces but no threads.

use leptos::prelude::*;
use leptos_router::hooks::use_url;

use crate::{
    api::{load::Load, traces},
    local::{preferences::Preferences, remembered, saved_views::SavedViews},
    model::ids::ProjectId,
    query::{
        list_state::ListState,
        logs_view::{LogsView, names_list},
        tab::Tab,
    },
    threads::listing::ThreadsListing,
    ui::table::list_route::ListRoute,
};

/// Whether the URL says which list to show; `None` while the router is leaving the page.
fn url_names_list() -> Memo<Option<bool>> {
    let url = use_url();
    Memo::new(move |_| {
        url.with(|url| {
            let here = url.path().trim_end_matches('/').ends_with("/logs");
            here.then(|| names_list(url.search()))
        })
    })
}

/// Stores the list's state for the project when the URL has one; otherwise writes the stored state into the URL.
pub(super) fn remember(route: ListRoute) {
    let url_names_list = url_names_list();
    let url = use_url();
    let (saved, preferences) = (SavedViews::of_app(), Preferences::of_app());
    Effect::new(move |_| {
        let (project, view) = (route.project.get(), route.view.get());
        match url_names_list.get() {
            Some(true) => remembered::note(project.as_str(), &view),
            Some(false) => {
                let address = url.with_untracked(|url| url.search().to_owned());
                let default = remembered::default_view(project.as_str(), &address);
                if let Some(default) = &default {
                    saved.open(project.as_str(), default, preferences);
                }
                let is_left = default.is_some() || remembered::tab(project.as_str()).is_some();
                if is_left && view.to_query() != LogsView::default().to_query() {
                    route.replace(LogsView::clone);
                }
            }
            None => {}
        }
    });
}

/// Switches to the traces when neither the URL nor the browser's storage names a list and the project has no threads
/// but traces (`GET /v1/private/traces/exists`). The signal is true while that is not known: the list then does not say
/// yet that it is empty.
pub(super) fn decide(route: ListRoute, listing: ThreadsListing) -> Signal<bool> {
    let url_names_list = url_names_list();
    let empty = Memo::new(move |_| {
        let project = route.project.get();
        let undecided = url_names_list.get() == Some(false) && remembered::tab(project.as_str()).is_none();
        let seen = listing.list_state.with(|list_state| match list_state {
            ListState::Page(seen) if seen.total == 0 => Some(seen.is_narrowed),
            _ => None,
        });
        seen.filter(|_| undecided).map(|narrowed| (project, narrowed))
    });
    let answer = Load::new(move || {
        let (asked, client) = (empty.get(), listing.client());
        async move {
            let (project, narrowed) = asked?;
            let threads = narrowed && traces::exist(&client, &project, true).await.unwrap_or(true);
            let traces = !threads && traces::exist(&client, &project, false).await.unwrap_or(false);
            Some((project, traces))
        }
    });
    let found = move |project: &ProjectId| {
        answer.get().flatten().filter(|(of, _)| of == project).map(|(_, traces)| traces)
    };
    Effect::new(move |_| {
        let traces = empty.get().and_then(|(project, _)| found(&project));
        if traces == Some(true) {
            route.replace(|view| LogsView { tab: Tab::Traces, ..view.clone() });
        }
    });
    Signal::derive(move || empty.get().is_some_and(|(project, _)| found(&project) != Some(false)))
}
