//! Charts from the server's metrics.

mod parts;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use leptos::prelude::*;

use parts::{Asking, ServedPart, later};

use super::{ChartSheet, ChartSource};
use crate::{
    api::{
        client::Client,
        error::ApiError,
        listing::Ask,
        load::Load,
        metrics::{self, Metric, MetricAsk},
    },
    browser::{clock, timer},
    model::time::Timestamp,
    query::{
        charts::{
            chart::ChartData,
            numbers::{ChartNumbers, NumbersOverTime},
            period::Period,
            plan::{MetricInterval, MetricPlan},
        },
        time_range::TimeRange,
    },
    threads::listing::ThreadsListing,
};

/// How often the numbers are asked for again.
const AGAIN: Duration = Duration::from_secs(60);
const DAY: i64 = 86_400_000;

type PartComing = Pin<Box<dyn Future<Output = Result<ServedPart, ApiError>>>>;
/// A part, with what was asked for it.
type PartLoad = Load<Option<(Arc<Asking>, Result<ServedPart, ApiError>)>>;
/// What is asked; `None` if there are no conversations.
type Plan = Result<Option<Arc<Asking>>, ApiError>;

/// Asks the server, again when the view or the score changes, and every minute.
pub(super) fn served(listing: ThreadsListing, ask: Memo<Ask>, score: Memo<Option<String>>) -> ChartSource {
    let plan: Load<Plan> = Load::after_paint(move || {
        let (ask, client) = (ask.get(), listing.client());
        plan(client, ask)
    });
    timer::while_visible(AGAIN, move || plan.refetch());
    let part = move |get: fn(Arc<Asking>) -> PartComing| -> PartLoad {
        Load::new(move || {
            let asking = plan.get().and_then(Result::ok).flatten();
            async move {
                let asking = asking?;
                let got = get(asking.clone()).await;
                Some((asking, got))
            }
        })
    };
    // Another score is another request, but not for the other numbers.
    let of_score: PartLoad = Load::new(move || {
        let asking = plan.get().and_then(Result::ok).flatten();
        let score = score.get();
        async move {
            let asking = asking?;
            let got = parts::scores(&asking, score).await;
            Some((asking, got))
        }
    });
    let parts = [
        part(|asking| Box::pin(async move { parts::conversations(&asking).await })),
        part(|asking| Box::pin(async move { parts::compared(&asking).await })),
        part(|asking| Box::pin(async move { parts::thumbs(&asking).await })),
        of_score,
        part(|asking| Box::pin(async move { parts::durations(&asking).await })),
        part(|asking| Box::pin(async move { parts::cost(&asking).await })),
    ];
    let sheet = Memo::new(move |old: Option<&Option<Arc<ChartSheet>>>| {
        let old = || old.cloned().flatten();
        let asking = match plan.get() {
            Some(Ok(Some(asking))) => asking,
            Some(Ok(None)) => return Some(Arc::new(ChartSheet::empty())),
            _ => return old(),
        };
        let mut data = ChartData {
            bins: asking.plan.bins.clone(),
            over_time: NumbersOverTime::default(),
            all: ChartNumbers::default(),
            before: asking.before.map(|_| ChartNumbers::default()),
            length: asking.before.map(Period::length).unwrap_or_default(),
            score: None,
        };
        for part in parts {
            match part.get().flatten() {
                Some((of, got)) if Arc::ptr_eq(&of, &asking) => add(&mut data, got.unwrap_or_default()),
                // All charts change at once.
                _ => return old(),
            }
        }
        Some(Arc::new(ChartSheet::of(&data)))
    });
    let problem = Signal::derive(move || {
        let refused = match plan.get() {
            Some(Err(error)) => Some(error),
            _ => parts.iter().find_map(|part| part.get().flatten()?.1.err()),
        };
        refused.map(|error| format!("The server's metrics could not be read. {}. {error}", error.title()))
    });
    let said = Signal::derive(move || match sheet.with(Option::is_none) {
        true => "Asking for the server's metrics…".to_owned(),
        false => "From the server's metrics".to_owned(),
    });
    let notes = Signal::derive(move || match plan.get() {
        Some(Ok(Some(asking))) => notes(&asking, score.with(Option::is_some)),
        _ => String::new(),
    });
    ChartSource { sheet, said, notes, problem, retry: Callback::new(move |()| plan.refetch()) }
}

/// How the server's numbers differ from those of the list.
fn notes(asking: &Asking, has_score: bool) -> String {
    let mut notes = Vec::new();
    if !asking.plan.note.is_empty() {
        notes.push(asking.plan.note);
    }
    if has_score {
        notes.push("Means of 0 and the spread of scores are not in them");
    }
    if !asking.ask.view.filters.is_empty() {
        notes.push("Thumbs are not in them for a filtered list");
    }
    notes.join(". ")
}

fn add(data: &mut ChartData, part: ServedPart) {
    let ServedPart { over_time, all, before, score } = part;
    data.score = data.score.take().or(score);
    let now = &mut data.over_time;
    now.conversations = now.conversations.take().or(over_time.conversations);
    now.thumbs = now.thumbs.take().or(over_time.thumbs);
    now.score = now.score.take().or(over_time.score);
    now.duration = now.duration.take().or(over_time.duration);
    now.cost = now.cost.take().or(over_time.cost);
    data.all = merged(data.all, all);
    data.before = data.before.map(|known| merged(known, before));
}

fn merged(one: ChartNumbers, other: ChartNumbers) -> ChartNumbers {
    ChartNumbers {
        conversations: one.conversations.or(other.conversations),
        thumbs: one.thumbs.or(other.thumbs),
        score: one.score.or(other.score),
        duration: one.duration.or(other.duration),
        cost: one.cost.or(other.cost),
    }
}

/// What is asked for the view. For all time, the weeks with conversations decide how far back the charts go.
async fn plan(client: Client, ask: Ask) -> Plan {
    let now = clock::now();
    let asked = Period::of_range(ask.view.range, now, clock::zone_at);
    let period = match asked {
        Some(period) => period,
        None => {
            let weeks = MetricAsk {
                metric: Metric::Threads,
                interval: MetricInterval::Weekly,
                from: Timestamp::EPOCH,
                to: later(now, DAY),
                filters: &ask.view.filters,
            };
            let series = metrics::series(&client, &ask.project, weeks).await?;
            let counted = |(at, value): (Timestamp, Option<f64>)| {
                Some((at, value.filter(|count| *count > 0.0)? as u64))
            };
            let mut weeks: Vec<_> =
                series.into_iter().flat_map(|(_, points)| points).filter_map(counted).collect();
            weeks.sort_unstable();
            let Some(period) = Period::of_times(&weeks, now) else { return Ok(None) };
            // To the end of the last week, but not beyond today.
            let last = later(period.to(), 7 * DAY).min(now.max(period.to()));
            Period::new(period.from(), last)
        }
    };
    let before = asked.filter(|_| ask.view.range != TimeRange::All).and_then(|period| period.before(now));
    let plan = MetricPlan::of(period, clock::zone_at);
    Ok(Some(Arc::new(Asking { client, ask, plan, before })))
}
