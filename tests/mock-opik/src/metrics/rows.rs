//! What a metric needs to know of each thread, trace or span.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, params, params_from_iter};

use super::breakdown::{Breakdown, GroupBy};
use crate::entity::EntityType;
use crate::error::ApiResult;
use crate::filter::Condition;
use crate::list_query::ListQuery;
use crate::query_params::TimeRange;
use crate::sorting::Order;
use crate::store::records::{list_of, usage_of};
use crate::store::{record_fields, thread_view};
use crate::time::Nanos;
use crate::uuid7;

/// One thread, trace or span. What was not asked for is empty.
#[derive(Clone, Debug, Default)]
pub struct MeasuredRow {
    /// When it came, in milliseconds, by its id.
    pub time: Nanos,
    /// In milliseconds.
    pub duration: Option<f64>,
    /// In 10^-12 dollars.
    pub cost: i64,
    /// Whether it failed.
    pub failed: bool,
    /// Tokens, by name.
    pub usage: BTreeMap<String, i64>,
    /// The mean of its authors' values in 10^-9, by name.
    pub scores: BTreeMap<String, f64>,
    /// The groups it belongs to.
    pub groups: Vec<String>,
}

/// Which rows, and what about them.
#[derive(Debug)]
pub struct RowQuery<'a> {
    /// What they are.
    pub entity: EntityType,
    /// The project's key.
    pub project: i64,
    /// Filters.
    pub conditions: Vec<Condition>,
    /// Both ends belong to it, to the millisecond.
    pub window: TimeRange,
    /// Whether a thread's duration and cost are those of its traces until the end of the window (Opik: KPI cards);
    /// else they are those of all its traces, the cost of those spans alone that came in the window (Opik: metrics).
    pub until: bool,
    /// Whether scores are asked for.
    pub scores: bool,
    /// Whether tokens are asked for.
    pub usage: bool,
    /// Groups.
    pub breakdown: Option<&'a Breakdown>,
}

/// Columns and the values for their question marks.
type Columns = (String, Vec<rusqlite::types::Value>);

