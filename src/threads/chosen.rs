//! The threads that meet conditions which only the page can check: all threads that the server's conditions choose are
//! read once, and judged. A lazy module.

mod counting;
mod facts;
mod order;
mod reading;

use std::sync::Arc;

use leptos::prelude::*;

use reading::{Reading, of_server};

use super::{listing::ThreadRow, view_rows::ViewRows};
use crate::{
    api::{
        all_rows::WalkStage,
        listing::{Ask, ChosenRows, ListingState},
        session::Session,
    },
    browser::clock,
    model::list_stats::ListStats,
    query::{
        facets,
        found::facts::Viewer,
        logs_view::LogsView,
        page,
        sample::SampleReport,
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

impl WantedRows {
    /// Nothing but the rows, and what is known of their turns if `turns`.
    pub fn only(turns: bool) -> Self {
        let never = Signal::stored(false);
        Self { turns: Signal::stored(turns), counts: never, wide: never }
    }
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

/// The rows that are shown.
#[derive(Clone)]
struct ShownRows {
    /// For which request, for whom, and how often what was new was taken in.
    about: (Option<Ask>, String, u32),
    /// Whether all rows had been read.
    is_whole: bool,
    matching: Matching,
}

fn choose(asked: Memo<Option<Ask>>, wanted: WantedRows) -> ChosenThreads {
    let (read, reading) = widened(asked, wanted);
    let server = Session::of_app("").server;
    // Another page of the same rows is not another choice.
    let of_all_pages = Memo::new(move |_| {
        read.get()
            .map(|ask| Ask { view: LogsView { size: page::DEFAULT_SIZE, ..ask.view.at_page(1) }, ..ask })
    });
    let live = move |_: Option<&Matching>| {
        let (Some(ask), Some(reading)) = (of_all_pages.get(), reading.get()) else {
            return Matching::default();
        };
        let me = server.me();
        matching(&ask.view, reading, &me)
    };
    let live =
        Memo::new_with_compare(live, |old, new| old.zip(new).is_none_or(|(old, new)| !old.is_same(new)));
    // Once all is read, rows stay where they are until somebody asks for what is new.
    let taken = RwSignal::new(0_u32);
    let shown = Memo::new_with_compare(
        move |old: Option<&ShownRows>| {
            let matching = live.get();
            let about = (of_all_pages.get(), server.me(), taken.get());
            let is_whole = reading.get().is_some_and(|of| of.stage() == WalkStage::Done);
            match old {
                Some(old) if old.is_whole && old.about == about => old.clone(),
                _ => ShownRows { about, is_whole, matching },
            }
        },
        |old, new| match (old, new) {
            (Some(old), Some(new)) => !old.matching.is_same(&new.matching) || old.is_whole != new.is_whole,
            _ => true,
        },
    );
    let listed = move |rows: &[Arc<ThreadRow>], ask: &Ask, page: u32| {
        let sortable_by = order::FIELDS.map(str::to_owned).to_vec();
        let of = reading.get().map(|of| of.threads.listed(rows, page, ask.view.size, sortable_by));
        Arc::new(of.unwrap_or_default())
    };
    let page = move |ask: &Ask, page: u32| shown.with(|shown| listed(&shown.matching.rows, ask, page));
    let matching_count = move || shown.with(|shown| shown.matching.rows.len());
    let report = Memo::new(move |_| {
        let only_sorts = asked.with(|ask| ask.as_ref().is_some_and(|ask| !ask.view.is_chosen()));
        let report = reading.get().map(|of| shown.with(|shown| report(of, &shown.matching)));
        WalkReport { only_sorts, ..report.unwrap_or_default() }
    });
    let state = Memo::new(move |_| {
        let (Some(ask), Some(of)) = (asked.get(), reading.get()) else { return ListingState::Loading };
        match of.stage() {
            WalkStage::Failed(error) if of.threads.progress.get().read == 0 => ListingState::Failed(error),
            WalkStage::Running if matching_count() == 0 => ListingState::Loading,
            _ => {
                let rows = page(&ask, ask.view.page);
                ListingState::Loaded(Box::new(ask), rows)
            }
        }
    });
    let stats = Memo::new(move |_| {
        (reading.get()?.stage() == WalkStage::Done).then(|| shown.with(|shown| figures(&shown.matching.rows)))
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
    let shown_rows = Memo::new_with_compare(
        move |_| shown.with(|shown| shown.matching.rows.clone()),
        |old, new| old.zip(new).is_none_or(|(old, new)| !Arc::ptr_eq(old, new)),
    );
    let rows = ViewRows {
        rows: shown_rows,
        thumbs,
        failures,
        report,
        cancel: each(Reading::cancel),
        retry: each(Reading::retry),
        counts: counting::count(of_all_pages, reading, shown_rows, wanted.counts),
        is_narrow: Memo::new(move |_| {
            let is_asked = read.get() == asked.get();
            let chooses = |ask: &Ask| facets::counted_by_page(&ask.view) != ask.view;
            wanted.wide.get() && is_asked && asked.with(|ask| ask.as_ref().is_some_and(chooses))
        }),
    };
    let list = ChosenRows {
        state,
        page: Callback::new(move |number| untrack(|| asked.get().map(|ask| page(&ask, number)))),
        stats,
        fresh: Memo::new(move |_| {
            let ask = asked.get()?;
            let live = live.get();
            let is_same = shown.with(|shown| !shown.is_whole || shown.matching.is_same(&live));
            (!is_same).then(|| listed(&live.rows, &ask, ask.view.page))
        }),
        take: Callback::new(move |()| {
            let _ = taken.try_update(|taken| *taken += 1);
        }),
        retry: each(Reading::retry),
        refresh: each(Reading::refresh),
    };
    ChosenThreads { list, rows }
}

/// The request whose server's part is read, and the reading of it: where it is wanted, the choices of facets are left to
/// the page, unless that would be too many rows.
fn widened(asked: Memo<Option<Ask>>, wanted: WantedRows) -> (Memo<Option<Ask>>, RwSignal<Option<Reading>>) {
    let too_wide = RwSignal::new(None::<Ask>);
    let read = Memo::new(move |_| {
        let ask = asked.get()?;
        if !wanted.wide.get() {
            return Some(ask);
        }
        let wide = Ask { view: facets::counted_by_page(&ask.view), ..ask.clone() };
        Some(if too_wide.get() == Some(of_server(&wide)) { ask } else { wide })
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
    (read, reading)
}

/// The rows of a view.
#[derive(Clone, Default)]
struct Matching {
    rows: Arc<Vec<Arc<ThreadRow>>>,
    /// What they are of all that match, if the view is a sample.
    sample: Option<SampleReport>,
}

impl Matching {
    /// Whether both have the same rows. A walk replaces a row that changed.
    fn is_same(&self, other: &Self) -> bool {
        let same = |(one, two): (&Arc<ThreadRow>, &Arc<ThreadRow>)| Arc::ptr_eq(one, two);
        self.sample == other.sample
            && self.rows.len() == other.rows.len()
            && self.rows.iter().zip(other.rows.iter()).all(same)
    }
}

/// The rows that meet the page's conditions, in the order of the view. Tracked.
fn matching(view: &LogsView, reading: Reading, me: &str) -> Matching {
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
    order::sort(&mut rows, &view.sort);
    let Some(sample) = &view.sample else { return Matching { rows: Arc::new(rows), sample: None } };
    let groups = |row: &Arc<ThreadRow>| {
        let thread = &row.thread;
        sample.each.as_ref().map(|each| each.groups(&thread.feedback, thread.start_time)).unwrap_or_default()
    };
    let (rows, report) = sample.choose(rows, |row| row.thread.id.as_str(), groups);
    Matching { rows: Arc::new(rows), sample: Some(report) }
}

fn report(reading: Reading, shown: &Matching) -> WalkReport {
    let threads = reading.threads.progress.get();
    WalkReport {
        read: threads.read,
        total: threads.total,
        matching: shown.rows.len() as u64,
        sample: shown.sample.clone(),
        stage: match reading.stage() {
            WalkStage::Running => ReportStage::Running,
            WalkStage::Done => ReportStage::Done,
            WalkStage::Cancelled => ReportStage::Cancelled,
            WalkStage::Failed(error) => ReportStage::Failed(format!("{}. {error}", error.title())),
        },
        is_cut: threads.is_cut,
        is_by_number: threads.is_by_number,
        only_sorts: false,
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
