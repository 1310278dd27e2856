//! Charts from the server's metrics.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use leptos::prelude::*;

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
            numbers::{ChartNumbers, MeanAndSpread, NumbersOverTime},
            period::Period,
            plan::{MetricInterval, MetricPlan, MetricPoints},
        },
        time_range::TimeRange,
    },
    threads::listing::ThreadsListing,
};

/// How often the numbers are asked for again.
const AGAIN: Duration = Duration::from_secs(60);
const DAY: i64 = 86_400_000;

/// What is asked for a view.
struct Asking {
    client: Client,
    ask: Ask,
    score: Option<String>,
    plan: MetricPlan,
    before: Option<Period>,
}

/// Some of the numbers: those that one group of requests answers.
#[derive(Clone, Default)]
struct Part {
    over_time: NumbersOverTime,
    all: ChartNumbers,
    before: ChartNumbers,
}

type PartComing = Pin<Box<dyn Future<Output = Result<Part, ApiError>>>>;
/// A part, with what was asked for it.
type PartLoad = Load<Option<(Arc<Asking>, Result<Part, ApiError>)>>;
/// What is asked; `None` if there are no conversations.
type Plan = Result<Option<Arc<Asking>>, ApiError>;

/// Asks the server, again when the view or the score changes, and every minute.
pub(super) fn served(listing: ThreadsListing, ask: Memo<Ask>, score: Memo<Option<String>>) -> ChartSource {
    let plan: Load<Plan> = Load::after_paint(move || {
        let (ask, score, client) = (ask.get(), score.get(), listing.client());
        plan(client, ask, score)
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
    let parts = [
        part(|asking| Box::pin(async move { conversations(&asking).await })),
        part(|asking| Box::pin(async move { compared(&asking).await })),
        part(|asking| Box::pin(async move { thumbs(&asking).await })),
        part(|asking| Box::pin(async move { scores(&asking).await })),
        part(|asking| Box::pin(async move { durations(&asking).await })),
        part(|asking| Box::pin(async move { cost(&asking).await })),
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
            score: asking.score.clone(),
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
        Some(Ok(Some(asking))) => notes(&asking),
        _ => String::new(),
    });
    ChartSource { sheet, said, notes, problem, retry: Callback::new(move |()| plan.refetch()) }
}

/// How the server's numbers differ from those of the list.
fn notes(asking: &Asking) -> String {
    let mut notes = Vec::new();
    if !asking.plan.note.is_empty() {
        notes.push(asking.plan.note);
    }
    if asking.score.is_some() {
        notes.push("Means of 0 and the spread of scores are not in them");
    }
    if !asking.ask.view.filters.is_empty() {
        notes.push("Thumbs are not in them for a filtered list");
    }
    notes.join(". ")
}

fn add(data: &mut ChartData, part: Part) {
    let Part { over_time, all, before } = part;
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
async fn plan(client: Client, ask: Ask, score: Option<String>) -> Plan {
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
            // To the end of the last week, but not beyond tomorrow.
            Period::new(period.from(), later(period.to(), 7 * DAY).min(later(now, DAY)))
        }
    };
    let before = asked.filter(|_| ask.view.range != TimeRange::All).and_then(|period| period.before(now));
    let plan = MetricPlan::of(period, clock::zone_at);
    Ok(Some(Arc::new(Asking { client, ask, score, plan, before })))
}

fn later(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(at.millis().saturating_add(millis)).unwrap_or(at)
}

impl Asking {
    async fn series(
        &self,
        metric: Metric,
        interval: MetricInterval,
        period: Period,
    ) -> Result<Vec<(String, MetricPoints)>, ApiError> {
        let ask = MetricAsk {
            metric,
            interval,
            from: period.from(),
            to: period.to(),
            filters: &self.ask.view.filters,
        };
        metrics::series(&self.client, &self.ask.project, ask).await
    }

    /// The points of the only series.
    async fn points(&self, metric: Metric) -> Result<MetricPoints, ApiError> {
        let series = self.series(metric, self.plan.sums, self.plan.period).await?;
        Ok(series.into_iter().flat_map(|(_, points)| points).collect())
    }

    /// The one value of each series for a whole period.
    async fn totals(&self, metric: Metric, period: Period) -> Result<Vec<(String, f64)>, ApiError> {
        let series = self.series(metric, MetricInterval::Total, period).await?;
        let value = |(name, points): (String, MetricPoints)| {
            Some((name, points.into_iter().find_map(|(_, value)| value)?))
        };
        Ok(series.into_iter().filter_map(value).collect())
    }
}

