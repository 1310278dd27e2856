//! The turns of one conversation: loaded page by page, then polled for new turns and feedback.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use leptos::{
    prelude::*,
    task::{spawn_local, spawn_local_scoped_with_cancellation},
};

use super::{ahead::OpenedAhead, turn_order};
use crate::{
    api::{client::Client, error::ApiError, read_ahead::FIRST_TURNS, rows_page::RowsPage, threads, traces},
    browser::timer,
    model::{
        change::{Item, ThreadRef},
        ids::TraceId,
        thread::Thread,
        trace::Trace,
    },
    review::store::Review,
};

/// Size of the other pages.
const PAGE: u64 = 200;
/// Turns added to the list at once; the browser can paint and handle keys before the next ones.
const LOT: usize = 50;
/// How often an open conversation is polled.
const FOLLOW: Duration = Duration::from_secs(5);

/// How far loading the turns has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TurnsProgress {
    Loading,
    Complete,
    /// Loading stopped; turns that arrived before are kept.
    Failed(ApiError),
}

#[derive(Clone, Copy)]
pub(super) struct Turns {
    client: StoredValue<Client>,
    thread_ref: StoredValue<ThreadRef>,
    /// Sorted by start time, then id.
    pub(super) all: RwSignal<Vec<Arc<Trace>>>,
    /// The number of turns on the server, once known.
    pub(super) total: RwSignal<Option<u64>>,
    pub(super) progress: RwSignal<TurnsProgress>,
    /// New turns that have not been visible yet, oldest first.
    pub(super) fresh: RwSignal<Vec<TraceId>>,
    /// The thread itself (`POST /v1/private/traces/threads/retrieve`), or why it could not be loaded.
    pub(super) thread: RwSignal<Option<Result<Thread, ApiError>>>,
    review: Review,
    /// The page whose feedback is polled next, from 1.
    feedback_page: StoredValue<u64>,
    ahead: OpenedAhead,
}

impl Turns {
    /// Starts loading, then polls until the component is dropped.
    pub(super) fn load(client: Client, thread_ref: ThreadRef, review: Review) -> Self {
        let ahead = OpenedAhead::take(&review.session(), &thread_ref);
        let turns = Self::of(client, thread_ref, review, ahead);
        turns.retrieve_again();
        turns.resume();
        // The interval has no reactive owner: an answer that arrives after the component is gone finds no signals and
        // is dropped.
        timer::while_visible(FOLLOW, move || spawn_local(boxed(turns.poll())));
        turns
    }

    /// Turns that are not loaded from the server.
    pub(super) fn made_up(thread: Thread, thread_ref: ThreadRef, review: Review) -> Self {
        let turns = Self::of(review.client(), thread_ref, review, OpenedAhead::nothing());
        turns.thread.set(Some(Ok(thread)));
        turns
    }

    fn of(client: Client, thread_ref: ThreadRef, review: Review, ahead: OpenedAhead) -> Self {
        Self {
            client: StoredValue::new(client),
            thread_ref: StoredValue::new(thread_ref),
            all: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            progress: RwSignal::new(TurnsProgress::Loading),
            fresh: RwSignal::new(Vec::new()),
            thread: RwSignal::new(None),
            review,
            feedback_page: StoredValue::new(1),
            ahead,
        }
    }

    /// Loads the missing turns; after a failure, from where it stopped.
    pub(super) fn resume(self) {
        self.progress.set(TurnsProgress::Loading);
        spawn_local_scoped_with_cancellation(boxed(async move {
            let end = match self.load_all().await {
                Ok(()) => TurnsProgress::Complete,
                Err(error) => TurnsProgress::Failed(error),
            };
            let is_complete = end == TurnsProgress::Complete;
            let _ = self.progress.try_set(end);
            if is_complete && self.ahead.is_old() {
                self.poll().await;
            }
        }));
    }

    pub(super) fn retrieve_again(self) {
        spawn_local_scoped_with_cancellation(boxed(self.retrieve()));
    }

    /// `None` once the component is dropped.
    fn client_and_thread(self) -> Option<(Client, ThreadRef)> {
        Some((self.client.try_get_value()?, self.thread_ref.try_get_value()?))
    }

    async fn retrieve(self) {
        let Some((client, of)) = self.client_and_thread() else { return };
        let (answer, revision) = match self.ahead.thread().await {
            Some((thread, revision)) => (Ok(thread), revision),
            None => {
                let revision = self.review.ack_count();
                (threads::retrieve(&client, &of.project, &of.thread).await, revision)
            }
        };
        if let Ok(thread) = &answer {
            self.review.see_thread(thread, revision);
        }
        let _ = self.thread.try_set(Some(answer));
    }

    async fn load_all(self) -> Result<(), ApiError> {
        let mut total = match self.ahead.turns().await {
            Some((page, revision)) => self.add(page, revision).await,
            None => self.page(1, FIRST_TURNS).await?,
        };
        let mut page = 1;
        while self.count() < total && page <= total.div_ceil(PAGE) {
            total = self.page(page, PAGE).await?;
            page += 1;
        }
        Ok(())
    }

