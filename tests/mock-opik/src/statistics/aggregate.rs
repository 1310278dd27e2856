//! Sums over rows, from which statistics are made. Blocks of rows are summed separately and merged.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::record_input::COST;

/// Sums and the number of their values, by name.
type Means = BTreeMap<String, (f64, i64)>;

/// The sums over some rows.
#[derive(Clone, Debug, Default)]
pub struct Aggregate {
    count: i64,
    durations: Vec<f64>,
    with: [i64; 3],
    tags: i64,
    spans: i64,
    llm_spans: i64,
    cost: i64,
    costly: i64,
    usage: BTreeMap<String, (i64, i64)>,
    scores: Means,
    span_scores: Means,
    errors: i64,
}

impl Aggregate {
    /// Adds a row with its duration in milliseconds, if it has ended.
    pub(crate) fn add_row(&mut self, duration: Option<f64>) {
        self.count += 1;
        self.durations.extend(duration);
    }

    /// The number of rows.
    pub(crate) fn row_count(&self) -> i64 {
        self.count
    }

    /// Adds errors of the row.
    pub(crate) fn add_errors(&mut self, errors: i64) {
        self.errors += errors;
    }

    /// Adds whether the row has input, output and metadata, and its number of tags.
    pub(crate) fn add_bodies(&mut self, bodies: [i64; 3], tags: i64) {
        self.with.iter_mut().zip(bodies).for_each(|(with, has)| *with += has);
        self.tags += tags;
    }

    /// Adds the numbers of a trace's spans.
    pub(crate) fn add_spans(&mut self, spans: i64, llm_spans: i64) {
        self.spans += spans;
        self.llm_spans += llm_spans;
    }

    /// Adds the mean of a score of the row.
    pub(crate) fn add_score(&mut self, name: &str, value: f64) {
        add(&mut self.scores, name, value, 1);
    }

    /// Adds the mean of a score of the row's spans.
    pub(crate) fn add_span_score(&mut self, name: &str, value: f64) {
        add(&mut self.span_scores, name, value, 1);
    }

    /// Adds the row's token counts from their JSON.
    pub(crate) fn add_usage(&mut self, json: &str) {
        each_count(json, |name, count| self.add_counts(name, count, 1));
    }

    /// Adds the token counts of some rows that have them: their sum and how many rows these are.
    pub(crate) fn add_counts(&mut self, name: &str, sum: i64, rows: i64) {
        if rows == 0 {
            return;
        }
        let (known, counted) = match self.usage.get_mut(name) {
            Some(known) => known,
            None => self.usage.entry(name.to_owned()).or_default(),
        };
        *known = known.saturating_add(sum);
        *counted += rows;
    }

    /// Adds the row's cost in units of 1 / [`COST`] dollars.
    pub(crate) fn add_cost(&mut self, cost: i64) {
        self.cost = self.cost.saturating_add(cost);
        self.costly += i64::from(cost != 0);
    }

    /// The statistics in Opik's order. `first` is the name of the count; `spans` says whether to include the numbers of
    /// spans.
    pub(crate) fn stats(mut self, first: &str, spans: bool) -> Vec<Value> {
        if self.count == 0 {
            return Vec::new();
        }
        let count = |name: &str, value: i64| json!({ "name": name, "value": value, "type": "COUNT" });
        let mean = |name: &str, value: f64| json!({ "name": name, "value": rounded(value), "type": "AVG" });
        let per = |sum: i64| sum as f64 / self.count as f64;
        let mut at = |part: f64| rounded(quantile(&mut self.durations, part));
        let percentiles = json!({ "p50": at(0.5), "p90": at(0.9), "p99": at(0.99) });
        let [input, output, metadata] = self.with;
        let mut stats = vec![
            count(first, self.count),
            json!({ "name": "duration", "value": percentiles, "type": "PERCENTAGE" }),
            count("input", input),
            count("output", output),
            count("metadata", metadata),
            mean("tags", per(self.tags)),
        ];
        if spans {
            stats.push(mean("llm_span_count", per(self.llm_spans)));
            stats.push(mean("span_count", per(self.spans)));
        }
        let cost = self.cost as f64 / COST;
        stats.push(mean("total_estimated_cost", cost / self.costly.max(1) as f64));
        stats.push(mean("total_estimated_cost_sum", cost));
        for (name, (sum, rows)) in &self.usage {
            stats.push(mean(&format!("usage.{name}"), *sum as f64 / (*rows).max(1) as f64));
        }
        for (name, (sum, _)) in &self.usage {
            stats.push(mean(&format!("usage_sum.{name}"), *sum as f64));
        }
        for (kind, scores) in [("feedback_scores", &self.scores), ("span_feedback_scores", &self.span_scores)]
        {
            for (name, (sum, rows)) in scores {
                stats.push(mean(&format!("{kind}.{name}"), sum / (*rows).max(1) as f64 / 1e9));
            }
        }
        stats.push(count("guardrails_failed_count", 0));
        stats.push(count("error_count", self.errors));
        stats
    }
}

/// Passes the token counts in a JSON object to `take`.
pub(crate) fn each_count(json: &str, mut take: impl FnMut(&str, i64)) {
    // Names are borrowed from the text where possible, because there is one JSON for every trace.
    let known: Result<HashMap<&str, i64>, _> = serde_json::from_str(json);
    let other = || serde_json::from_str::<HashMap<String, i64>>(json).unwrap_or_default();
    match known {
        Ok(counts) => counts.into_iter().for_each(|(name, count)| take(name, count)),
        Err(_) => other().into_iter().for_each(|(name, count)| take(&name, count)),
    }
}

/// Rounded to nine decimals, like Opik's numbers.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// The quantile `part` (0 to 1) with linear interpolation; 0 without values. Reorders the values.
pub(crate) fn quantile(values: &mut [f64], part: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return 0.0 };
    let place = part * last as f64;
    let (_, below, above) = values.select_nth_unstable_by(place.floor() as usize, f64::total_cmp);
    let next = above.iter().copied().min_by(f64::total_cmp).unwrap_or(*below);
    *below + (next - *below) * place.fract()
}

/// Adds `values` values with this sum.
fn add(means: &mut Means, name: &str, sum: f64, values: i64) {
    match means.get_mut(name) {
        Some((known, count)) => {
            *known += sum;
            *count += values;
        }
        None => drop(means.insert(name.to_owned(), (sum, values))),
    }
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        assert_eq!(quantile(&mut [], 0.5), 0.0);
        assert_eq!(quantile(&mut [10.0], 0.99), 10.0);
        assert_eq!(quantile(&mut [4.0, 1.0, 3.0, 2.0], 0.5), 2.5);
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0], 1.0), 3.0);
    }
}
