//! Counts the values of all rows for facets, in short tasks.

use std::{collections::HashMap, sync::Arc};

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use super::{facts, reading::Reading};
use crate::{
    api::{all_rows::WalkStage, definitions, listing::Ask, rated_turns::ThumbsByThread, session::Session},
    browser::{clock, timer},
    model::{definition::FeedbackDefinition, ids::ThreadId},
    query::{
        facets::{FacetCounter, Facets},
        found::{Found, facts::Viewer},
    },
    threads::listing::ThreadRow,
};

/// Milliseconds between two counts while rows are read, so that reading goes on.
const PAUSE: i32 = 250;
/// After how many rows it is looked whether the browser should get its turn.
const ROWS: usize = 32;

/// What is counted.
struct CountTask {
    rows: Arc<Vec<Arc<ThreadRow>>>,
    found: Found,
    /// See [`facts::thumbs`] and [`facts::failed_turns`].
    thumbs: Option<(bool, Arc<ThumbsByThread>)>,
    failures: Option<(bool, Arc<HashMap<ThreadId, u64>>)>,
    definitions: Arc<Vec<FeedbackDefinition>>,
    me: String,
    /// Whether more rows are being read.
    is_running: bool,
}

/// The one count at a time, and what is to be counted next.
#[derive(Default)]
struct CountQueue {
    next: Option<CountTask>,
    is_busy: bool,
    is_wanted: bool,
}

/// The values of all rows that are read for `ask`, counted again when they change, while `wanted`. `sampled` are the rows of
/// the view if it is a sample: only those count then.
pub(super) fn count(
    ask: Memo<Option<Ask>>,
    reading: RwSignal<Option<Reading>>,
    sampled: Memo<Arc<Vec<Arc<ThreadRow>>>>,
    wanted: Signal<bool>,
) -> RwSignal<Option<Arc<Facets>>> {
    let counts = RwSignal::new(None);
    let queue = StoredValue::new(CountQueue::default());
    let home = Owner::current().unwrap_or_default();
    let definitions = definitions(ask, wanted, home.clone());
    let server = Session::of_app("").server;
    let task = move || {
        let (ask, reading) = (ask.get()?, reading.get()?);
        let (rows, found) = match ask.view.sample {
            Some(_) => (sampled.get(), Found::default()),
            None => (reading.threads.rows.get(), ask.view.found),
        };
        let is_done = |stage: RwSignal<WalkStage>| stage.get() == WalkStage::Done;
        Some(CountTask {
            rows,
            found,
            thumbs: reading.turns.map(|turns| (is_done(turns.rated.stage), turns.thumbs.get())),
            failures: reading.turns.map(|turns| (is_done(turns.failed.stage), turns.failures.get())),
            definitions: definitions.get(),
            me: server.me(),
            is_running: reading.stage() == WalkStage::Running,
        })
    };
    Effect::new(move |_| {
        let task = if wanted.get() { task() } else { None };
        let is_none = task.is_none();
        let was_busy = queue.try_update_value(|queue| {
            queue.next = task;
            queue.is_wanted = !is_none;
            !is_none && std::mem::replace(&mut queue.is_busy, true)
        });
        if is_none {
            counts.set(None);
        } else if was_busy == Some(false) {
            home.with(|| spawn_local_scoped_with_cancellation(count_all(queue, counts)));
        }
    });
    counts
}

/// Counts until there is nothing more to count.
async fn count_all(queue: StoredValue<CountQueue>, counts: RwSignal<Option<Arc<Facets>>>) {
    loop {
        let next = queue.try_update_value(|queue| {
            let next = queue.next.take();
            queue.is_busy = next.is_some();
            next
        });
        let Some(Some(task)) = next else { return };
        let facets = Arc::new(task.count().await);
        if queue.try_with_value(|queue| queue.is_wanted) == Some(true) {
            let _ = counts.try_set(Some(facets));
        }
        if task.is_running {
            timer::wait(PAUSE).await;
        }
    }
}

impl CountTask {
    async fn count(&self) -> Facets {
        let viewer = Viewer { name: &self.me, now: clock::now() };
        let mut counter = FacetCounter::new(&self.found);
        let mut slices = timer::Slices::begin();
        for rows in self.rows.chunks(ROWS) {
            for row in rows {
                let thumbs = facts::thumbs(row, self.thumbs.as_ref());
                let failed = facts::failed_turns(row, self.failures.as_ref());
                counter.add(&facts::of(row, thumbs.as_deref(), failed), &viewer);
            }
            slices.rest().await;
        }
        Facets { is_partial: self.is_running, ..counter.finish(&self.definitions, &self.me) }
    }
}

/// The definitions of the workspace, once they are wanted; without them, the values of a score say what it is.
fn definitions(
    ask: Memo<Option<Ask>>,
    wanted: Signal<bool>,
    home: Owner,
) -> RwSignal<Arc<Vec<FeedbackDefinition>>> {
    let known = RwSignal::new(Arc::default());
    let workspace = Memo::new(move |_| ask.with(|ask| ask.as_ref().map(|ask| ask.workspace.clone())));
    Effect::new(move |asked: Option<Option<String>>| {
        let asked = asked.flatten();
        let Some(workspace) = workspace.get().filter(|_| wanted.get()) else { return asked };
        if asked.as_ref() != Some(&workspace) {
            let client = Session::of_app(&workspace).client;
            home.with(|| {
                spawn_local_scoped_with_cancellation(async move {
                    if let Ok(all) = definitions::list(&client).await {
                        let _ = known.try_set(Arc::new(all));
                    }
                });
            });
        }
        Some(workspace)
    });
    known
}
