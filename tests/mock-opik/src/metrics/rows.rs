//! Reads what metrics need of each thread, trace or span.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, params, params_from_iter};

use super::breakdown::{Breakdown, GroupBy};
use crate::entity::EntityType;
use crate::error::ApiResult;
use crate::filter::Condition;
use crate::list_query::ListQuery;
use crate::query_params::TimeRange;
use crate::sorting::Order;
use crate::store::records::{from_json_list, parse_usage};
use crate::store::{record_fields, thread_view};
use crate::time::Nanos;
use crate::uuid7;

/// A thread, trace or span. What was not asked for is empty.
#[derive(Clone, Debug, Default)]
pub struct MeasuredRow {
    /// The time in its id, in whole milliseconds.
    pub time: Nanos,
    /// The duration in milliseconds.
    pub duration: Option<f64>,
    /// The cost in 10^-12 dollars.
    pub cost: i64,
    /// Whether it has an error.
    pub failed: bool,
    /// Token counts, by name.
    pub usage: BTreeMap<String, i64>,
    /// The mean of its authors' values in 10^-9, by score name.
    pub scores: BTreeMap<String, f64>,
    /// The groups it belongs to.
    pub groups: Vec<String>,
}

/// Which rows to read, and what of them.
#[derive(Debug)]
pub struct RowQuery<'a> {
    /// Whether threads, traces or spans.
    pub entity: EntityType,
    /// The project's key.
    pub project: i64,
    /// Filters.
    pub conditions: Vec<Condition>,
    /// The time range, both ends included, to the millisecond.
    pub time_range: TimeRange,
    /// Whether a thread's duration and cost are those of its traces until the end of the range, as in KPI cards; else
    /// the duration is that of all its traces, and the cost that of the spans within the range, as in metrics.
    pub until: bool,
    /// Whether to read scores.
    pub scores: bool,
    /// Whether to read token counts.
    pub usage: bool,
    /// What to group by.
    pub breakdown: Option<&'a Breakdown>,
}

/// Column expressions and the values of their question marks.
type Columns = (String, Vec<rusqlite::types::Value>);

impl RowQuery<'_> {
    /// Reads the rows.
    ///
    /// # Errors
    /// When the store fails.
    pub fn rows(&self, conn: &Connection) -> ApiResult<Vec<MeasuredRow>> {
        let (table, scope, in_time_range) = match self.entity {
            EntityType::Thread => (
                "threads",
                thread_view::of_project(self.project),
                thread_view::in_time_range(self.time_range),
            ),
            EntityType::Trace => {
                ("traces", of_project(self.project), record_fields::in_time_range(self.time_range))
            }
            EntityType::Span => {
                ("spans", of_project(self.project), record_fields::in_time_range(self.time_range))
            }
        };
        let conditions = self.conditions.iter().cloned().chain(in_time_range).collect();
        let listing = ListQuery { table, scope, conditions, order: Order::sql(""), cached: None };
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
                usage: parse_usage(row.get(4)?).unwrap_or_default(),
                groups: self.groups(row.get(5)?),
                scores: BTreeMap::new(),
            };
            Ok((id, row))
        };
        let rows = query.query_map(params_from_iter(values), read)?.collect::<Result<Vec<_>, _>>()?;
        if self.scores { self.scored(conn, rows) } else { Ok(rows.into_iter().map(|(_, row)| row).collect()) }
    }

    /// The columns: id, duration, cost, failure, usage and group.
    fn columns(&self) -> Columns {
        let group = self.group();
        match self.entity {
            EntityType::Thread => {
                let after =
                    |time: Nanos| uuid7::smallest_at(Nanos::from_millis(time.millis().saturating_add(1)));
                let end = self.time_range.to.map_or_else(|| "g".to_owned(), after);
                let start = self.time_range.from.map(uuid7::smallest_at).unwrap_or_default();
                // `sum` fails when the total does not fit an integer; `total` does not and is cut off.
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

    /// The SQL of the text that [`RowQuery::groups`] turns into groups.
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
                let tags = from_json_list(text);
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

/// A row that only an early PATCH is known of begins in 1970 and has no duration, as on Opik.
const TIME: &str = "iif(t.start_time > 0, (t.end_time - t.start_time) / 1000 / 1000.0, NULL)";

fn of_project(project: i64) -> Condition {
    Condition::new("t.project = ?", vec![project.into()])
}

/// The value of a field of a JSON object as text; `None` for lists and objects.
fn value(object: &str, key: &str) -> Option<String> {
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(object).ok()?.get(key)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
