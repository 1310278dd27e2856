//! The numbers over a list (Opik: `stats`): counts, means, and percentiles of the duration.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::error::ApiResult;
use crate::item::{COST, Kind};
use crate::store::records::usage_of;

/// What is gathered of each row.
#[derive(Default)]
struct Gathered {
    count: i64,
    durations: Vec<f64>,
    with: [i64; 3],
    tags: i64,
    spans: i64,
    llm_spans: i64,
    cost: i64,
    costly: i64,
    usage: BTreeMap<String, (i64, i64)>,
    scores: BTreeMap<String, (f64, i64)>,
    errors: i64,
}

impl Gathered {
    fn usage(&mut self, json: Option<String>) {
        for (name, count) in usage_of(json).unwrap_or_default() {
            let (sum, rows) = self.usage.entry(name).or_default();
            *sum = sum.saturating_add(count);
            *rows += 1;
        }
    }

    fn cost(&mut self, cost: i64) {
        self.cost = self.cost.saturating_add(cost);
        self.costly += i64::from(cost != 0);
    }

    fn score(&mut self, conn: &Connection, entity: &str) -> ApiResult<()> {
        let mut query =
            conn.prepare_cached("SELECT name, avg(value) FROM scores WHERE entity = ?1 GROUP BY name")?;
        let rows = query.query_map([entity], |row| Ok((row.get::<_, String>(0)?, row.get::<_, f64>(1)?)))?;
        for row in rows {
            let (name, value) = row?;
            let (sum, count) = self.scores.entry(name).or_default();
            *sum += value;
            *count += 1;
        }
        Ok(())
    }

    /// In Opik's order. `first` names the count; `spans` says whether spans are counted.
    fn stats(mut self, first: &str, spans: bool) -> Vec<Value> {
        if self.count == 0 {
            return Vec::new();
        }
        self.durations.sort_by(f64::total_cmp);
        let count = |name: &str, value: i64| json!({ "name": name, "value": value, "type": "COUNT" });
        let mean = |name: &str, value: f64| json!({ "name": name, "value": rounded(value), "type": "AVG" });
        let per = |sum: i64| sum as f64 / self.count as f64;
        let at = |part: f64| rounded(quantile(&self.durations, part));
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
        for (name, (sum, rows)) in &self.scores {
            stats.push(mean(&format!("feedback_scores.{name}"), sum / (*rows).max(1) as f64 / 1e9));
        }
        stats.push(count("guardrails_failed_count", 0));
        stats.push(count("error_count", self.errors));
        stats
    }
}

/// At nine places, as Opik's decimals are.
fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// The value below which `part` of the sorted values lie, between two of them where need be; 0 of none.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * sorted.len().saturating_sub(1) as f64;
    let value = |at: f64| sorted.get(at as usize).copied().unwrap_or_default();
    let (below, above) = (value(place.floor()), value(place.ceil()));
    below + (above - below) * place.fract()
}

/// The statistics of these threads; none of no threads. What needs the traces' bodies is 0, as on Opik.
///
/// # Errors
/// When the store fails.
pub fn of_threads(conn: &Connection, keys: &[i64]) -> ApiResult<Vec<Value>> {
    let mut all = Gathered::default();
    let mut query = conn.prepare_cached(
        "SELECT model_id, (end_time - start_time) / 1000 / 1000.0, cost, usage, errors FROM threads WHERE key = ?1",
    )?;
    for key in keys {
        let mut rows = query.query([key])?;
        let Some(row) = rows.next()? else { continue };
        all.count += 1;
        all.durations.extend(row.get::<_, Option<f64>>(1)?);
        all.cost(row.get(2)?);
        all.usage(row.get(3)?);
        all.errors += row.get::<_, i64>(4)?;
        all.score(conn, &row.get::<_, String>(0)?)?;
    }
    // Opik counts a thread's errors as 0; a list of conversations that went wrong deserves the truth.
    Ok(all.stats("thread_count", false))
}

/// The statistics of these traces or spans; none of none.
///
/// # Errors
/// When the store fails.
pub fn of_records(conn: &Connection, kind: Kind, keys: &[i64]) -> ApiResult<Vec<Value>> {
    let mut all = Gathered::default();
    let (sums, spans, llm_spans) = match kind {
        Kind::Trace => ("span_totals", "s.spans", "s.llm_spans"),
        Kind::Span => ("spans", "0", "0"),
    };
    let joined = if kind == Kind::Trace { "s.trace_id = r.id" } else { "s.key = r.key" };
    let sql = format!(
        "SELECT r.id, iif(r.start_time > 0, (r.end_time - r.start_time) / 1000 / 1000.0, NULL), r.failed,
         b.input IS NOT NULL, b.output IS NOT NULL, b.metadata IS NOT NULL, json_array_length(coalesce(r.tags, '[]')),
         coalesce(s.cost, 0), s.usage, coalesce({spans}, 0), coalesce({llm_spans}, 0)
         FROM {} r JOIN {} b USING (key) LEFT JOIN {sums} s ON {joined} WHERE r.key = ?1",
        kind.table(),
        kind.bodies(),
    );
    let mut query = conn.prepare_cached(&sql)?;
    for key in keys {
        let mut rows = query.query([key])?;
        let Some(row) = rows.next()? else { continue };
        all.count += 1;
        all.durations.extend(row.get::<_, Option<f64>>(1)?);
        all.errors += row.get::<_, i64>(2)?;
        for (column, with) in (3..).zip(&mut all.with) {
            *with += row.get::<_, i64>(column)?;
        }
        all.tags += row.get::<_, i64>(6)?;
        all.cost(row.get(7)?);
        all.usage(row.get(8)?);
        all.spans += row.get::<_, i64>(9)?;
        all.llm_spans += row.get::<_, i64>(10)?;
        all.score(conn, &row.get::<_, String>(0)?)?;
    }
    Ok(all.stats(if kind == Kind::Trace { "trace_count" } else { "span_count" }, kind == Kind::Trace))
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        assert_eq!(quantile(&[], 0.5), 0.0);
        assert_eq!(quantile(&[10.0], 0.99), 10.0);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.5);
    }
}
