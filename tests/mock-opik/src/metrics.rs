//! A project's numbers over time (`POST /v1/private/projects/{id}/metrics`), and compared with the period before (`POST
//! /v1/private/projects/{id}/kpi-cards`).
//!
//! A trace or span counts at the time in its id, a thread at the time in its model id, which is when its first trace
//! came; not at start times or last activity.

use serde_json::{Value, json};

use crate::entity::EntityType;

mod breakdown;
mod bucket;
mod kpi_cards;
mod request;
mod rows;
mod series;

pub use kpi_cards::KpiCards;
pub use request::MetricRequest;

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// The number of rows.
    Count,
    /// Percentiles of the duration: 50, 90 and 99.
    Durations,
    /// The mean duration.
    AverageDuration,
    /// Mean scores, by name.
    Scores,
    /// The cost in dollars.
    Cost,
    /// Sums of token counts, by name.
    Tokens,
    /// The percentage of rows that failed.
    ErrorRate,
    /// Failed guardrails: always 0, there are no guardrails here.
    Guardrails,
}

impl Measure {
    /// The value of a time bucket in which nothing was logged.
    fn empty_value(self) -> Value {
        match self {
            Self::Durations | Self::AverageDuration | Self::Scores => Value::Null,
            Self::Count | Self::Cost | Self::Tokens | Self::ErrorRate | Self::Guardrails => json!(0),
        }
    }
}

/// A metric, by its `metric_type` in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Metric {
    name: &'static str,
    entity: EntityType,
    measure: Measure,
    /// The name of its series, or the beginning of the series' names; empty when these are the names of scores or
    /// tokens.
    series: &'static str,
}

const METRICS: [Metric; 20] = {
    use EntityType::{Span, Thread, Trace};
    use Measure::{AverageDuration, Cost, Count, Durations, ErrorRate, Guardrails, Scores, Tokens};
    const fn new(name: &'static str, entity: EntityType, measure: Measure, series: &'static str) -> Metric {
        Metric { name, entity, measure, series }
    }
    [
        new("FEEDBACK_SCORES", Trace, Scores, ""),
        new("TRACE_COUNT", Trace, Count, "traces"),
        new("TOKEN_USAGE", Trace, Tokens, ""),
        new("DURATION", Trace, Durations, "duration"),
        new("COST", Trace, Cost, "cost"),
        new("GUARDRAILS_FAILED_COUNT", Trace, Guardrails, "failed"),
        new("THREAD_COUNT", Thread, Count, "threads"),
        new("THREAD_DURATION", Thread, Durations, "thread_duration"),
        new("THREAD_FEEDBACK_SCORES", Thread, Scores, ""),
        new("SPAN_FEEDBACK_SCORES", Span, Scores, ""),
        new("SPAN_COUNT", Span, Count, "spans"),
        new("SPAN_DURATION", Span, Durations, "span_duration"),
        new("SPAN_TOKEN_USAGE", Span, Tokens, ""),
        new("TRACE_AVERAGE_DURATION", Trace, AverageDuration, "trace_average_duration"),
        new("TRACE_ERROR_RATE", Trace, ErrorRate, "trace_error_rate"),
        new("SPAN_AVERAGE_DURATION", Span, AverageDuration, "span_average_duration"),
        new("SPAN_COST", Span, Cost, "span_cost"),
        new("SPAN_ERROR_RATE", Span, ErrorRate, "span_error_rate"),
        new("THREAD_AVERAGE_DURATION", Thread, AverageDuration, "thread_average_duration"),
        new("THREAD_COST", Thread, Cost, "thread_cost"),
    ]
};
