//! All rows of a view: every row that the view's conditions choose on the server, read page by page and kept small.
//! [`RowWalk`] makes the requests; `walk_state` decides which, and says why it is done by id.
//!
//! Memory: a `threads::small_rows` row takes about 1 KB, and 200 bytes for each score and comment with its author: 10,000
//! threads take 10 to 30 MB. At most 100,000 rows are kept ([`WalkProgress::is_cut`]), and two answers of about 1 MB are
//! read at a time.

mod kept_rows;
mod request;
#[cfg(test)]
mod tests;
mod walk_state;

pub use kept_rows::WalkedRow;

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use self::{request::WalkRequest, walk_state::WalkState};
use super::{
    error::ApiError,
    listing::{Fetch, Listed},
    session::Session,
};
use crate::{
    browser::{clock, timer},
    model::ids::ProjectId,
};

/// The shortest time between two notifications of new rows, in milliseconds.
const NOTICE: i64 = 100;

/// Which rows are walked.
#[derive(Clone, Debug, PartialEq)]
pub struct WalkAsk {
    pub workspace: String,
    pub project: ProjectId,
    /// The view's `filters`, `search`, `from_time` and `to_time` (`LogsView::to_stats_request`), the same for all requests.
    pub pairs: Vec<(&'static str, String)>,
}

/// The list that is walked.
pub struct WalkSource<R> {
    /// Requests one page and keeps little of each row.
    pub fetch: Fetch<R>,
    /// Whether the list's own order is latest activity (`last_updated_at`) first, as that of threads.
    pub is_latest_first: bool,
}

impl<R> Clone for WalkSource<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for WalkSource<R> {}

/// Where a walk is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WalkStage {
    Running,
    /// All rows are there. A refresh does not change this.
    Done,
    Failed(ApiError),
    Cancelled,
}

/// How far a walk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct WalkProgress {
    pub read: u64,
    /// As far as known; never less than `read`.
    pub total: u64,
    /// Whether there are more rows than are kept.
    pub is_cut: bool,
    /// Whether the server could not be walked by id (it cannot sort, or compares ids in another way), but by page numbers:
    /// a row may then be missing while others come and go.
    pub is_by_number: bool,
}

/// The rows of a walk in progress. Lives as long as the reactive owner under which it was started, as do its requests.
pub struct RowWalk<R: WalkedRow> {
    /// The rows read so far, each id once, in no particular order. Notified at most every 100 ms.
    pub rows: RwSignal<Arc<Vec<Arc<R>>>>,
    pub progress: RwSignal<WalkProgress>,
    pub stage: RwSignal<WalkStage>,
    inner: StoredValue<WalkParts<R>>,
}

struct WalkParts<R> {
    ask: WalkAsk,
    source: WalkSource<R>,
    session: Session,
    walk: WalkState<R>,
    /// Owns the requests on their way; made under `home`.
    run: Owner,
    home: Owner,
    /// When the rows were last notified, in milliseconds on the page's clock, and whether that will happen again anyway.
    noticed_at: i64,
    is_notice_due: bool,
}

impl<R: WalkedRow> Clone for RowWalk<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: WalkedRow> Copy for RowWalk<R> {}

impl<R: WalkedRow> RowWalk<R> {
    /// Starts reading.
    pub fn start(ask: WalkAsk, source: WalkSource<R>) -> Self {
        let home = Owner::current().unwrap_or_default();
        let inner = WalkParts {
            session: Session::of_app(&ask.workspace),
            walk: WalkState::new(source.is_latest_first, clock::now()),
            run: home.child(),
            home,
            ask,
            source,
            noticed_at: 0,
            is_notice_due: false,
        };
        let walk = Self {
            rows: RwSignal::new(Arc::default()),
            progress: RwSignal::new(WalkProgress::default()),
            stage: RwSignal::new(WalkStage::Running),
            inner: StoredValue::new(inner),
        };
        walk.go_on();
        walk
    }

    /// What is walked.
    pub fn ask(self) -> Option<WalkAsk> {
        self.inner.try_with_value(|inner| inner.ask.clone())
    }

    /// `Outbox::ack_count` when this row was asked for: it includes all edits up to that. Not tracked.
    pub fn revision(self, id: &str) -> u64 {
        self.inner.try_with_value(|inner| inner.walk.revision(id)).flatten().unwrap_or_default()
    }

    /// One page of rows chosen and sorted from [`RowWalk::rows`], as a list shows it. `page` counts from 1. Not tracked.
    pub fn listed(self, chosen: &[Arc<R>], page: u32, size: u32, sortable_by: Vec<String>) -> Listed<R> {
        let rows = page_of(chosen, page, size);
        // Edits that some of the rows include already are applied to them once more, which changes nothing.
        let revision = rows.iter().map(|row| self.revision(row.id())).min().unwrap_or_default();
        Listed { rows, total: chosen.len() as u64, sortable_by, revision, refused: Vec::new() }
    }

    /// Stops reading; the rows stay.
    pub fn cancel(self) {
        if self.stage.try_get_untracked() == Some(WalkStage::Running) {
            self.stop();
            self.notify();
            let _ = self.stage.try_set(WalkStage::Cancelled);
        }
    }