async fn conversations(asking: &Asking) -> Result<Part, ApiError> {
    let points = asking.points(Metric::Threads).await?;
    let counts = asking.plan.counted(&points);
    let mut part = Part::default();
    part.all.conversations = Some(counts.iter().sum());
    part.over_time.conversations = Some(counts);
    Ok(part)
}

/// The numbers of the time before that the KPI cards have.
async fn compared(asking: &Asking) -> Result<Part, ApiError> {
    let mut part = Part::default();
    if let Some(before) = asking.before {
        let length = before.millis();
        let (from, to) = (before.to(), later(before.to(), length));
        let (client, ask) = (&asking.client, &asking.ask);
        let cards = metrics::kpi_cards(client, &ask.project, from, to, &ask.view.filters).await?;
        part.before.conversations = cards.threads_before.map(|count| count.max(0.0) as u64);
        part.before.cost = cards.cost_before;
    }
    Ok(part)
}

/// Filters of threads do not apply to the traces that are counted here.
async fn thumbs(asking: &Asking) -> Result<Part, ApiError> {
    let mut part = Part::default();
    if !asking.ask.view.filters.is_empty() {
        return Ok(part);
    }
    let up = asking.plan.counted(&asking.points(Metric::Thumbs { up: true }).await?);
    let down = asking.plan.counted(&asking.points(Metric::Thumbs { up: false }).await?);
    part.all.thumbs = Some((up.iter().sum(), down.iter().sum()));
    part.over_time.thumbs = Some(up.into_iter().zip(down).collect());
    if let Some(before) = asking.before {
        let mut counts = [0, 0];
        for (count, up) in counts.iter_mut().zip([true, false]) {
            let totals = asking.totals(Metric::Thumbs { up }, before).await?;
            *count = totals.first().map_or(0, |(_, count)| count.max(0.0) as u64);
        }
        part.before.thumbs = Some((counts[0], counts[1]));
    }
    Ok(part)
}

async fn scores(asking: &Asking) -> Result<Part, ApiError> {
    let mut part = Part::default();
    let Some(score) = &asking.score else { return Ok(part) };
    let of =
        |totals: Vec<(String, f64)>| totals.into_iter().find(|(name, _)| name == score).map(|(_, mean)| mean);
    part.all.score = of(asking.totals(Metric::Scores, asking.plan.period).await?);
    if let Some(means) = asking.plan.means {
        let series = asking.series(Metric::Scores, means, asking.plan.period).await?;
        let points = series.into_iter().find(|(name, _)| name == score).map(|(_, points)| points);
        let values = asking.plan.placed(&points.unwrap_or_default());
        let mean = |mean: Option<f64>| mean.map(|mean| MeanAndSpread { mean, spread: None });
        part.over_time.score = Some(values.into_iter().map(mean).collect());
    }
    if let Some(before) = asking.before {
        part.before.score = of(asking.totals(Metric::Scores, before).await?);
    }
    Ok(part)
}

async fn durations(asking: &Asking) -> Result<Part, ApiError> {
    let both = |totals: Vec<(String, f64)>| {
        let at = |end: &str| totals.iter().find(|(name, _)| name.ends_with(end)).map(|(_, value)| *value);
        at(".p50").zip(at(".p90"))
    };
    let mut part = Part::default();
    part.all.duration = both(asking.totals(Metric::Durations, asking.plan.period).await?);
    if let Some(means) = asking.plan.means {
        let series = asking.series(Metric::Durations, means, asking.plan.period).await?;
        let of = |end: &str| {
            let points = series.iter().find(|(name, _)| name.ends_with(end)).map(|(_, points)| points);
            points.map(|points| asking.plan.placed(points)).unwrap_or_default()
        };
        let pairs = of(".p50").into_iter().zip(of(".p90"));
        part.over_time.duration = Some(pairs.map(|(median, high)| median.zip(high)).collect());
    }
    if let Some(before) = asking.before {
        part.before.duration = both(asking.totals(Metric::Durations, before).await?);
    }
    Ok(part)
}

async fn cost(asking: &Asking) -> Result<Part, ApiError> {
    let sums = asking.plan.summed(&asking.points(Metric::Cost).await?);
    let mut part = Part::default();
    part.all.cost = Some(sums.iter().sum());
    part.over_time.cost = Some(sums);
    Ok(part)
}
