//! How a project's numbers change in time (Opik: `POST projects/{id}/metrics`), and how they compare with those of the
//! period before (`POST projects/{id}/kpi-cards`).
//!
//! The time of a trace or a span is that in its id; the time of a thread is when its first trace came, as its model id
//! has it. Neither is a start time or a last activity.

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

/// What is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// How many there are.
    Count,
    /// The time that half, nine of ten and ninety-nine of a hundred took at most.
    Durations,
    /// The mean time.
    AverageDuration,
    /// Means of scores, by name.
    Scores,
    /// Dollars.
    Cost,
    /// Sums of tokens, by name.
    Tokens,
    /// How many of a hundred failed.
    ErrorRate,
    /// Failed guardrails: there are none here.
    Guardrails,
}

impl Measure {
    /// What stands where nothing was logged.
    fn empty_value(self) -> Value {
        match self {
            Self::Durations | Self::AverageDuration | Self::Scores => Value::Null,
            Self::Count | Self::Cost | Self::Tokens | Self::ErrorRate | Self::Guardrails => json!(0),
        }
    }
}

/// A metric by its name on the wire (Opik: `metric_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Metric {
    name: &'static str,
    entity: EntityType,
    measure: Measure,
    /// Its series, or what the series' names begin with; empty where they are those of scores or tokens.
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
