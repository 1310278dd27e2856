//! Loads the page of rows that a list's URL asks for, and polls for newer rows.

mod aggregates;
mod chosen;
mod edits;
mod request;
mod state;
mod updates;

pub use aggregates::score_names;
pub use chosen::{ChosenRows, RowChooser};
pub use edits::ReviewedRow;
pub use request::{Coming, Fetch};
pub use state::{Answer, Ask, ListRow, Listed, ListingState};

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use super::{client::Client, error::ApiError, load::Load, session::Session};
use crate::{
    browser::{timer, tracking},
    model::ids::ProjectId,
    query::{
        list_state::{ListState, RefusedFilter},
        logs_view::LogsView,
    },
};

/// How often a list is asked for again, to tell what changed.
const POLL: Duration = Duration::from_secs(15);

/// The data of one list. Lives as long as the list's page.
pub struct Listing<R: ListRow> {
    /// The request that the current URL asks for.
    pub ask: Memo<Ask>,
    pub state: Memo<ListingState<R>>,
    /// [`Listing::state`] without the rows' type.
    pub list_state: Memo<ListState>,
    fetch: Fetch<R>,
    session: StoredValue<Session>,
    answer: Load<Answer<R>>,
    /// The conditions that the server has refused so far.
    refused: StoredValue<Vec<RefusedFilter>>,
    /// An answer already loaded for an expected next request, such as the neighbouring page.
    ahead: StoredValue<Option<Answer<R>>>,
    /// The latest answer of the poll, which is not shown yet.
    fresh: RwSignal<Option<Answer<R>>>,
    /// What chooses the rows for requests with conditions that the server does not know.
    chooser: RwSignal<RowChooser<R>>,
}

impl<R: ListRow> Clone for Listing<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: ListRow> Copy for Listing<R> {}

impl<R: ListRow> Listing<R> {
    /// Starts loading, and polls every 15 seconds while the page is visible.
    pub fn load(
        workspace: Memo<String>,
        project: Memo<ProjectId>,
        view: Memo<LogsView>,
        fetch: Fetch<R>,
    ) -> Self {
        let session = StoredValue::new(Session::of_app(""));
        let ask = Memo::new(move |_| Ask {
            workspace: workspace.get(),
            project: project.get(),
            view: view.with(LogsView::list),
        });
        let ahead = StoredValue::new(None::<Answer<R>>);
        let refused = StoredValue::new(Vec::new());
        let answer = Load::new(move || {
            let ask = ask.get();
            let ready = ahead.try_update_value(Option::take).flatten().filter(|ready| ready.ask == ask);
            let session = session.get_value();
            async move {
                match ready {
                    Some(ready) => ready,
                    // The answer comes from `chooser`.
                    None if chosen::is_of_page(&ask) => std::future::pending().await,
                    None => request::get(session, ask, fetch, refused).await,
                }
            }
        });
        let chooser = RwSignal::new(RowChooser::Awaited);
        let state = Memo::new(move |_| {
            if ask.with(chosen::is_of_page) {
                return chooser.get().state();
            }
            let Some(answer) = answer.get() else { return ListingState::Loading };
            ask.with(|ask| match &answer.outcome {
                _ if ask.project != answer.ask.project || ask.workspace != answer.ask.workspace => {
                    ListingState::Loading
                }
                Ok(listed) => ListingState::Loaded(Box::new(answer.ask.clone()), listed.clone()),
                Err(error) if *ask == answer.ask => ListingState::Failed(error.clone()),
                Err(_) => ListingState::Loading,
            })
        });
        let list_state = Memo::new(move |_| state.with(ListingState::list_state));
        let fresh = RwSignal::new(None);
        let listing = Self { ask, state, list_state, fetch, session, answer, refused, ahead, fresh, chooser };
        timer::while_visible(POLL, move || listing.poll());
        listing
    }

    /// Reads the loaded page; `None` if none is loaded. Tracked.
    pub fn with_listed<T>(self, read: impl FnOnce(&Listed<R>) -> T) -> Option<T> {
        tracking::track(&self.state);
        self.state.with_untracked(|state| match state {
            ListingState::Loaded(_, listed) => Some(read(listed)),
            _ => None,
        })
    }

    /// The row with that id, if it is on the loaded page. Tracked.
    pub fn row(self, id: &str) -> Option<Arc<R>> {
        self.with_listed(|listed| listed.row(id).cloned()).flatten()
    }

    /// The current version of a row for as long as it is drawn; keeps the last version when the row leaves the page.
    /// `with_edits` adds the edits made in this browser. `None` if the row is not on the page now.
    pub fn follow(
        self,
        id: String,
        with_edits: impl Fn(&Arc<R>) -> Arc<R> + Send + Sync + 'static,
    ) -> Option<Memo<Arc<R>>> {
        let first = untrack(|| self.row(&id))?;
        let current = move |old: Option<&Arc<R>>| match (self.row(&id), old) {
            (Some(found), _) => with_edits(&found),
            (None, Some(old)) => old.clone(),
            (None, None) => first.clone(),
        };
        Some(Memo::new_with_compare(current, |old, new| {
            old.zip(new).is_none_or(|(old, new)| !state::is_same(old, new))
        }))
    }

