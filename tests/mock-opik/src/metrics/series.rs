//! Computes the series of a metric from its rows.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::{Value, json};

use super::rows::{MeasuredRow, RowQuery};
use super::{Measure, Metric, MetricRequest};
use crate::error::ApiResult;
use crate::query_params::TimeRange;
use crate::record_input::COST;
use crate::statistics::{quantile, rounded};
use crate::time::Nanos;

/// This many groups have a series of their own; the others share one.
const GROUPS: usize = 10;

/// The name of a series, and its points.
type Series = (String, Vec<(Nanos, Value)>);
/// Rows by the start of their time bucket.
type Buckets<'a> = BTreeMap<Nanos, Vec<&'a MeasuredRow>>;

impl MetricRequest {
    /// The `results` of the answer.
    ///
    /// # Errors
    /// When the store fails.
    pub fn answer(&self, conn: &Connection, project: i64) -> ApiResult<Value> {
        let question = RowQuery {
            entity: self.metric.entity,
            project,
            conditions: self.conditions.clone(),
            time_range: TimeRange { from: Some(self.start), to: Some(self.end) },
            until: false,
            scores: self.metric.measure == Measure::Scores,
            usage: self.metric.measure == Measure::Tokens,
            breakdown: self.breakdown.as_ref(),
        };
        // There are no guardrails here, so no rows are read.
        let none = self.metric.measure == Measure::Guardrails;
        let rows = if none { Vec::new() } else { question.rows(conn)? };
        let results = match &self.breakdown {
            Some(breakdown) => self.grouped(&rows, &breakdown.series),
            None => self.plain(&rows),
        };
        let result = |(name, points): Series| {
            let points = points.into_iter().map(|(time, value)| json!({ "time": time, "value": value }));
            json!({ "name": name, "data": points.collect::<Vec<_>>() })
        };
        Ok(results.into_iter().map(result).collect())
    }

    /// The metric's name in requests.
    pub fn metric_type(&self) -> &'static str {
        self.metric.name
    }

    /// The interval's name in requests.
    pub fn interval(&self) -> &'static str {
        self.interval.name()
    }

    fn buckets<'a>(&self, rows: impl Iterator<Item = &'a MeasuredRow>) -> Buckets<'a> {
        let mut buckets = Buckets::new();
        for row in rows {
            buckets.entry(self.interval.bucket(row.time, self.start)).or_default().push(row);
        }
        buckets
    }

    /// Series without groups: each has a point for every time bucket.
    fn plain(&self, rows: &[MeasuredRow]) -> Vec<Series> {
        let by_time: BTreeMap<Nanos, BTreeMap<String, Value>> =
            self.buckets(rows.iter()).into_iter().map(|(time, rows)| (time, self.metric.of(&rows))).collect();
        let mut names: BTreeSet<String> =
            by_time.values().flat_map(|values| values.keys().cloned()).collect();
        if names.is_empty() && self.buckets.is_empty() {
            return Vec::new();
        }
        if names.is_empty() {
            names = self.metric.of(&[]).into_keys().collect();
            if names.is_empty() {
                // As on Opik, without any scores or tokens there is one series without a name.
                names.insert(String::new());
            }
        }
        let times: BTreeSet<Nanos> = self.buckets.iter().chain(by_time.keys()).copied().collect();
        let point = |name: &String, time: Nanos| {
            let value = by_time.get(&time).and_then(|values| values.get(name)).cloned();
            (time, value.unwrap_or_else(|| self.metric.measure.empty_value()))
        };
        let series = |name: String| {
            let points = times.iter().map(|time| point(&name, *time)).collect();
            (name, points)
        };
        names.into_iter().map(series).collect()
    }

    /// A series for each group, with points only where something was logged. As on Opik, the ten greatest groups have
    /// their own series; the others share one, in which their points are not added up.
    fn grouped(&self, rows: &[MeasuredRow], which: &str) -> Vec<Series> {
        let name = match self.metric.measure {
            Measure::Durations => format!("{}.{which}", self.metric.series),
            Measure::Scores | Measure::Tokens => which.to_owned(),
            _ => self.metric.series.to_owned(),
        };
        let mut groups: BTreeMap<&str, Vec<&MeasuredRow>> = BTreeMap::new();
        for row in rows {
            for group in &row.groups {
                groups.entry(group).or_default().push(row);
            }
        }
        let mut all: Vec<(f64, Series)> = Vec::new();
        for (group, rows) in groups {
            let buckets = self.buckets(rows.into_iter()).into_iter();
            let values =
                buckets.filter_map(|(time, rows)| Some((time, self.metric.of(&rows).remove(&name)?)));
            let points: Vec<(Nanos, Value)> = values.collect();
            let sum = points.iter().filter_map(|(_, value)| value.as_f64()).sum();
            if !points.is_empty() {
                all.push((sum, (group.to_owned(), points)));
            }
        }
        all.sort_by(|(one, (a, _)), (other, (b, _))| other.total_cmp(one).then_with(|| a.cmp(b)));
        let rest = all.split_off(all.len().min(GROUPS));
        let mut results: Vec<Series> = all.into_iter().map(|(_, series)| series).collect();
        if !rest.is_empty() {
            let mut points: Vec<(Nanos, Value)> =
                rest.into_iter().flat_map(|(_, (_, points))| points).collect();
            points.sort_by_key(|(time, _)| *time);
            results.push(("__others__".to_owned(), points));
        }
        results
    }
}

