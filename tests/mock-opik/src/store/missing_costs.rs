//! Estimates costs of spans that were logged before their model had a price: by an earlier version, or with a price
//! list without the model. A span that has a cost keeps it, whatever a newer list says.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::records::{CostFrom, parse_usage};
use super::threads::thread_of;
use super::totals::{self, Totals};
use crate::error::ApiResult;
use crate::prices::Prices;

/// A model and its provider, as logged.
type LoggedModel = (String, Option<String>);

/// Estimates the cost of every span without one whose model is listed; returns how many.
///
/// # Errors
/// When the store fails.
pub fn fill_missing_costs(conn: &Connection, prices: &Prices) -> ApiResult<usize> {
    let mut query = conn.prepare_cached(
        "SELECT DISTINCT model, provider FROM spans WHERE cost_from = 0 AND model IS NOT NULL AND usage IS NOT NULL",
    )?;
    let models = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let models: Vec<LoggedModel> = models.collect::<Result<_, _>>()?;
    let mut changes: BTreeMap<i64, Totals> = BTreeMap::new();
    let mut filled = 0;
    for (model, provider) in models {
        if prices.price(&model, provider.as_deref()).is_none() {
            continue;
        }
        let mut query = conn.prepare_cached(
            "SELECT key, trace_id, usage FROM spans
             WHERE cost_from = 0 AND model = ?1 AND provider IS ?2 AND usage IS NOT NULL",
        )?;
        let spans =
            query.query_map(params![model, provider], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let spans: Vec<(i64, String, Option<String>)> = spans.collect::<Result<_, _>>()?;
        for (key, trace, usage) in spans {
            let usage = parse_usage(usage).unwrap_or_default();
            let Some(cost) = prices.cost(&model, provider.as_deref(), &usage) else { continue };
            conn.prepare_cached("UPDATE spans SET cost = ?2, cost_from = ?3 WHERE key = ?1")?
                .execute(params![key, cost, CostFrom::Prices])?;
            let change = Totals { cost, ..Totals::default() };
            totals::add_to_trace(conn, &trace, &change)?;
            if let Some(thread) = thread_of(conn, &trace)? {
                changes.entry(thread).or_default().add(&change, 1);
            }
            filled += 1;
        }
    }
    changes.iter().try_for_each(|(thread, change)| totals::add_to_thread(conn, *thread, change))?;
    Ok(filled)
}