    /// All distinct strings that `read` finds in the page's rows, sorted. Not tracked.
    pub fn distinct(self, read: fn(&R) -> &[String]) -> Vec<String> {
        let collect = |listed: &Listed<R>| {
            let mut words: Vec<String> = listed.rows.iter().flat_map(|row| read(row).to_vec()).collect();
            words.sort();
            words.dedup();
            words
        };
        untrack(|| self.with_listed(collect)).unwrap_or_default()
    }

    /// The request without its page, page size and sorting, to notice when other rows match; `None` before the list is
    /// loaded.
    pub fn chosen(self) -> Memo<Option<Ask>> {
        Memo::new(move |_| {
            let is_loaded = self.state.with(|state| matches!(state, ListingState::Loaded(..)));
            is_loaded.then(|| {
                let mut ask = self.ask.get();
                ask.view = LogsView { page: 1, sort: Vec::new(), size: 0, ..ask.view };
                ask
            })
        })
    }

    /// The view that the rows shown answer, from which their links are made.
    pub fn view_of_rows(self) -> Memo<LogsView> {
        Memo::new(move |_| {
            tracking::track(&self.ask);
            self.state.with(|state| match state {
                ListingState::Loaded(answered, _) => answered.view.clone(),
                _ => self.ask.with_untracked(|ask| ask.view.clone()),
            })
        })
    }

    /// Whether the rows shown answer an earlier request than the current one.
    pub fn is_behind(self) -> bool {
        self.state.with(|state| match state {
            ListingState::Loaded(answered, _) => self.ask.with(|ask| *ask != **answered),
            _ => false,
        })
    }

    /// Loads again after an error.
    pub fn retry(self) {
        if self.ask.try_with_untracked(chosen::is_of_page) == Some(true) {
            self.retry_chosen();
        } else {
            self.answer.refetch();
        }
    }

    /// Shows the latest answer of the poll.
    pub fn refresh(self) {
        if let Some(rows) = self.page_chosen() {
            return rows.take.run(());
        }
        let fresh = self.fresh.try_update(Option::take).flatten();
        self.ahead.set_value(fresh);
        self.answer.refetch();
    }

    /// Repeats the current request in the background. The answer is kept for [`Listing::updates`], or shown at once if
    /// the list was empty.
    pub fn poll(self) {
        if let Some(rows) = self.page_chosen() {
            return rows.refresh.run(());
        }
        let Some(ListingState::Loaded(_, listed)) = self.state.try_get_untracked() else { return };
        let (Some(ask), Some(session)) = (self.ask.try_get_untracked(), self.session.try_get_value()) else {
            return;
        };
        if session.server.busy.is_on() {
            return;
        }
        spawn_local(async move {
            let answer = request::get(session, ask, self.fetch, self.refused).await;
            if answer.outcome.is_err() || self.ask.try_get_untracked().as_ref() != Some(&answer.ask) {
                return;
            }
            let first_rows =
                listed.rows.is_empty() && answer.outcome.as_ref().is_ok_and(|new| !new.rows.is_empty());
            let _ = self.fresh.try_set(Some(answer));
            if first_rows {
                self.refresh();
            }
        });
    }

    /// The ids of the rows on page `page` (and what each belongs to, see [`ListRow::parent_id`]), or an error message. The
    /// answer is kept, so that going to that page needs no further request.
    pub async fn ids_of_page(self, page: u32) -> Result<Vec<(String, String)>, String> {
        let listed = self.neighbour(page).await.map_err(|error| format!("{}. {error}", error.title()))?;
        Ok(listed.rows.iter().map(|row| (row.id().to_owned(), row.parent_id().to_owned())).collect())
    }

    async fn neighbour(self, page: u32) -> Result<Arc<Listed<R>>, ApiError> {
        if let Some(rows) = self.page_chosen() {
            return rows.page.run(page).ok_or(ApiError::Aborted);
        }
        let (Some(mut ask), Some(session)) = (self.ask.try_get_untracked(), self.session.try_get_value())
        else {
            return Err(ApiError::Aborted);
        };
        ask.view = ask.view.at_page(page);
        let answer = request::get(session, ask, self.fetch, self.refused).await;
        let outcome = answer.outcome.clone();
        if outcome.is_ok() {
            let _ = self.ahead.try_set_value(Some(answer));
        }
        outcome
    }

    /// A client for the list's workspace. Not tracked.
    pub fn client(self) -> Client {
        self.session().client
    }

    /// The session in the list's workspace. Not tracked.
    pub fn session(self) -> Session {
        self.ask.with_untracked(|ask| self.session.with_value(|session| session.at(&ask.workspace)))
    }

    /// The list's workspace. Not tracked.
    pub fn workspace(self) -> String {
        self.ask.with_untracked(|ask| ask.workspace.clone())
    }

    /// The list's project. Not tracked.
    pub fn project(self) -> ProjectId {
        self.ask.with_untracked(|ask| ask.project.clone())
    }
}