impl Metric {
    /// The values of these rows, by series name.
    fn of(self, rows: &[&MeasuredRow]) -> BTreeMap<String, Value> {
        let one = |value: Value| BTreeMap::from([(self.series.to_owned(), value)]);
        match self.measure {
            Measure::Count => one(json!(rows.len())),
            Measure::Guardrails => one(json!(0)),
            Measure::Cost => one(number(cost(rows))),
            Measure::ErrorRate => one(number(error_rate(rows))),
            Measure::AverageDuration => one(average_duration(rows).map_or(Value::Null, number)),
            Measure::Durations => {
                let mut durations: Vec<f64> = rows.iter().filter_map(|row| row.duration).collect();
                let mut at = |part: f64| match durations.is_empty() {
                    true => Value::Null,
                    false => number(rounded(quantile(&mut durations, part))),
                };
                [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)]
                    .map(|(name, part)| (format!("{}.{name}", self.series), at(part)))
                    .into()
            }
            Measure::Scores => {
                let mut sums: BTreeMap<&String, (f64, f64)> = BTreeMap::new();
                for (name, value) in rows.iter().flat_map(|row| &row.scores) {
                    let (sum, count) = sums.entry(name).or_default();
                    (*sum, *count) = (*sum + value, *count + 1.0);
                }
                // As on Opik, a mean of exactly 0 counts as no value.
                let mean =
                    |(sum, count): (f64, f64)| Some((sum / count).round() / 1e9).filter(|mean| *mean != 0.0);
                let mean_or_null = |sums| mean(sums).map_or(Value::Null, number);
                sums.into_iter().map(|(name, sums)| (name.clone(), mean_or_null(sums))).collect()
            }
            Measure::Tokens => {
                let mut sums: BTreeMap<String, i64> = BTreeMap::new();
                for (name, count) in rows.iter().flat_map(|row| &row.usage) {
                    let sum = sums.entry(name.clone()).or_default();
                    *sum = sum.saturating_add(*count);
                }
                sums.into_iter().map(|(name, sum)| (name, json!(sum))).collect()
            }
        }
    }
}

/// Whole numbers are written without a fraction, like Opik's decimals.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

/// The cost in dollars.
pub(super) fn cost(rows: &[&MeasuredRow]) -> f64 {
    rows.iter().fold(0_i64, |sum, row| sum.saturating_add(row.cost)) as f64 / COST
}

/// The percentage of failed rows; 0 without rows.
pub(super) fn error_rate(rows: &[&MeasuredRow]) -> f64 {
    let failed = rows.iter().filter(|row| row.failed).count();
    rounded(failed as f64 * 100.0 / rows.len().max(1) as f64)
}

/// The mean duration in milliseconds; `None` when no row has ended.
pub(super) fn average_duration(rows: &[&MeasuredRow]) -> Option<f64> {
    let durations: Vec<f64> = rows.iter().filter_map(|row| row.duration).collect();
    (!durations.is_empty()).then(|| rounded(durations.iter().sum::<f64>() / durations.len() as f64))
}