    /// Goes on where it stopped, after a failure or [`RowWalk::cancel`].
    pub fn retry(self) {
        let stage = self.stage.try_get_untracked();
        if matches!(stage, Some(WalkStage::Failed(_) | WalkStage::Cancelled)) {
            let _ = self.stage.try_set(WalkStage::Running);
            self.go_on();
        }
    }

    /// Asks for what changed since the walk was done: usually one request of 125 rows, another walk if rows were deleted or
    /// came in without activity. Rows are replaced in place. New scores and comments of others are no activity to the server
    /// (`last_updated_at` stays), see [`RowWalk::read_again`].
    pub fn refresh(self) {
        let is_done = self.stage.try_get_untracked() == Some(WalkStage::Done);
        let is_idle =
            self.inner.try_with_value(|inner| inner.walk.is_done() && !inner.session.server.busy.is_on());
        if is_done && is_idle == Some(true) {
            self.change(|walk| walk.refresh(clock::now()));
        } else if is_done {
            // A refresh that failed on its way is made again.
            self.go_on();
        }
    }

    /// Reads all rows again, with everything that was said of them since. The rows stay meanwhile.
    pub fn read_again(self) {
        let _ = self.stage.try_set(WalkStage::Running);
        self.change(|walk| walk.read_again(clock::now()));
    }

    /// Gives up the requests on their way, and begins something else.
    fn change(self, begin: impl FnOnce(&mut WalkState<R>)) {
        self.stop();
        let _ = self.inner.try_update_value(|inner| begin(&mut inner.walk));
        self.go_on();
    }

    fn stop(self) {
        let run = self.inner.try_update_value(|inner| {
            inner.walk.stop();
            std::mem::replace(&mut inner.run, inner.home.child())
        });
        if let Some(run) = run {
            run.cleanup();
        }
    }

    /// Makes all requests that can be made now.
    fn go_on(self) {
        let next = || {
            self.inner
                .try_update_value(|inner| Some((inner.walk.next_request()?, inner.run.clone())))
                .flatten()
        };
        while let Some((request, run)) = next() {
            run.with(|| spawn_local_scoped_with_cancellation(self.ask_for(request)));
        }
    }

    /// Makes one request, and then the next ones. The answer is read in a task of its own.
    async fn ask_for(self, request: WalkRequest) {
        let made =
            self.inner.try_with_value(|inner| (inner.session.clone(), inner.ask.clone(), inner.source));
        let Some((session, ask, source)) = made else { return };
        session.server.busy.over().await;
        let revision = session.outbox.ack_count();
        let outcome = (source.fetch)(session.client, ask.project, request.pairs(&ask.pairs)).await;
        let is_changed = self.inner.try_update_value(|inner| match outcome {
            Ok(page) => Ok(inner.walk.take(&request, page, revision)),
            Err(error) if inner.walk.fail(&request, &error) => Ok(false),
            Err(error) => Err(error),
        });
        match is_changed {
            Some(Ok(is_changed)) => {
                self.show(is_changed);
                self.go_on();
            }
            Some(Err(error)) => self.fail(error),
            None => {}
        }
    }

    /// Another request that is on its way may still bring rows; then none is made before [`RowWalk::retry`]. A refresh that
    /// fails changes nothing: the next one goes on with it.
    fn fail(self, error: ApiError) {
        self.stop();
        self.notify();
        if self.stage.try_get_untracked() == Some(WalkStage::Running) {
            let _ = self.stage.try_set(WalkStage::Failed(error));
        }
    }

    /// Notifies of what an answer brought: at once if the walk is done, otherwise when it is time.
    fn show(self, is_changed: bool) {
        let Some(is_done) = self.inner.try_with_value(|inner| inner.walk.is_done()) else { return };
        let is_running = self.stage.try_get_untracked() == Some(WalkStage::Running);
        if is_done && is_running {
            self.notify();
            let _ = self.stage.try_set(WalkStage::Done);
        } else if is_changed {
            let wait = self.inner.try_update_value(|inner| {
                let left = inner.noticed_at + NOTICE - clock::monotonic();
                (!std::mem::replace(&mut inner.is_notice_due, true)).then_some(left)
            });
            match wait.flatten() {
                Some(left) if left > 0 => timer::later(left, move || self.notify()),
                Some(_) => self.notify(),
                None => {}
            }
        }
    }

    fn notify(self) {
        let now = self.inner.try_update_value(|inner| {
            inner.noticed_at = clock::monotonic();
            inner.is_notice_due = false;
            let (read, total) = inner.walk.progress();
            let (is_cut, is_by_number) = (inner.walk.is_cut(), inner.walk.is_by_number());
            (inner.walk.rows(), WalkProgress { read, total, is_cut, is_by_number })
        });
        if let Some((rows, progress)) = now {
            let _ = self.progress.try_set(progress);
            let _ = self.rows.try_set(Arc::new(rows));
        }
    }
}

fn page_of<R>(chosen: &[Arc<R>], page: u32, size: u32) -> Vec<Arc<R>> {
    let before = (page.saturating_sub(1) as usize).saturating_mul(size as usize);
    chosen.iter().skip(before).take(size as usize).cloned().collect()
}