    /// Loads one page into the list and returns the number of turns on the server.
    async fn page(self, page: u64, size: u64) -> Result<u64, ApiError> {
        let Some((client, of)) = self.client_and_thread() else { return Err(ApiError::Aborted) };
        let revision = self.review.ack_count();
        let answer = traces::of_thread(&client, &of.project, &of.thread, page, size).await?;
        Ok(self.add(answer, revision).await)
    }

    /// Adds a page's turns to the list and returns the number of turns on the server. `revision` is
    /// [`Review::ack_count`] before the page was requested.
    async fn add(self, page: RowsPage<Trace>, revision: u64) -> u64 {
        for turn in &page.rows {
            self.review.see_turn(turn, revision);
        }
        let _ = self.total.try_set(Some(page.total));
        let mut rest = page.rows.into_iter().map(Arc::new);
        loop {
            let lot: Vec<_> = rest.by_ref().take(LOT).collect();
            if lot.is_empty() {
                return page.total;
            }
            let _ = self.all.try_update(|all| turn_order::merge(all, lot));
            timer::wait(0).await;
        }
    }

    fn count(self) -> u64 {
        self.all.try_with_untracked(Vec::len).unwrap_or_default() as u64
    }

    /// Polls the thread, and loads its last turns again only if the thread changed.
    async fn poll(self) {
        let complete = self.progress.try_with_untracked(|progress| *progress == TurnsProgress::Complete);
        let (Some(true), Some((client, of))) = (complete, self.client_and_thread()) else { return };
        if self.review.session().server.busy.is_on() {
            return;
        }
        let revision = self.review.ack_count();
        let now = match threads::retrieve(&client, &of.project, &of.thread).await {
            Ok(now) => now,
            Err(ApiError::Missing(_)) => {
                let _ = self.review.gone.try_set(true);
                return;
            }
            Err(_) => return,
        };
        self.review.see_thread(&now, revision);
        if self.review.gone.try_get_untracked() == Some(true) {
            let _ = self.review.gone.try_set(false);
        }
        let changed = self.thread.try_with_untracked(|known| match known {
            Some(Ok(known)) => signature(known) != signature(&now),
            _ => true,
        });
        if changed == Some(true) && self.load_last_turns().await.is_ok() {
            let _ = self.thread.try_set(Some(Ok(now)));
        }
        self.poll_feedback(&client, &of).await;
    }

    /// Polls feedback from others, one page per poll, so that a long conversation costs no more than a short one. The
    /// thread does not change when a turn gets feedback, so the turns have to be asked.
    async fn poll_feedback(self, client: &Client, of: &ThreadRef) {
        let revision = self.review.ack_count();
        let Some(page) = self.feedback_page.try_get_value() else { return };
        let Ok(answer) = traces::feedback_of_thread(client, &of.project, &of.thread, page, PAGE).await else {
            return;
        };
        for turn in &answer.rows {
            self.review.see_turn(turn, revision);
        }
        let next = if page * PAGE < answer.total { page + 1 } else { 1 };
        let _ = self.feedback_page.try_set_value(next);
    }

    /// Loads an item again after the server refused an edit of it, because the value shown may be out of date.
    pub(super) fn read_again(self, item: Item) {
        let Item::Trace(id) = item else { return self.retrieve_again() };
        spawn_local(boxed(async move {
            let Some((client, _)) = self.client_and_thread() else { return };
            let revision = self.review.ack_count();
            if let Ok(turn) = traces::get(&client, &id).await {
                self.review.see_turn(&turn, revision);
            }
        }));
    }

    /// Loads again from the first turn without an end time to the last turn.
    async fn load_last_turns(self) -> Result<(), ApiError> {
        let before: Vec<TraceId> = self
            .all
            .try_with_untracked(|all| all.iter().map(|turn| turn.id.clone()).collect())
            .unwrap_or_default();
        let unfinished =
            self.all.try_with_untracked(|all| all.iter().position(|turn| turn.end_time.is_none())).flatten();
        // The last turn may have been logged again (a trace is replaced as a whole), so it is always loaded.
        let from = unfinished.unwrap_or(before.len().saturating_sub(1)) as u64;
        let mut page = from / PAGE + 1;
        while page <= self.page(page, PAGE).await?.div_ceil(PAGE).max(1) {
            page += 1;
        }
        let came = self.all.try_with_untracked(|all| {
            all.iter().map(|turn| turn.id.clone()).filter(|id| !before.contains(id)).collect::<Vec<_>>()
        });
        if let Some(came) = came.filter(|came| !came.is_empty()) {
            let _ = self.fresh.try_update(|fresh| fresh.extend(came));
        }
        Ok(())
    }
}

/// Boxed futures share one type, so that the code which runs a task is compiled only once.
fn boxed(task: impl Future<Output = ()> + 'static) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(task)
}

/// The fields of a thread that change when a turn is added or updated.
fn signature(thread: &Thread) -> impl PartialEq + use<> {
    (
        thread.number_of_messages,
        thread.feedback.last_updated_at,
        thread.end_time,
        thread.feedback.status,
        thread.total_tokens,
    )
}
