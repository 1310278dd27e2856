//! What came or changed in views since they were looked at.
//!
//! What is affordable decides what is counted:
//! * A view with conditions of the server only costs one request for one row. They are asked one after the other, when the
//!   menu is opened and every five minutes while the page is visible, at most [`MOST_ASKED`] of them.
//! * For views that the page chooses, all threads have to be read, once for all of these views. That is done while the menu
//!   is open, and only in projects of up to [`LOOK_THROUGH`] threads; in larger ones there is a button for it. Closing the
//!   menu ends it.
//! * Samples, and page-chosen views with a search, a time range or a condition that only the server can check, have no
//!   count.
//!
//! To the server, activity is a new turn, a tag or a change of status. Where all rows are read, scores, thumbs and comments
//! of others count, too. The times are those of this browser's clock: one that is fast misses what came meanwhile.

use std::time::Duration;

use leptos::{
    prelude::*,
    task::{spawn_local, spawn_local_scoped_with_cancellation},
};

use super::Views;
use crate::{
    api::row_counts,
    browser::{clock, timer},
    model::{figures, ids::ProjectId, time::Timestamp},
    query::{
        found::Found,
        logs_view::LogsView,
        saved_views::{ProjectViews, SavedView},
        tab::Tab,
        time_range::TimeRange,
    },
};

const MOST_ASKED: usize = 20;
const LOOK_THROUGH: u64 = 2_000;
const EVERY: Duration = Duration::from_secs(300);
/// The first time is so many milliseconds after the list.
const FIRST: i64 = 20_000;
/// The view that is shown counts as looked at until so long ago.
const LOOKED: Duration = Duration::from_secs(60);

/// Whether the rows of page-chosen views are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum NewsStage {
    /// All that can be counted is counted.
    #[default]
    Told,
    Looking,
    /// There are so many threads that nobody looks through them unasked.
    Many(u64),
    Failed,
}

/// Keeps when views were looked at, and counts from time to time, as long as the list is there.
pub(super) fn watch(views: Views) {
    let shown = Memo::new(move |_| {
        let id = views.shown.with(|shown| shown.as_ref().map(|shown| shown.id.clone()))?;
        Some((views.route.project.get(), id))
    });
    Effect::new(move |before: Option<Option<(ProjectId, String)>>| {
        let now = shown.get();
        for (project, id) in before.flatten().iter().chain(&now) {
            look_at(views, project, id);
        }
        now
    });
    Effect::new(move |_| {
        views.route.project.with(|project| {
            views.saved.update(project.as_str(), |all| {
                all.since.get_or_insert_with(clock::now);
            })
        });
        views.news.update(|news| news.clear());
    });
    timer::while_visible(LOOKED, move || {
        if let Some(Some((project, id))) = shown.try_get_untracked() {
            look_at(views, &project, &id);
        }
    });
    let count = move || {
        if views.news.try_get_untracked().is_some() {
            spawn_local(count_of_server(views));
        }
    };
    timer::while_visible(EVERY, count);
    timer::later(FIRST, count);
}

/// Notes that a view was looked at now. If it cannot be stored, the view only seems to have more news.
fn look_at(views: Views, project: &ProjectId, id: &str) {
    views.saved.update(project.as_str(), |all| {
        if all.get(id).is_some() {
            all.seen.insert(id.to_owned(), clock::now());
        }
    });
    let _ = views.news.try_update(|news| news.remove(id));
}

/// Counts for the menu, as long as it is open.
pub(super) fn count_now(views: Views) {
    views.stage.set(NewsStage::Told);
    spawn_local_scoped_with_cancellation(async move {
        count_of_server(views).await;
        count_of_page(views, false).await;
    });
}

/// What is said about counting, below the views.
pub(super) fn words(views: Views) -> AnyView {
    let owner = Owner::current().unwrap_or_default();
    let look = move |words: String| {
        let owner = owner.clone();
        let count = move |_| owner.with(|| spawn_local_scoped_with_cancellation(count_of_page(views, true)));
        view! {
            <button type="button" class="quiet" on:click=count>
                {words}
            </button>
        }
        .into_any()
    };
    (move || match views.stage.get() {
        NewsStage::Told => ().into_any(),
        NewsStage::Looking => view! { <p class="views-note">"Looking for what is new…"</p> }.into_any(),
        NewsStage::Many(count) => {
            look(format!("Look for what is new in {}", figures::counted(count, "thread")))
        }
        NewsStage::Failed => look("What is new could not be found out. Try again".to_owned()),
    })
    .into_any()
}

