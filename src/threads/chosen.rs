//! The threads that meet conditions which only the page can check: all threads that the server's conditions choose are
//! read once, and judged. A lazy module.

mod facts;
mod order;

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    listing::{ThreadRow, ThreadsListing},
    small_rows::THREADS,
};
use crate::{
    api::{
        all_rows::{RowWalk, WalkAsk, WalkStage},
        listing::{Ask, ChosenRows, Listed, ListingState},
        rated_turns::MarkedTurns,
        session::Session,
    },
    browser::clock,
    model::list_stats::ListStats,
    query::{
        found::facts::Viewer,
        logs_view::LogsView,
        walk_report::{ReportStage, WalkReport},
    },
    ui::lazy::{self, LazyModule, LoadFailed},
};

/// Begins choosing for the requests of a list.
pub type Choose = fn(Memo<Option<Ask>>) -> ChosenRows<ThreadRow>;

std::thread_local! {
    pub static CHOSEN: LazyModule<Choose> = LazyModule::new(|| Box::pin(load_chosen()));
}

#[cfg(wasm_split)]
#[wasm_split_helpers::wasm_split(chosen, fallible)]
fn load_chosen() -> Result<Choose, LoadFailed> {
    Ok(choose)
}

#[cfg(not(wasm_split))]
async fn load_chosen() -> Result<Choose, LoadFailed> {
    Ok(choose)
}

/// What is read for a list: its threads, and the thumbs and failures of their turns if a condition is about them.
#[derive(Clone, Copy)]
struct Reading {
    threads: RowWalk<ThreadRow>,
    turns: Option<MarkedTurns>,
}

/// Loads the module that chooses rows once a request needs it, and has it choose from then on.
pub fn follow(listing: ThreadsListing) {
    let asked = listing.asked_of_page();
    let home = Owner::current().unwrap_or_default();
    Effect::new(move |done: Option<bool>| {
        let is_needed = asked.with(Option::is_some);
        if done == Some(true) || !is_needed {
            return done == Some(true);
        }
        match lazy::loaded(&CHOSEN) {
            Some(Ok(choose)) => home.with(|| listing.choose_with(choose(asked))),
            _ => {
                lazy::open(&CHOSEN);
                return false;
            }
        }
        true
    });
}

fn choose(asked: Memo<Option<Ask>>) -> ChosenRows<ThreadRow> {
    let reading = read(asked);
    let server = Session::of_app("").server;
    let matching = Memo::new(move |_| {
        let (Some(ask), Some(reading)) = (asked.get(), reading.get()) else { return Arc::default() };
        let me = server.me();
        Arc::new(matching(&ask.view, reading, &me))
    });
    let page = move |ask: &Ask, page: u32| {
        matching.with(|rows| {
            let size = ask.view.size as usize;
            let rows: Vec<_> =
                rows.iter().skip((page.max(1) as usize - 1) * size).take(size).cloned().collect();
            let revision =
                |row: &Arc<ThreadRow>| reading.get().map(|of| of.threads.revision(row.thread.id.as_str()));
            Arc::new(Listed {
                revision: rows.iter().filter_map(revision).min().unwrap_or_default(),
                rows,
                total: matching.with(|rows| rows.len() as u64),
                sortable_by: order::FIELDS.map(str::to_owned).to_vec(),
            })
        })
    };
    let report = Memo::new(move |_| {
        reading.get().map(|of| report(of, matching.with(|rows| rows.len()))).unwrap_or_default()
    });
    let state = Memo::new(move |_| {
        let (Some(ask), Some(of)) = (asked.get(), reading.get()) else { return ListingState::Loading };
        match of.stage() {
            WalkStage::Failed(error) if of.threads.progress.get().read == 0 => ListingState::Failed(error),
            WalkStage::Running if matching.with(|rows| rows.is_empty()) => ListingState::Loading,
            _ => {
                let listed = page(&ask, ask.view.page);
                ListingState::Loaded(Box::new(ask), listed)
            }
        }
    });
    let stats = Memo::new(move |_| {
        (reading.get()?.stage() == WalkStage::Done).then(|| matching.with(|rows| figures(rows)))
    });
    let each = move |act: fn(Reading)| {
        Callback::new(move |()| {
            if let Some(Some(reading)) = reading.try_get_untracked() {
                act(reading);
            }
        })
    };
    ChosenRows {
        state,
        page: Callback::new(move |number| untrack(|| asked.get().map(|ask| page(&ask, number)))),
        all: Callback::new(move |()| {
            matching.try_get_untracked().map(|rows| rows.to_vec()).unwrap_or_default()
        }),
        stats,
        report,
        cancel: each(Reading::cancel),
        retry: each(Reading::retry),
        refresh: each(Reading::refresh),
    }
}

