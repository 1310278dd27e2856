//! What the threads of a view cannot say of their turns: thumbs and failures, by one walk over the rated traces of the
//! project and one over the failed ones.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use super::{
    all_rows::{RowWalk, WalkAsk, WalkSource, WalkStage, WalkedRow},
    client::Client,
    listing::{Coming, ListRow},
    traces,
};
use crate::{
    browser::tracking,
    model::{
        change::THUMBS,
        ids::{ProjectId, ThreadId, TraceId},
        score::AuthorScore,
        time::Timestamp,
        trace::Trace,
    },
};

/// A turn with a thumb or a failure: about 300 bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkedTurn {
    pub trace: TraceId,
    /// Empty for a trace outside any thread.
    pub thread: ThreadId,
    /// The thumbs of all authors.
    pub thumbs: Vec<AuthorScore>,
    pub last_updated_at: Option<Timestamp>,
}

impl From<Trace> for MarkedTurn {
    fn from(trace: Trace) -> Self {
        let scores = trace.feedback.scores.into_iter().find(|score| score.name == THUMBS);
        Self {
            trace: trace.id,
            thread: trace.thread_id.unwrap_or_default(),
            thumbs: scores.map(|score| score.by_author).unwrap_or_default(),
            last_updated_at: trace.feedback.last_updated_at,
        }
    }
}

impl ListRow for MarkedTurn {
    fn id(&self) -> &str {
        self.trace.as_str()
    }
}

impl WalkedRow for MarkedTurn {
    fn last_updated_at(&self) -> Option<Timestamp> {
        self.last_updated_at
    }
}

const TURNS: WalkSource<MarkedTurn> = WalkSource { fetch, is_latest_first: false };

fn fetch(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<MarkedTurn> {
    Box::pin(async move { Ok(traces::list_feedback(&client, &project, pairs).await?.map(MarkedTurn::from)) })
}

/// The rated turns of each thread.
pub type ThumbsByThread = HashMap<ThreadId, Vec<Arc<MarkedTurn>>>;

/// The marked turns of a project, by thread. Lives as long as the reactive owner under which it was started.
#[derive(Clone, Copy)]
pub struct MarkedTurns {
    /// Progress, stage, cancel and retry of the walk over the rated turns.
    pub rated: RowWalk<MarkedTurn>,
    /// The same for the failed turns.
    pub failed: RowWalk<MarkedTurn>,
    pub thumbs: Memo<Arc<ThumbsByThread>>,
    /// How many turns of each thread failed.
    pub failures: Memo<Arc<HashMap<ThreadId, u64>>>,
}

impl MarkedTurns {
    /// Starts both walks. Of `ask` only the time range is used: its search and filters are about threads.
    pub fn start(ask: &WalkAsk) -> Self {
        let walk = |filters: String| RowWalk::start(turns_of(ask, filters), TURNS);
        let (rated, failed) = (walk(traces::with_thumb()), walk(traces::with_error()));
        let thumbs = Memo::new(move |_| {
            tracking::track(&rated.rows);
            Arc::new(rated.rows.with_untracked(|rows| by_thread(rows)))
        });
        let failures = Memo::new(move |_| {
            tracking::track(&failed.rows);
            Arc::new(failed.rows.with_untracked(|rows| counts(rows)))
        });
        Self { rated, failed, thumbs, failures }
    }

    /// How many turns both walks have read, and how many there are as far as known. Tracked.
    pub fn progress(self) -> (u64, u64) {
        let (rated, failed) = (self.rated.progress.get(), self.failed.progress.get());
        (rated.read + failed.read, rated.total + failed.total)
    }

    /// [`WalkStage::Done`] once both walks are; otherwise the stage of the one that is not. Tracked.
    pub fn stage(self) -> WalkStage {
        both(self.rated.stage.get(), self.failed.stage.get())
    }

    pub fn cancel(self) {
        self.rated.cancel();
        self.failed.cancel();
    }

    pub fn retry(self) {
        self.rated.retry();
        self.failed.retry();
    }

    /// New turns, and rated turns whose number changed. A thumb is no activity of its turn: where it was switched,
    /// [`MarkedTurns::read_again`] shows it.
    pub fn refresh(self) {
        self.rated.refresh();
        self.failed.refresh();
    }

    pub fn read_again(self) {
        self.rated.read_again();
        self.failed.read_again();
    }
}

/// The walk over the turns with these filters in the time range of `ask`.
fn turns_of(ask: &WalkAsk, filters: String) -> WalkAsk {
    let is_time = |pair: &&(&'static str, String)| matches!(pair.0, "from_time" | "to_time");
    let mut pairs: Vec<_> = ask.pairs.iter().filter(is_time).cloned().collect();
    pairs.push(("filters", filters));
    WalkAsk { pairs, ..ask.clone() }
}

/// A failure matters most, then that somebody stopped it.
fn both(one: WalkStage, other: WalkStage) -> WalkStage {
    match (one, other) {
        (WalkStage::Failed(error), _) | (_, WalkStage::Failed(error)) => WalkStage::Failed(error),
        (WalkStage::Cancelled, _) | (_, WalkStage::Cancelled) => WalkStage::Cancelled,
        (WalkStage::Running, _) | (_, WalkStage::Running) => WalkStage::Running,
        _ => WalkStage::Done,
    }
}

fn by_thread(rows: &[Arc<MarkedTurn>]) -> ThumbsByThread {
    let mut threads = ThumbsByThread::new();
    for row in rows.iter().filter(|row| !row.thread.as_str().is_empty() && !row.thumbs.is_empty()) {
        threads.entry(row.thread.clone()).or_default().push(row.clone());
    }
    threads
}

fn counts(rows: &[Arc<MarkedTurn>]) -> HashMap<ThreadId, u64> {
    let mut threads = HashMap::new();
    for row in rows.iter().filter(|row| !row.thread.as_str().is_empty()) {
        *threads.entry(row.thread.clone()).or_default() += 1;
    }
    threads
}

#[cfg(test)]
#[path = "rated_turns/tests.rs"]
mod tests;