/// The views that have something to count, with the time since which.
fn counted(views: Views) -> Option<Vec<(SavedView, Timestamp)>> {
    let shown = views.shown.try_get_untracked()?.map(|shown| shown.id);
    let of = |all: &ProjectViews| {
        let others = all.visible().filter(|view| Some(&view.id) != shown.as_ref());
        others.filter_map(|view| Some((view.clone(), all.seen_at(&view.id)?))).collect()
    };
    views.views.try_with_untracked(of)
}

/// Asks for the number of changed rows of each view that the server chooses. Stops at the first failure: what was found
/// out before stays, and the next time asks again.
async fn count_of_server(views: Views) {
    let Some(counted) = counted(views) else { return };
    let asks = counted.into_iter().map(|(view, since)| (view.list(1), view.id, since));
    for (list, id, since) in asks.filter(|(list, ..)| !list.is_of_page()).take(MOST_ASKED) {
        let (Some(project), Some(workspace), Some(session)) = (
            views.route.project.try_get_untracked(),
            views.route.workspace.try_get_untracked(),
            views.session.try_get_value(),
        ) else {
            return;
        };
        if session.server.busy.is_on() {
            return;
        }
        let pairs = list.to_stats_request(clock::now(), clock::zone_at);
        let client = session.client.at(&workspace);
        let Ok(count) = row_counts::count(&client, list.tab, &project, pairs, Some(since)).await else {
            return;
        };
        if views.route.project.try_get_untracked() != Some(project) {
            return;
        }
        let _ = views.news.try_update(|news| news.insert(id, count));
    }
}

/// Counts the changed rows of all views that the page chooses. `is_asked`: however many threads there are.
async fn count_of_page(views: Views, is_asked: bool) {
    let (Some(counting), Some(counted)) = (views.counting, counted(views)) else { return };
    let asks: Vec<(String, LogsView, Timestamp)> = counted
        .into_iter()
        .filter_map(|(view, since)| Some((page_list(&view)?, view.id, since)))
        .map(|(list, id, since)| (id, list, since))
        .collect();
    if asks.is_empty() {
        return;
    }
    let (Some(project), Some(workspace), Some(session)) = (
        views.route.project.try_get_untracked(),
        views.route.workspace.try_get_untracked(),
        views.session.try_get_value(),
    ) else {
        return;
    };
    if !is_asked {
        let client = session.client.at(&workspace);
        let Ok(total) = row_counts::count(&client, Tab::Threads, &project, Vec::new(), None).await else {
            return;
        };
        if total > LOOK_THROUGH {
            let _ = views.stage.try_set(NewsStage::Many(total));
            return;
        }
    }
    let _ = views.stage.try_set(NewsStage::Looking);
    let views_to_count = asks.iter().map(|(_, list, since)| (list.clone(), *since)).collect();
    let Some(coming) = counting.try_run(views_to_count) else { return };
    let counts = coming.await;
    if views.route.project.try_get_untracked() != Some(project) {
        return;
    }
    let stage = if counts.is_some() { NewsStage::Told } else { NewsStage::Failed };
    let _ = views.news.try_update(|news| {
        news.extend(asks.into_iter().map(|(id, ..)| id).zip(counts.unwrap_or_default()));
    });
    let _ = views.stage.try_set(stage);
}

/// The list of a page-chosen view with all its conditions for the page; `None` if that is not possible.
fn page_list(view: &SavedView) -> Option<LogsView> {
    let list = view.list(1);
    let is_whole = list.search.trim().is_empty() && list.range == TimeRange::All && list.sample.is_none();
    if list.tab != Tab::Threads || !list.is_of_page() || !is_whole {
        return None;
    }
    let found = Found::joined(&list.filters, &list.found).ok()?;
    let is_known = found.conditions().all(|condition| condition.criterion().is_known(Tab::Threads));
    is_known.then(|| LogsView { found, ..LogsView::default() })
}
