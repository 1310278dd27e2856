//! Which list a project opens with. The address says it; else this machine remembers it; else there are the conversations,
//! unless the project has none, but traces (Opik: `useLogsType`).

use leptos::prelude::*;
use leptos_router::hooks::use_url;

use crate::{
    api::{load::Load, traces},
    local::remembered,
    model::ids::ProjectId,
    query::{
        list_state::ListState,
        logs_view::{LogsView, names_list},
        tab::Tab,
    },
    threads::listing::ThreadsListing,
    ui::table::list_route::ListRoute,
};

/// What the address says of the lists; nothing while the page is on its way to another one.
fn said() -> Memo<Option<bool>> {
    let url = use_url();
    Memo::new(move |_| {
        url.with(|url| {
            let here = url.path().trim_end_matches('/').ends_with("/logs");
            here.then(|| names_list(url.search()))
        })
    })
}

/// Keeps how the lists of the project are left, and has the address say what it did not.
pub(super) fn remember(route: ListRoute) {
    let said = said();
    Effect::new(move |_| {
        let (project, view) = (route.project.get(), route.view.get());
        match said.get() {
            Some(true) => remembered::note(project.as_str(), &view),
            Some(false) => {
                let is_left = remembered::tab(project.as_str()).is_some();
                if is_left && view.to_query() != LogsView::default().to_query() {
                    route.replace(LogsView::clone);
                }
            }
            None => {}
        }
    });
}

/// Goes to the traces where nobody said which list to show, and the list of conversations came back empty. Nothing waits
/// for that but the words that there are no conversations: true while it is being found out.
pub(super) fn decide(route: ListRoute, listing: ThreadsListing) -> Signal<bool> {
    let said = said();
    let empty = Memo::new(move |_| {
        let project = route.project.get();
        let undecided = said.get() == Some(false) && remembered::tab(project.as_str()).is_none();
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