/// Reads the threads of the server's part of a request, again only if that part changes.
fn read(asked: Memo<Option<Ask>>) -> RwSignal<Option<Reading>> {
    let reading = RwSignal::new(None);
    let home = Owner::current().unwrap_or_default();
    let of_server = Memo::new(move |_| {
        asked.with(|ask| {
            let ask = ask.as_ref()?;
            let LogsView { search, filters, range, .. } = ask.view.clone();
            Some(Ask { view: LogsView { search, filters, range, ..LogsView::default() }, ..ask.clone() })
        })
    });
    let needs_turns = Memo::new(move |_| {
        asked.with(|ask| {
            let needs = ask.as_ref().map(|ask| ask.view.found.needs()).unwrap_or_default();
            needs.thumbs || needs.failed_turns
        })
    });
    let own_home = home.clone();
    Effect::new(move |before: Option<Owner>| {
        let ask = of_server.get();
        if let Some(before) = before {
            before.cleanup();
        }
        let own = own_home.child();
        own.with(|| {
            let ask = ask.map(|ask| WalkAsk {
                pairs: ask.view.to_stats_request(clock::now(), clock::zone_at),
                workspace: ask.workspace,
                project: ask.project,
            });
            reading.set(ask.map(|ask| Reading { threads: RowWalk::start(ask, THREADS), turns: None }));
        });
        own
    });
    // The turns have an owner of their own, which ends when those of another walk are read.
    Effect::new(move |before: Option<Option<Owner>>| {
        let Some(Reading { threads, turns: None }) = reading.get().filter(|_| needs_turns.get()) else {
            return before.flatten();
        };
        let ask = threads.ask()?;
        let own = home.child();
        let turns = own.with(|| MarkedTurns::start(&ask));
        reading.set(Some(Reading { threads, turns: Some(turns) }));
        Some(own)
    });
    reading
}

impl Reading {
    /// [`WalkStage::Done`] once everything is there. Tracked.
    fn stage(self) -> WalkStage {
        let turns = self.turns.map(MarkedTurns::stage);
        match (self.threads.stage.get(), turns) {
            (WalkStage::Done, Some(turns)) => turns,
            (WalkStage::Running, Some(failed @ WalkStage::Failed(_))) => failed,
            (threads, _) => threads,
        }
    }

    fn cancel(self) {
        self.threads.cancel();
        if let Some(turns) = self.turns {
            turns.cancel();
        }
    }

    fn retry(self) {
        self.threads.retry();
        if let Some(turns) = self.turns {
            turns.retry();
        }
    }

    fn refresh(self) {
        self.threads.refresh();
        if let Some(turns) = self.turns {
            turns.refresh();
        }
    }
}

/// The rows that meet the page's conditions, in the order of the view. Tracked.
fn matching(view: &LogsView, reading: Reading, me: &str) -> Vec<Arc<ThreadRow>> {
    let thumbs = reading.turns.map(|turns| (turns.rated.stage.get() == WalkStage::Done, turns.thumbs.get()));
    let failures =
        reading.turns.map(|turns| (turns.failed.stage.get() == WalkStage::Done, turns.failures.get()));
    let viewer = Viewer { name: me, now: clock::now() };
    let mut rows: Vec<Arc<ThreadRow>> = reading.threads.rows.with(|rows| {
        rows.iter()
            .filter_map(|row| {
                let given = facts::thumbs(row, thumbs.as_ref());
                let failed = facts::failed_turns(row, failures.as_ref());
                let fits = view.found.judge(&facts::of(row, given.as_deref(), failed), &viewer) == Some(true);
                fits.then(|| row.clone())
            })
            .collect()
    });
    order::sort(&mut rows, view.sort.as_ref());
    match view.sample {
        Some(sample) => sample.choose(rows, |row| row.thread.id.as_str()),
        None => rows,
    }
}

fn report(reading: Reading, matching: usize) -> WalkReport {
    let threads = reading.threads.progress.get();
    WalkReport {
        read: threads.read,
        total: threads.total,
        matching: matching as u64,
        stage: match reading.stage() {
            WalkStage::Running => ReportStage::Running,
            WalkStage::Done => ReportStage::Done,
            WalkStage::Cancelled => ReportStage::Cancelled,
            WalkStage::Failed(error) => ReportStage::Failed(format!("{}. {error}", error.title())),
        },
        is_cut: threads.is_cut,
        is_by_number: threads.is_by_number,
    }
}

/// The figures above the list.
fn figures(rows: &[Arc<ThreadRow>]) -> ListStats {
    let mut durations: Vec<f64> = rows.iter().filter_map(|row| row.thread.duration_ms).collect();
    durations.sort_by(f64::total_cmp);
    ListStats {
        errors: None,
        median_duration_ms: durations.get(durations.len() / 2).copied(),
        total_cost: Some(rows.iter().filter_map(|row| row.thread.cost).sum()),
    }
}
