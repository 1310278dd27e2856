//! Charts from all rows of the view.

use std::sync::Arc;

use leptos::prelude::*;

use super::{ChartSheet, ChartSource};
use crate::{
    api::{listing::Ask, load::Load, rated_turns::ThumbsByThread},
    browser::{clock, timer::Slices},
    model::{figures, time::Timestamp},
    query::{
        charts::{
            ChartRow, ChartThumb,
            bins::Bins,
            chart::ChartData,
            numbers::{self, ChartNumbers, NumbersOverTime},
            period::Period,
        },
        logs_view::LogsView,
        time_range::TimeRange,
        walk_report::ReportStage,
    },
    threads::{
        chosen::{CHOSEN, WantedRows},
        listing::ThreadRow,
        whole_view::{ViewRows, WholeView},
    },
    ui::lazy,
};

/// What is counted: conversations with their thumbs.
#[derive(Clone, Default)]
struct CountedPoints {
    rows: Vec<ChartRow>,
    thumbs: Option<Vec<ChartThumb>>,
    /// How many rows have no time.
    undated: u64,
}

/// Reads all rows of the view, then those of the time before, and counts.
pub(super) fn walked(whole: WholeView, ask: Memo<Ask>, score: Memo<Option<String>>) -> ChartSource {
    whole.need(true);
    let rows = Signal::derive(move || whole.rows());
    let now = counted(rows, score);
    let earlier = rows_before(whole, ask, rows);
    let before = counted(earlier.into(), score);
    let sheet = Memo::new(move |old: Option<&Option<Arc<DatedSheet>>>| {
        let old = || old.cloned().flatten();
        let (Some(now), true) = (now.get().flatten(), rows.get().is_some_and(is_over)) else { return old() };
        let range = ask.with(|ask| ask.view.range);
        let clock = clock::now();
        let asked = Period::of_range(range, clock, clock::zone_at);
        let compared = asked.and_then(|period| period.before(clock));
        // Without those of the time before, nothing is compared yet.
        let before = match (compared, before.get().flatten(), earlier.get().is_some_and(is_complete)) {
            (Some(_), Some(before), true) => Some(before),
            _ => None,
        };
        Some(Arc::new(DatedSheet::of(asked, compared, &now, before.as_deref(), score.get(), clock)))
    });
    let said = Signal::derive(move || {
        let Some(report) = rows.get().map(|rows| rows.report.get()) else {
            return "Reading conversations…".to_owned();
        };
        match &report.stage {
            ReportStage::Running if report.total == 0 => "Reading conversations…".to_owned(),
            ReportStage::Running => {
                let (read, all) = (figures::count(report.read), figures::count(report.total));
                format!("Reading conversations: {read} of {all}")
            }
            ReportStage::Done if !report.is_cut => match report.matching {
                1 => "From the 1 conversation that matches".to_owned(),
                all => format!("From the {} that match", figures::counted(all, "conversation")),
            },
            _ => format!("From the {} that were read", figures::counted(report.matching, "conversation")),
        }
    });
    let notes =
        Signal::derive(move || match sheet.with(|sheet| sheet.as_ref().map_or(0, |sheet| sheet.outside)) {
            0 => String::new(),
            1 => "1 of them is dated outside the charts".to_owned(),
            some => format!("{} of them are dated outside the charts", figures::count(some)),
        });
    let problem = Signal::derive(move || {
        let of = |rows: Option<ViewRows>| match rows.map(|rows| rows.report.get().stage) {
            Some(ReportStage::Failed(error)) => Some(error),
            Some(ReportStage::Cancelled) => Some("Reading was stopped.".to_owned()),
            _ => None,
        };
        of(rows.get())
            .map(|error| format!("Not all conversations could be read. {error}"))
            .or_else(|| of(earlier.get()).map(|error| format!("The time before could not be read. {error}")))
            .or_else(|| match lazy::loaded(&CHOSEN) {
                Some(Err(())) => {
                    Some("A part of the page could not be loaded. Is the network there?".to_owned())
                }
                _ => None,
            })
    });
    let retry = Callback::new(move |()| {
        let parts = [rows.try_get_untracked().flatten(), earlier.try_get_untracked().flatten()];
        for rows in parts.into_iter().flatten() {
            let stage = rows.report.try_get_untracked().unwrap_or_default().stage;
            if matches!(stage, ReportStage::Failed(_) | ReportStage::Cancelled) {
                rows.retry.run(());
            }
        }
        lazy::open(&CHOSEN);
    });
    let sheet = Memo::new(move |_| sheet.with(|dated| dated.as_ref().map(|dated| dated.sheet.clone())));
    ChartSource { sheet, said, notes, problem, retry }
}

/// The charts, and how many rows are in none of their parts.
#[derive(Clone, Debug, PartialEq)]
struct DatedSheet {
    sheet: Arc<ChartSheet>,
    outside: u64,
}