impl RowQuery<'_> {
    /// Reads the rows.
    ///
    /// # Errors
    /// When the store fails.
    pub fn rows(&self, conn: &Connection) -> ApiResult<Vec<MeasuredRow>> {
        let (table, scope, within) = match self.entity {
            EntityType::Thread => {
                ("threads", thread_view::of_project(self.project), thread_view::within(self.window))
            }
            EntityType::Trace => ("traces", of_project(self.project), record_fields::within(self.window)),
            EntityType::Span => ("spans", of_project(self.project), record_fields::within(self.window)),
        };
        let conditions = self.conditions.iter().cloned().chain(within).collect();
        let listing = ListQuery { table, scope, conditions, order: Order::sql(""), kept: None };
        let (columns, mut values) = self.columns();
        let (sql, more) = listing.select(&columns);
        values.extend(more);
        let mut query = conn.prepare_cached(&sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            let id: String = row.get(0)?;
            let row = MeasuredRow {
                time: uuid7::time(&id).unwrap_or_default(),
                duration: row.get(1)?,
                cost: row.get::<_, Option<i64>>(2)?.unwrap_or_default(),
                failed: row.get::<_, Option<bool>>(3)?.unwrap_or_default(),
                usage: usage_of(row.get(4)?).unwrap_or_default(),
                groups: self.groups(row.get(5)?),
                scores: BTreeMap::new(),
            };
            Ok((id, row))
        };
        let rows = query.query_map(params_from_iter(values), read)?.collect::<Result<Vec<_>, _>>()?;
        if self.scores { self.scored(conn, rows) } else { Ok(rows.into_iter().map(|(_, row)| row).collect()) }
    }

    /// The id, duration, cost, failure, usage and group of a row.
    fn columns(&self) -> Columns {
        let group = self.group();
        match self.entity {
            EntityType::Thread => {
                let after =
                    |time: Nanos| uuid7::smallest_at(Nanos::from_millis(time.millis().saturating_add(1)));
                let end = self.window.to.map_or_else(|| "g".to_owned(), after);
                let start = self.window.from.map(uuid7::smallest_at).unwrap_or_default();
                // `sum` fails where a total is too large for an integer; `total` does not, and is cut.
                let (times, cost, values) = if self.until {
                    (
                        "(SELECT (max(x.end_time) - min(x.start_time)) / 1000 / 1000.0 FROM traces x
                          WHERE x.thread = t.key AND x.start_time > 0 AND x.id < ?)",
                        "(SELECT CAST(total(s.cost) AS INTEGER) FROM traces x CROSS JOIN span_totals s ON s.trace_id = x.id
                          WHERE x.thread = t.key AND x.id < ?)",
                        vec![end.clone(), end],
                    )
                } else {
                    (
                        "(t.end_time - t.start_time) / 1000 / 1000.0",
                        "(SELECT CAST(total(p.cost) AS INTEGER) FROM traces x CROSS JOIN spans p ON p.trace_id = x.id
                          WHERE x.thread = t.key AND p.id >= ? AND p.id < ?)",
                        vec![start, end],
                    )
                };
                let columns = format!("t.model_id, {times}, {cost}, t.errors > 0, NULL, {group}");
                (columns, values.into_iter().map(Into::into).collect())
            }
            EntityType::Trace => {
                let sum =
                    |column: &str| format!("(SELECT s.{column} FROM span_totals s WHERE s.trace_id = t.id)");
                let usage = if self.usage { sum("usage") } else { "NULL".to_owned() };
                (format!("t.id, {TIME}, {}, t.failed, {usage}, {group}", sum("cost")), Vec::new())
            }
            EntityType::Span => {
                let usage = if self.usage { "t.usage" } else { "NULL" };
                (format!("t.id, {TIME}, t.cost, t.failed, {usage}, {group}"), Vec::new())
            }
        }
    }

    /// The text that [`RowQuery::groups`] makes groups of.
    fn group(&self) -> String {
        let bodies = if self.entity == EntityType::Span { "span_bodies" } else { "trace_bodies" };
        let body = |column: &str| format!("(SELECT b.{column} FROM {bodies} b WHERE b.key = t.key)");
        match self.breakdown.map(|breakdown| breakdown.field) {
            None => "NULL".to_owned(),
            Some(GroupBy::Tags) => "t.tags".to_owned(),
            Some(GroupBy::Metadata) => body("metadata"),
            Some(GroupBy::Name) => "t.name".to_owned(),
            Some(GroupBy::Error | GroupBy::ErrorType) => body("error_info"),
            Some(GroupBy::Model) => "t.model".to_owned(),
            Some(GroupBy::Provider) => "t.provider".to_owned(),
            Some(GroupBy::Type) => "t.type".to_owned(),
        }
    }

    fn groups(&self, text: Option<String>) -> Vec<String> {
        let Some(breakdown) = self.breakdown else { return Vec::new() };
        let known = |text: Option<String>| {
            text.filter(|text| !text.is_empty()).unwrap_or_else(|| "Unknown".to_owned())
        };
        let group = match breakdown.field {
            GroupBy::Tags => {
                let tags = list_of(text);
                return if tags.is_empty() { vec![known(None)] } else { tags };
            }
            GroupBy::Metadata => known(text.and_then(|text| value(&text, &breakdown.metadata_key))),
            GroupBy::Error => if text.is_some() { "Has Error" } else { "No Error" }.to_owned(),
            GroupBy::ErrorType => match text {
                Some(text) => value(&text, "exception_type")
                    .filter(|name| !name.is_empty())
                    .unwrap_or_else(|| "Unknown Error".to_owned()),
                None => "No Error".to_owned(),
            },
            GroupBy::Name | GroupBy::Model | GroupBy::Provider | GroupBy::Type => known(text),
        };
        vec![group]
    }

    fn scored(&self, conn: &Connection, rows: Vec<(String, MeasuredRow)>) -> ApiResult<Vec<MeasuredRow>> {
        let kind = match self.entity {
            EntityType::Thread => "thread",
            EntityType::Trace => "trace",
            EntityType::Span => "span",
        };
        let (ids, mut rows): (Vec<String>, Vec<MeasuredRow>) = rows.into_iter().unzip();
        let places: HashMap<&str, usize> =
            ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
        let mut query = conn.prepare_cached(
            "SELECT entity, name, avg(value) FROM scores WHERE kind = ?1 AND project = ?2 GROUP BY entity, name",
        )?;
        let mut scores = query.query(params![kind, self.project])?;
        while let Some(score) = scores.next()? {
            let place = places.get(score.get_ref(0)?.as_str().unwrap_or_default());
            if let Some(row) = place.and_then(|place| rows.get_mut(*place)) {
                row.scores.insert(score.get(1)?, score.get::<_, f64>(2)?.round());
            }
        }
        Ok(rows)
    }
}

/// Opik: a row that only an early PATCH is known of begins in 1970 and has no duration.
const TIME: &str = "iif(t.start_time > 0, (t.end_time - t.start_time) / 1000 / 1000.0, NULL)";

fn of_project(project: i64) -> Condition {
    Condition::new("t.project = ?", vec![project.into()])
}

/// The text of a field of a JSON object; numbers and the like by their letters, none of lists and objects.
fn value(object: &str, key: &str) -> Option<String> {
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(object).ok()?.get(key)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
