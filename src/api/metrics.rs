//! Numbers of a project over time: `POST /v1/private/projects/{id}/metrics` and `.../kpi-cards`.
//!
//! A thread counts at the time in its model id, a trace at the time in its id. Neither call knows a search, and filters of
//! threads by `source`, `environment` and `annotation_queue_ids` are silently ignored: `query::charts::is_for_metrics`.

use serde_json::{Value, json};

use super::{client::Client, error::ApiError, fields::Fields, traces};
use crate::{
    model::{ids::ProjectId, time::Timestamp},
    query::{
        charts::plan::{MetricInterval, MetricPoints},
        filter::Filter,
    },
};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Threads.
    Threads,
    /// Percentiles of the threads' durations, in milliseconds: `thread_duration.p50` and so on.
    Durations,
    /// The threads' feedback scores: means by name. A mean of exactly 0 is absent.
    Scores,
    /// Dollars of the threads.
    Cost,
    /// Traces with a thumb up or down. The filters of threads do not apply to traces.
    Thumbs { up: bool },
}

impl Metric {
    fn word(self) -> &'static str {
        match self {
            Self::Threads => "THREAD_COUNT",
            Self::Durations => "THREAD_DURATION",
            Self::Scores => "THREAD_FEEDBACK_SCORES",
            Self::Cost => "THREAD_COST",
            Self::Thumbs { .. } => "TRACE_COUNT",
        }
    }
}

/// From `from` to `to`, which is not included.
#[derive(Clone, Copy, Debug)]
pub struct MetricAsk<'a> {
    pub metric: Metric,
    pub interval: MetricInterval,
    pub from: Timestamp,
    pub to: Timestamp,
    /// Which threads.
    pub filters: &'a [Filter],
}

/// The series of a metric by their names: `POST /v1/private/projects/{id}/metrics`. An interval without data has 0 or no
/// value; without any data, scores have one series without a name.
pub async fn series(
    client: &Client,
    project: &ProjectId,
    ask: MetricAsk<'_>,
) -> Result<Vec<(String, MetricPoints)>, ApiError> {
    let threads: Value = serde_json::from_str(&Filter::to_wire(ask.filters)).unwrap_or_default();
    let traces = match ask.metric {
        // The mean over the authors is nearer to 1 or to 0.
        Metric::Thumbs { up } => json!([traces::thumbs(if up { ">=" } else { "<" }, "0.5")]),
        _ => json!([]),
    };
    let body = json!({
        "metric_type": ask.metric.word(),
        "interval": ask.interval.word(),
        "interval_start": ask.from.iso(),
        "interval_end": ask.to.iso(),
        "thread_filters": threads,
        "trace_filters": traces,
    });
    let path = format!("projects/{}/metrics", crate::paths::encode(project.as_str()));
    let mut answer = client.ask(&path, &body).await?;
    Ok(answer.list("results").into_iter().map(points).collect())
}

fn points(mut series: Fields) -> (String, MetricPoints) {
    let name = series.required("name");
    let point = |point: Fields| Some((point.time("time")?, point.number("value")));
    (name, series.list("data").into_iter().filter_map(point).collect())
}

/// Numbers of a period and of the one of the same length before it; `None` for what the server does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct KpiCards {
    /// The number of threads before.
    pub threads_before: Option<f64>,
    /// Dollars before.
    pub cost_before: Option<f64>,
}

/// The threads of a period compared with those of the time before: `POST /v1/private/projects/{id}/kpi-cards`.
pub async fn kpi_cards(
    client: &Client,
    project: &ProjectId,
    from: Timestamp,
    to: Timestamp,
    filters: &[Filter],
) -> Result<KpiCards, ApiError> {
    let mut body = json!({
        "entity_type": "threads", "interval_start": from.iso(), "interval_end": to.iso(),
    });
    if let (false, Some(body)) = (filters.is_empty(), body.as_object_mut()) {
        body.insert("filters".to_owned(), Value::from(Filter::to_wire(filters)));
    }
    let path = format!("projects/{}/kpi-cards", crate::paths::encode(project.as_str()));
    let mut answer = client.ask(&path, &body).await?;
    let mut cards = KpiCards::default();
    for mut card in answer.list("stats") {
        let before = card.number("previous_value");
        match card.required("type").as_str() {
            "count" => cards.threads_before = before,
            "total_cost" => cards.cost_before = before,
            _ => {}
        }
    }
    Ok(cards)
}
