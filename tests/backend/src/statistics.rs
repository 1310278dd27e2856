//! The numbers over a list (Opik: `stats`): counts, means, and percentiles of the duration.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Params};
use serde_json::{Value, json};

use crate::error::ApiResult;
use crate::item::{COST, Kind};
use crate::store::picked::Picked;
use crate::store::scores::About;

/// Sums and how many they are of, by name.
type Means = BTreeMap<String, (f64, i64)>;

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
    scores: Means,
    span_scores: Means,
    errors: i64,
}

impl Gathered {
    fn usage(&mut self, json: &str) {
        // Names are kept as they stand in the text where they can be: there is a row for every turn.
        let known: Result<HashMap<&str, i64>, _> = serde_json::from_str(json);
        let other = || serde_json::from_str::<HashMap<String, i64>>(json).unwrap_or_default();
        match known {
            Ok(counts) => counts.into_iter().for_each(|(name, count)| self.count(name, count)),
            Err(_) => other().into_iter().for_each(|(name, count)| self.count(&name, count)),
        }
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

    fn cost(&mut self, cost: i64) {
        self.cost = self.cost.saturating_add(cost);
        self.costly += i64::from(cost != 0);
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

/// The value below which `part` of the sorted values lie, between two of them where need be; 0 of none.
pub(crate) fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * sorted.len().saturating_sub(1) as f64;
    let value = |at: f64| sorted.get(at as usize).copied().unwrap_or_default();
    let (below, above) = (value(place.floor()), value(place.ceil()));
    below + (above - below) * place.fract()
}

/// Adds the names and means that a statement answers.
fn scored(conn: &Connection, sql: &str, values: impl Params, means: &mut Means) -> ApiResult<()> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query(values)?;
    while let Some(row) = rows.next()? {
        let (sum, count) = means.entry(row.get(0)?).or_default();
        *sum += row.get::<_, f64>(1)?;
        *count += 1;
    }
    Ok(())
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
    let scores = "SELECT name, avg(value) FROM scores WHERE entity = ?1 GROUP BY name";
    for key in keys {
        let mut rows = query.query([key])?;
        let Some(row) = rows.next()? else { continue };
        all.count += 1;
        all.durations.extend(row.get::<_, Option<f64>>(1)?);
        all.cost(row.get(2)?);
        all.usage(row.get_ref(3)?.as_str().unwrap_or_default());
        all.errors += row.get::<_, i64>(4)?;
        scored(conn, scores, [row.get_ref(0)?.as_str().unwrap_or_default()], &mut all.scores)?;
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
    let picked = Picked::new(kind, keys);
    let (own, sums) = match kind {
        Kind::Trace => {
            ("s.cost, s.usage, s.spans, s.llm_spans", "LEFT JOIN span_totals s ON s.trace_id = r.id")
        }
        Kind::Span => ("r.cost, r.usage, 0, 0", ""),
    };
    let columns = format!(
        "iif(r.start_time > 0, (r.end_time - r.start_time) / 1000 / 1000.0, NULL), r.failed, b.input IS NOT NULL,
         b.output IS NOT NULL, b.metadata IS NOT NULL, iif(r.tags IS NULL, 0, json_array_length(r.tags)), {own}"
    );
    let bodies = kind.bodies();
    let sql = picked.select(&columns, &format!("CROSS JOIN {bodies} b ON b.key = r.key {sums}"));
    let mut query = conn.prepare_cached(&sql)?;
    let mut rows = query.query([&picked.keys])?;
    while let Some(row) = rows.next()? {
        all.count += 1;
        all.durations.extend(row.get::<_, Option<f64>>(0)?);
        all.errors += row.get::<_, i64>(1)?;
        for (column, with) in (2..).zip(&mut all.with) {
            *with += row.get::<_, i64>(column)?;
        }
        all.tags += row.get::<_, i64>(5)?;
        all.cost(row.get::<_, Option<i64>>(6)?.unwrap_or_default());
        all.usage(row.get_ref(7)?.as_str().unwrap_or_default());
        all.spans += row.get::<_, Option<i64>>(8)?.unwrap_or_default();
        all.llm_spans += row.get::<_, Option<i64>>(9)?.unwrap_or_default();
    }
    // The plus sign keeps SQLite from trying every key for every score.
    let of = |from: &str, owner: &str| {
        format!(
            "SELECT s.name, avg(s.value) FROM scores s {from} WHERE s.kind = ?2
             AND +r.key IN (SELECT value FROM json_each(?1)) GROUP BY {owner}, s.name"
        )
    };
    let table = kind.table();
    let own = of(&format!("CROSS JOIN {table} r ON r.id = s.entity"), "r.key");
    scored(conn, &own, [&picked.keys, About::from(kind).word()], &mut all.scores)?;
    if kind == Kind::Trace {
        let joins = "CROSS JOIN spans p ON p.id = s.entity CROSS JOIN traces r ON r.id = p.trace_id";
        scored(conn, &of(joins, "r.key"), [&picked.keys, About::Span.word()], &mut all.span_scores)?;
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
