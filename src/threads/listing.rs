//! What the list knows: the page of rows the URL asks for, and whether the server has newer ones.

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use super::place::Place;
use crate::{
    api::{client::Client, error::ApiError, load::Load, threads},
    browser::{clock, timer},
    model::{
        ids::{ProjectId, ThreadId},
        score::Say,
        thread::Thread,
    },
    query::threads_view::ThreadsView,
    text::{
        excerpt::excerpt,
        extract::{Side, headline},
        plain::plain,
    },
};

/// More of a message than any row shows.
const LONGEST: usize = 300;

/// A thread with its words found.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The thread.
    pub thread: Thread,
    /// What the person began with; empty where there is none.
    pub first: String,
    /// What the assistant said last; empty where there is none.
    pub last: String,
    /// Thumbs on its turns; see `judged`.
    pub thumbs: Vec<Say>,
}

impl From<Thread> for Row {
    fn from(thread: Thread) -> Self {
        let first = thread.first_message.as_ref().map(|value| headline(value, Side::Input));
        let last = thread.last_message.as_ref().map(|value| headline(value, Side::Output));
        let first = first.map(|words| {
            let cut = excerpt(&words, LONGEST);
            if cut.cut { format!("{}…", cut.text.trim_end()) } else { cut.text }
        });
        let last = last.map(|words| plain(&words, LONGEST));
        Self { thread, first: first.unwrap_or_default(), last: last.unwrap_or_default(), thumbs: Vec::new() }
    }
}

/// A page of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// In the order asked for, each id once.
    pub rows: Vec<Arc<Row>>,
    /// How many threads match in all.
    pub total: u64,
    /// The fields the server sorts by.
    pub sortable_by: Vec<String>,
    /// How many changes the server knew of.
    pub as_of: u64,
}

impl Listed {
    /// The place of a thread on the page.
    pub fn position(&self, thread: &ThreadId) -> Option<usize> {
        self.rows.iter().position(|row| row.thread.id == *thread)
    }
}

/// Exactly what is asked of the server: a view with nothing open.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The workspace's name.
    pub workspace: String,
    /// Whose threads.
    pub project: ProjectId,
    /// The list.
    pub view: ThreadsView,
}

/// What came back, and for which question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question.
    pub ask: Ask,
    /// The page, or why not.
    pub outcome: Result<Arc<Listed>, ApiError>,
}

/// What there is to show.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Nothing yet.
    Loading,
    /// The server did not give it.
    Failed(ApiError),
    /// A page; for a moment perhaps the one before.
    Loaded(Box<Answer>, Arc<Listed>),
}

/// The list's data. Lives as long as the logs page.
#[derive(Clone, Copy)]
pub struct Listing {
    /// Where we are.
    pub place: Place,
    /// What is asked now.
    pub ask: Memo<Ask>,
    /// What there is to show.
    pub state: Memo<State>,
    client: StoredValue<Client>,
    answer: Load<Answer>,
    /// An answer already here for what will be asked next.
    ahead: StoredValue<Option<Answer>>,
    /// The newest answer of the poll.
    pub fresh: RwSignal<Option<Answer>>,
}

impl Listing {
    /// Starts loading; asks again every quarter minute while the page is seen.
    pub fn load(place: Place) -> Self {
        let client = StoredValue::new(Client::of_app(""));
        let ask = Memo::new(move |_| Ask {
            workspace: place.workspace.get(),
            project: place.project.get(),
            view: place.view.with(ThreadsView::list),
        });
        let ahead = StoredValue::new(None::<Answer>);
        let answer = Load::new(move || {
            let ask = ask.get();
            let ready = ahead.try_update_value(Option::take).flatten().filter(|ready| ready.ask == ask);
            let client = client.get_value();
            async move {
                match ready {
                    Some(ready) => ready,
                    None => fetch(client, ask).await,
                }
            }
        });
        let state = Memo::new(move |_| {
            let Some(answer) = answer.get() else { return State::Loading };
            ask.with(|ask| match &answer.outcome {
                _ if ask.project != answer.ask.project || ask.workspace != answer.ask.workspace => {
                    State::Loading
                }
                Ok(listed) => State::Loaded(Box::new(answer.clone()), listed.clone()),
                Err(error) if *ask == answer.ask => State::Failed(error.clone()),
                Err(_) => State::Loading,
            })
        });
        let listing = Self { place, ask, state, client, answer, ahead, fresh: RwSignal::new(None) };
        timer::while_visible(Duration::from_secs(15), move || listing.poll());
        listing
    }

    /// The page shown, if there is one.
    pub fn with_listed<T>(self, read: impl FnOnce(&Listed) -> T) -> Option<T> {
        self.state.with(|state| match state {
            State::Loaded(_, listed) => Some(read(listed)),
            _ => None,
        })
    }

    /// What is shown answers an earlier question.
    pub fn is_behind(self) -> bool {
        self.state.with(|state| match state {
            State::Loaded(answer, _) => self.ask.with(|ask| *ask != answer.ask),
            _ => false,
        })
    }

    /// Asks again, from an error.
    pub fn retry(self) {
        self.answer.refetch();
    }

    /// Shows the newest answer of the poll.
    pub fn refresh(self) {
        let fresh = self.fresh.try_update(Option::take).flatten();
        self.ahead.set_value(fresh);
        self.answer.refetch();
    }

    /// Asks the same again, quietly. What comes back is compared and announced, or shown at once where there is no row
    /// that could move.
    pub fn poll(self) {
        let Some(State::Loaded(_, listed)) = self.state.try_get_untracked() else { return };
        let (Some(ask), Some(client)) = (self.ask.try_get_untracked(), self.client.try_get_value()) else {
            return;
        };
        spawn_local(async move {
            let answer = fetch(client, ask).await;
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

    /// The page beside this one, kept ready so that going there asks nothing again.
    pub async fn neighbour(self, page: u32) -> Result<Arc<Listed>, ApiError> {
        let (Some(mut ask), Some(client)) = (self.ask.try_get_untracked(), self.client.try_get_value())
        else {
            return Err(ApiError::Aborted);
        };
        ask.view = ask.view.at_page(page);
        let answer = fetch(client, ask).await;
        let outcome = answer.outcome.clone();
        if outcome.is_ok() {
            let _ = self.ahead.try_set_value(Some(answer));
        }
        outcome
    }

    /// The server, in this workspace. Not tracked.
    pub fn client(self) -> Client {
        self.place.workspace.with_untracked(|workspace| self.client.with_value(|client| client.at(workspace)))
    }
}

async fn fetch(client: Client, ask: Ask) -> Answer {
    let now = clock::now();
    let as_of = client.journal().done();
    let pairs = ask.view.to_request(now, clock::zone_at(now));
    let outcome = threads::list(&client.at(&ask.workspace), &ask.project, pairs).await.map(|page| {
        let mut rows: Vec<Arc<Row>> = Vec::with_capacity(page.threads.len());
        for thread in page.threads {
            if rows.iter().all(|row| row.thread.id != thread.id) {
                rows.push(Arc::new(Row::from(thread)));
            }
        }
        Arc::new(Listed { rows, total: page.total, sortable_by: page.sortable_by, as_of })
    });
    Answer { ask, outcome }
}
