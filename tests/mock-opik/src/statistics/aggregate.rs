//! What is gathered of rows for their statistics. Blocks of rows are gathered one by one and joined.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::record_input::COST;

/// Sums and how many they are of, by name.
type Means = BTreeMap<String, (f64, i64)>;

/// What is gathered of each row.
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
    /// One more row, which took so many milliseconds, if it is over.
    pub(crate) fn row(&mut self, duration: Option<f64>) {
        self.count += 1;
        self.durations.extend(duration);
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> i64 {
        self.count
    }

    /// Its errors.
    pub(crate) fn errors(&mut self, errors: i64) {
        self.errors += errors;
    }

    /// Whether it has input, output and metadata, and how many tags.
    pub(crate) fn with(&mut self, bodies: [i64; 3], tags: i64) {
        self.with.iter_mut().zip(bodies).for_each(|(with, has)| *with += has);
        self.tags += tags;
    }

    /// The spans of a trace.
    pub(crate) fn spans(&mut self, spans: i64, llm_spans: i64) {
        self.spans += spans;
        self.llm_spans += llm_spans;
    }

    /// A mean of its scores.
    pub(crate) fn score(&mut self, name: &str, value: f64) {
        add(&mut self.scores, name, value, 1);
    }

    /// A mean of the scores of its spans.
    pub(crate) fn span_score(&mut self, name: &str, value: f64) {
        add(&mut self.span_scores, name, value, 1);
    }

    /// Its counts of tokens, as stored; each is also shown to `see`.
    pub(crate) fn usage(&mut self, json: &str, mut see: impl FnMut(&str, i64)) {
        // Names are kept as they stand in the text where they can be: there is a row for every turn.
        let known: Result<HashMap<&str, i64>, _> = serde_json::from_str(json);
        let other = || serde_json::from_str::<HashMap<String, i64>>(json).unwrap_or_default();
        let mut take = |name: &str, count| {
            see(name, count);
            self.count(name, count);
        };
        match known {
            Ok(counts) => counts.into_iter().for_each(|(name, count)| take(name, count)),
            Err(_) => other().into_iter().for_each(|(name, count)| take(&name, count)),
        }
    }

    /// Takes the rows of another along.
    pub(crate) fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.durations.extend_from_slice(&other.durations);
        self.with(other.with, other.tags);
        self.spans(other.spans, other.llm_spans);
        self.cost = self.cost.saturating_add(other.cost);
        self.costly += other.costly;
        self.errors += other.errors;
        for (name, (sum, rows)) in &other.usage {
            self.count(name, *sum);
            if let Some((_, counted)) = self.usage.get_mut(name) {
                *counted += rows - 1;
            }
        }
        for (to, from) in [(&mut self.scores, &other.scores), (&mut self.span_scores, &other.span_scores)] {
            from.iter().for_each(|(name, (sum, rows))| add(to, name, *sum, *rows));
        }
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let names = self.usage.len() + self.scores.len() + self.span_scores.len();
        size_of::<Self>() + self.durations.capacity() * size_of::<f64>() + names * 100
    }

    fn count(&mut self, name: &str, count: i64) {
        if !self.usage.contains_key(name) {
            self.usage.insert(name.to_owned(), (0, 0));
        }
        if let Some((sum, rows)) = self.usage.get_mut(name) {
            *sum = sum.saturating_add(count);
            *rows += 1;
        }
    }

    /// Its cost, in 1 / [`COST`].
    pub(crate) fn cost(&mut self, cost: i64) {
        self.cost = self.cost.saturating_add(cost);
        self.costly += i64::from(cost != 0);
    }

    /// In Opik's order. `first` names the count; `spans` says whether spans are counted.
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

/// At nine places, as Opik's decimals are.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// The value below which `part` of the values lie, between two of them where need be; 0 of none. Leaves them in
/// another order.
pub(crate) fn quantile(values: &mut [f64], part: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return 0.0 };
    let place = part * last as f64;
    let (_, below, above) = values.select_nth_unstable_by(place.floor() as usize, f64::total_cmp);
    let next = above.iter().copied().min_by(f64::total_cmp).unwrap_or(*below);
    *below + (next - *below) * place.fract()
}

/// Adds so many values, which make a sum.
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
