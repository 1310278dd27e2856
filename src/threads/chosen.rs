//! The threads that meet conditions which only the page can check: all threads that the server's conditions choose are
//! read once, and judged. A lazy module.

mod counting;
mod facts;
mod order;
mod reading;

use std::sync::Arc;

use leptos::prelude::*;

use reading::{Reading, of_server};

use super::{listing::ThreadRow, whole_view::ViewRows};
use crate::{
    api::{
        all_rows::WalkStage,
        listing::{Ask, ChosenRows, Listed, ListingState},
        session::Session,
    },
    browser::clock,
    model::list_stats::ListStats,
    query::{
        facets,
        found::facts::Viewer,
        logs_view::LogsView,
        page,
        walk_report::{ReportStage, WalkReport},
    },
    ui::lazy::{LazyModule, LoadFailed},
};

/// More rows than this are not read only because choices of facets exclude them.
const WIDEST: u64 = 30_000;

/// What is wanted beside the rows.
#[derive(Clone, Copy)]
pub struct WantedRows {
    /// The thumbs and failures of turns, even if no condition is about them.
    pub turns: Signal<bool>,
    /// The values of facets.
    pub counts: Signal<bool>,
    /// The rows, too, that only choices of facets exclude, so that facets can be counted without their own choice.
    pub wide: Signal<bool>,
}

/// Begins choosing for the requests of a list.
pub type Choose = fn(Memo<Option<Ask>>, WantedRows) -> ChosenThreads;

/// All rows of a view, as a list and as a whole.
pub struct ChosenThreads {
    pub list: ChosenRows<ThreadRow>,
    pub rows: ViewRows,
}

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

fn choose(asked: Memo<Option<Ask>>, wanted: WantedRows) -> ChosenThreads {
    let too_wide = RwSignal::new(None::<Ask>);
    // The request whose server's part is read.
    let read = Memo::new(move |_| {
        let ask = asked.get()?;
        if !wanted.wide.get() {
            return Some(ask);
        }
        let wide = Ask { view: facets::counted_by_page(&ask.view), ..ask.clone() };
        Some(if too_wide.get() == Some(of_server(&wide)) { ask } else { wide })
    });
    let is_narrow = Memo::new(move |_| {
        let is_asked = read.get() == asked.get();
        let chooses = |ask: &Ask| facets::counted_by_page(&ask.view) != ask.view;
        wanted.wide.get() && is_asked && asked.with(|ask| ask.as_ref().is_some_and(chooses))
    });
    let reading = reading::read(read, wanted.turns);
    Effect::new(move |_| {
        let total = reading.get().map(|of| of.threads.progress.get().total).unwrap_or_default();
        if total > WIDEST
            && let (Some(wide), Some(ask)) = (read.get_untracked(), asked.get_untracked())
            && of_server(&wide) != of_server(&ask)
        {
            too_wide.set(Some(of_server(&wide)));
        }
    });
    let server = Session::of_app("").server;
    // Another page of the same rows is not another choice.
    let of_all_pages = Memo::new(move |_| {
        read.get()
            .map(|ask| Ask { view: LogsView { size: page::DEFAULT_SIZE, ..ask.view.at_page(1) }, ..ask })
    });
    let matching = Memo::new(move |_| {
        let (Some(ask), Some(reading)) = (of_all_pages.get(), reading.get()) else { return Arc::default() };
        let me = server.me();
        Arc::new(matching(&ask.view, reading, &me))
    });
    let listed = move |ask: &Ask, page: u32| {
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
                let rows = listed(&ask, ask.view.page);
                ListingState::Loaded(Box::new(ask), rows)
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
    let thumbs = Memo::new(move |_| {
        let turns = reading.get()?.turns?;
        (turns.rated.stage.get() == WalkStage::Done).then(|| turns.thumbs.get())
    });
    let failures = Memo::new(move |_| {
        let turns = reading.get()?.turns?;
        (turns.failed.stage.get() == WalkStage::Done).then(|| turns.failures.get())
    });
    let counts = counting::count(of_all_pages, reading, matching, wanted.counts);
    let retry = each(Reading::retry);
    let rows = ViewRows { rows: matching, thumbs, failures, report, retry, counts, is_narrow };
    let list = ChosenRows {
        state,
        page: Callback::new(move |number| untrack(|| asked.get().map(|ask| listed(&ask, number)))),
        stats,
        report,
        cancel: each(Reading::cancel),
        retry: each(Reading::retry),
        refresh: each(Reading::refresh),
    };
    ChosenThreads { list, rows }
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