impl DatedSheet {
    fn of(
        asked: Option<Period>,
        compared: Option<Period>,
        now: &CountedPoints,
        before: Option<&CountedPoints>,
        score: Option<String>,
        clock: Timestamp,
    ) -> Self {
        let mut times: Vec<_> = now.rows.iter().map(|row| (row.at, 1)).collect();
        times.sort_unstable();
        let Some(period) = asked.or_else(|| Period::of_times(&times, clock)) else {
            return Self {
                sheet: Arc::new(ChartSheet::empty()),
                outside: now.rows.len() as u64 + now.undated,
            };
        };
        let bins = Bins::of(period, clock::zone_at);
        let data = ChartData {
            over_time: NumbersOverTime::of(&bins, &now.rows, now.thumbs.as_deref()),
            all: ChartNumbers::of(&now.rows, now.thumbs.as_deref()),
            before: before.map(|before| ChartNumbers::of(&before.rows, before.thumbs.as_deref())),
            length: before.and(compared).map(Period::length).unwrap_or_default(),
            score,
            bins,
        };
        let outside = numbers::outside(&data.bins, &now.rows) + now.undated;
        Self { sheet: Arc::new(ChartSheet::of(&data)), outside }
    }
}

/// Whether nothing more is read.
fn is_over(rows: ViewRows) -> bool {
    rows.report.get().stage != ReportStage::Running
}

fn is_complete(rows: ViewRows) -> bool {
    rows.report.get().stage == ReportStage::Done
}

/// What the charts need of the rows, once they are read. Copied in short tasks: there may be 100,000.
fn counted(rows: Signal<Option<ViewRows>>, score: Memo<Option<String>>) -> Load<Option<Arc<CountedPoints>>> {
    Load::new(move || {
        let ready = rows.get().filter(|rows| is_over(*rows));
        let read = ready.map(|rows| (rows.rows.get(), rows.thumbs.get()));
        let score = score.get();
        async move {
            let (rows, thumbs) = read?;
            let mut slices = Slices::begin();
            let mut counted =
                CountedPoints { thumbs: thumbs.as_ref().map(|_| Vec::new()), ..CountedPoints::default() };
            for some in rows.chunks(500) {
                for row in some {
                    count(&mut counted, row, thumbs.as_deref(), score.as_deref());
                }
                slices.rest().await;
            }
            Some(Arc::new(counted))
        }
    })
}

fn count(counted: &mut CountedPoints, row: &ThreadRow, thumbs: Option<&ThumbsByThread>, score: Option<&str>) {
    let thread = &row.thread;
    if let (Some(thumbs), Some(all)) = (thumbs, counted.thumbs.as_mut()) {
        for turn in thumbs.get(&thread.id).into_iter().flatten() {
            if let Some(at) = Timestamp::of_id(turn.trace.as_str()) {
                all.extend(turn.thumbs.iter().map(|thumb| ChartThumb { at, is_up: thumb.value >= 0.5 }));
            }
        }
    }
    let by_id = thread.model_id.as_ref().and_then(|id| Timestamp::of_id(id.as_str()));
    let Some(at) = by_id.or(thread.created_at).or(thread.start_time) else {
        counted.undated += 1;
        return;
    };
    let score = score.and_then(|name| thread.feedback.score(name)).map(|score| score.value);
    counted.rows.push(ChartRow { at, duration_ms: thread.duration_ms, cost: thread.cost, score });
}

/// The rows of the time before, which are read after those of the view.
fn rows_before(
    whole: WholeView,
    ask: Memo<Ask>,
    rows: Signal<Option<ViewRows>>,
) -> RwSignal<Option<ViewRows>> {
    let earlier = RwSignal::new(None::<ViewRows>);
    let is_first_done = Memo::new(move |_| rows.get().is_some_and(is_complete));
    let asked = Memo::new(move |_| {
        let is_same = whole.listing.ask.with(|shown| ask.with(|ask| shown.view.range == ask.view.range));
        if !is_first_done.get() || !is_same {
            return None;
        }
        let ask = ask.get();
        let now = clock::now();
        let before = Period::of_range(ask.view.range, now, clock::zone_at)?.before(now)?;
        let last = Timestamp::from_millis(before.to().millis() - 1)?;
        let range = TimeRange::Between(before.from(), last);
        Some(Ask { view: LogsView { range, ..ask.view.clone() }, ..ask })
    });
    let home = Owner::current().unwrap_or_default();
    Effect::new(move |is_begun: Option<bool>| {
        if is_begun == Some(true) {
            return true;
        }
        match lazy::loaded(&CHOSEN) {
            Some(Ok(choose)) if asked.with(Option::is_some) => {
                earlier.set(Some(home.with(|| choose(asked, WantedRows::only(true)).rows)));
                true
            }
            _ => false,
        }
    });
    earlier
}
