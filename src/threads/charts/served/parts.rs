//! The requests of the charts, in groups whose answers are one chart's numbers.

use crate::{
    api::{
        client::Client,
        error::ApiError,
        listing::Ask,
        metrics::{self, Metric, MetricAsk},
    },
    model::time::Timestamp,
    query::charts::{
        numbers::{ChartNumbers, MeanAndSpread, NumbersOverTime},
        period::Period,
        plan::{MetricInterval, MetricPlan, MetricPoints},
    },
};

/// What is asked for a view.
pub struct Asking {
    pub client: Client,
    pub ask: Ask,
    pub plan: MetricPlan,
    pub before: Option<Period>,
}

/// Some of the numbers: those that one group of requests answers.
#[derive(Clone, Default)]
pub struct ServedPart {
    pub over_time: NumbersOverTime,
    pub all: ChartNumbers,
    pub before: ChartNumbers,
    /// The name of the score that is in them.
    pub score: Option<String>,
}

pub fn later(at: Timestamp, millis: i64) -> Timestamp {
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

pub async fn conversations(asking: &Asking) -> Result<ServedPart, ApiError> {
    let points = asking.points(Metric::Threads).await?;
    let counts = asking.plan.counted(&points);
    let mut part = ServedPart::default();
    part.all.conversations = Some(counts.iter().sum());
    part.over_time.conversations = Some(counts);
    Ok(part)
}

/// The numbers of the time before that the KPI cards have.
pub async fn compared(asking: &Asking) -> Result<ServedPart, ApiError> {
    let mut part = ServedPart::default();
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
pub async fn thumbs(asking: &Asking) -> Result<ServedPart, ApiError> {
    let mut part = ServedPart::default();
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

pub async fn scores(asking: &Asking, score: Option<String>) -> Result<ServedPart, ApiError> {
    let mut part = ServedPart { score, ..ServedPart::default() };
    let Some(score) = &part.score else { return Ok(part) };
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

pub async fn durations(asking: &Asking) -> Result<ServedPart, ApiError> {
    let both = |totals: Vec<(String, f64)>| {
        let at = |end: &str| totals.iter().find(|(name, _)| name.ends_with(end)).map(|(_, value)| *value);
        at(".p50").zip(at(".p90"))
    };
    let mut part = ServedPart::default();
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

pub async fn cost(asking: &Asking) -> Result<ServedPart, ApiError> {
    let sums = asking.plan.summed(&asking.points(Metric::Cost).await?);
    let mut part = ServedPart::default();
    part.all.cost = Some(sums.iter().sum());
    part.over_time.cost = Some(sums);
    Ok(part)
}
