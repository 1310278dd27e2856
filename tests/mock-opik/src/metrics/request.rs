//! A request for a metric. Errors are reported in the order in which Opik checks.

use super::breakdown::Breakdown;
use super::bucket::{INTERVALS, Interval, MOST};
use super::{METRICS, Metric};
use crate::body_fields::BodyFields;
use crate::entity::EntityType;
use crate::error::{ApiError, ApiResult};
use crate::filter::{self, Condition};
use crate::store::record_fields::{SPAN_FIELDS, TRACE_FIELDS};
use crate::store::thread_view;
use crate::time::Nanos;

/// A request for one metric.
#[derive(Debug)]
pub struct MetricRequest {
    pub(super) metric: Metric,
    pub(super) interval: Interval,
    pub(super) start: Nanos,
    pub(super) end: Nanos,
    /// The starts of the time buckets to fill.
    pub(super) buckets: Vec<Nanos>,
    pub(super) conditions: Vec<Condition>,
    pub(super) breakdown: Option<Breakdown>,
}

impl MetricRequest {
    /// Reads the body; a missing end is `now`.
    ///
    /// # Errors
    /// 400 for unreadable values, a start that is not before the end, and bad filters; 422 for a breakdown that does
    /// not fit.
    pub fn read(body: &str, now: Nanos) -> ApiResult<Self> {
        let fields = BodyFields::read(body, "")?;
        let missing = |name: &str| {
            ApiError::unreadable_json(format!(
                "Cannot construct ProjectMetricRequest: {name} is marked non-null but is null"
            ))
        };
        let metric = fields.non_blank("metric_type")?.ok_or_else(|| missing("metricType"))?;
        let names = || METRICS.iter().map(|metric| metric.name);
        let found = METRICS.into_iter().find(|known| known.name == metric);
        let metric = found.ok_or_else(|| unknown("MetricType", &metric, names()))?;
        let interval = fields.non_blank("interval")?.ok_or_else(|| missing("interval"))?;
        let found = INTERVALS.into_iter().find(|(name, _)| *name == interval);
        let names = || INTERVALS.iter().map(|(name, _)| *name);
        let (_, interval) = found.ok_or_else(|| unknown("TimeInterval", &interval, names()))?;
        let start = fields.time("interval_start")?.ok_or_else(|| missing("intervalStart"))?;
        let end = fields.time("interval_end")?.unwrap_or(now);
        let breakdown = match fields.raw("breakdown") {
            Some(body) => Breakdown::read(body, metric)?,
            None => None,
        };
        if start >= end {
            return Err(ApiError::bad_request("'start_time' must be before 'end_time'"));
        }
        let buckets = interval.buckets(start, end).ok_or_else(|| {
            let text =
                format!("There are more than {MOST} intervals between start and end; ask for longer ones");
            ApiError::bad_request(text)
        })?;
        // Only the filters of the metric's own entity count; the others are not even parsed.
        let list = match metric.entity {
            EntityType::Thread => "thread_filters",
            EntityType::Trace => "trace_filters",
            EntityType::Span => "span_filters",
        };
        let conditions = conditions(metric.entity, fields.raw(list).unwrap_or_default())?;
        Ok(Self { metric, interval, start, end, buckets, conditions, breakdown })
    }
}

/// The filters as conditions. Of threads, filters about their traces do not count, as on Opik, though they do in lists.
pub(super) fn conditions(entity: EntityType, json: &str) -> ApiResult<Vec<Condition>> {
    match entity {
        EntityType::Thread => {
            let ignored = ["source", "environment", "annotation_queue_ids"];
            filter::parse_without(json, thread_view::FIELDS, &ignored)
        }
        EntityType::Trace => filter::parse(json, TRACE_FIELDS),
        EntityType::Span => filter::parse(json, SPAN_FIELDS),
    }
}

/// The error for an unknown word of an enum.
pub(super) fn unknown<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str>) -> ApiError {
    let known = known.collect::<Vec<_>>().join(", ");
    let text = format!(
        "Cannot deserialize value of type `{what}` from String \"{word}\": not one of the values accepted for Enum \
         class: [{known}]"
    );
    ApiError::unreadable_json(text)
}
