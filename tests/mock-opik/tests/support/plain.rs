//! What lists, searches and statistics should answer, found out in the plainest way: by SQL that looks at all rows, and
//! by adding up one row after the other.
#![allow(dead_code, reason = "each test file uses the part it needs")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use mock_opik::filter::{self, Condition};
use mock_opik::list_query::ListQuery;
use mock_opik::sorting;
use mock_opik::store::record_fields::{TRACE_FIELDS, TRACES};
use mock_opik::store::row_cache::RowCache;
use mock_opik::store::sql_functions::fold;
use mock_opik::store::thread_view;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use super::common::Server;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Question {
    /// Threads; else traces.
    pub threads: bool,
    pub project: &'static str,
    /// JSON, as in requests.
    pub sorting: String,
    /// JSON, as in requests.
    pub filters: String,
    /// Empty for no search.
    pub search: String,
}

impl Question {
    pub fn about(threads: bool, project: &'static str) -> Self {
        Self { threads, project, sorting: String::new(), filters: String::new(), search: String::new() }
    }

    /// The list's path.
    pub fn list(&self) -> &'static str {
        if self.threads { "traces/threads" } else { "traces" }
    }

    /// The query parameters.
    pub fn query(&self) -> Vec<(&str, &str)> {
        let all = [
            ("project_name", self.project),
            ("sorting", &self.sorting),
            ("filters", &self.filters),
            ("search", &self.search),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The keys and ids of all rows that match, in order.
    fn rows(&self, conn: &Connection) -> Vec<(i64, String)> {
        let project = "SELECT key FROM projects WHERE name = ?1";
        let project: i64 = conn.query_row(project, [self.project], |row| row.get(0)).unwrap();
        let (table, fields, sortable) = if self.threads {
            ("threads", thread_view::FIELDS, &thread_view::SORTABLE)
        } else {
            ("traces", TRACE_FIELDS, &TRACES)
        };
        let scope = if self.threads {
            thread_view::of_project(project)
        } else {
            Condition::new("t.project = ?", vec![project.into()])
        };
        let conditions = filter::parse(&self.filters, fields).unwrap();
        let order = sorting::parse(Some(&self.sorting), sortable).unwrap();
        let list = ListQuery { table, scope, conditions, order, cached: None };
        let (_, keys) = list.page(conn, &RowCache::default(), 1, i64::MAX).unwrap();
        let found = (!self.search.trim().is_empty()).then(|| self.found(conn));
        let id = if self.threads { "thread_id" } else { "id" };
        let id = format!("SELECT {id} FROM {table} WHERE key = ?1");
        let rows = keys.into_iter().map(|key| (key, conn.query_row(&id, [key], |row| row.get(0)).unwrap()));
        rows.filter(|(_, id)| found.as_ref().is_none_or(|found| found.contains(id))).collect()
    }

    /// The ids that a search finds.
    fn found(&self, conn: &Connection) -> BTreeSet<String> {
        let text = fold(self.search.trim()).into_owned();
        let sql = if self.threads {
            "SELECT h.thread_id FROM threads h JOIN projects p ON p.key = h.project
             WHERE p.name = ?1 AND h.traces > 0 AND (has(fold(h.thread_id), ?2) OR EXISTS (SELECT 1 FROM traces t
             JOIN trace_texts x ON x.key = t.key WHERE t.thread = h.key
             AND (has(t.id, ?2) OR has(x.input, ?2) OR has(x.output, ?2))))"
        } else {
            "SELECT t.id FROM traces t JOIN trace_texts x ON x.key = t.key JOIN projects p ON p.key = t.project
             LEFT JOIN threads h ON h.key = t.thread
             WHERE p.name = ?1 AND (has(t.id, ?2) OR has(x.input, ?2) OR has(x.output, ?2) OR has(x.more, ?2)
             OR has(fold(h.thread_id), ?2))"
        };
        let mut query = conn.prepare(sql).unwrap();
        let ids = query.query_map([self.project, &text], |row| row.get(0)).unwrap();
        ids.collect::<Result<_, _>>().unwrap()
    }

    /// The ids of all rows that match, in order.
    pub async fn ids(&self, server: &Server) -> Vec<String> {
        let question = self.clone();
        let read = move |conn: &Connection| Ok(question.rows(conn));
        server.state.store.read(read).await.unwrap().into_iter().map(|(_, id)| id).collect()
    }

    /// The statistics, by name.
    pub async fn stats(&self, server: &Server) -> BTreeMap<String, f64> {
        let question = self.clone();
        let read = move |conn: &Connection| {
            let rows = question.rows(conn);
            Ok(rows.iter().map(|(key, _)| Measures::of(conn, question.threads, *key)).collect::<Vec<_>>())
        };
        added_up(self.threads, &server.state.store.read(read).await.unwrap())
    }
}

/// What statistics need of a row.
#[derive(Debug, Default)]
struct Measures {
    duration: Option<f64>,
    bodies: [f64; 3],
    tags: f64,
    spans: f64,
    llm_spans: f64,
    cost: f64,
    usage: BTreeMap<String, f64>,
    scores: BTreeMap<String, f64>,
    span_scores: BTreeMap<String, f64>,
    errors: f64,
}

impl Measures {
    fn of(conn: &Connection, thread: bool, key: i64) -> Self {
        let number = |sql: &str| -> f64 {
            let found: Option<Option<f64>> = conn.query_row(sql, [key], |row| row.get(0)).optional().unwrap();
            found.flatten().unwrap_or_default()
        };
        let text = |sql: &str| -> Option<String> {
            conn.query_row(sql, [key], |row| row.get(0)).optional().unwrap().flatten()
        };
        let scores = |of: &str| {
            let sql = format!("SELECT name, avg(value) FROM scores WHERE entity IN ({of}) GROUP BY name");
            let mut query = conn.prepare(&sql).unwrap();
            let means = query.query_map([key], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            means.collect::<Result<BTreeMap<String, f64>, _>>().unwrap()
        };
        let usage = |json: Option<String>| -> BTreeMap<String, f64> {
            let counts: Map<String, Value> = serde_json::from_str(&json.unwrap_or("{}".to_owned())).unwrap();
            counts.into_iter().map(|(name, count)| (name, count.as_f64().unwrap())).collect()
        };
        let (table, begun) = if thread { ("threads", "TRUE") } else { ("traces", "start_time > 0") };
        let took =
            format!("SELECT (end_time - start_time) / 1000 / 1000.0 FROM {table} WHERE key = ?1 AND {begun}");
        let duration: Option<Option<f64>> =
            conn.query_row(&took, [key], |row| row.get(0)).optional().unwrap();
        let duration = duration.flatten();
        if thread {
            return Self {
                duration,
                cost: number("SELECT cost FROM threads WHERE key = ?1"),
                usage: usage(text("SELECT usage FROM threads WHERE key = ?1")),
                scores: scores("SELECT model_id FROM threads WHERE key = ?1"),
                errors: number("SELECT errors FROM threads WHERE key = ?1"),
                ..Self::default()
            };
        }
        let sum = |column: &str| {
            format!(
                "SELECT {column} FROM span_totals WHERE trace_id = (SELECT id FROM traces WHERE key = ?1)"
            )
        };
        let body =
            |column: &str| number(&format!("SELECT {column} IS NOT NULL FROM trace_bodies WHERE key = ?1"));
        Self {
            duration,
            bodies: [body("input"), body("output"), body("metadata")],
            tags: number("SELECT json_array_length(tags) FROM traces WHERE key = ?1"),
            spans: number(&sum("spans")),
            llm_spans: number(&sum("llm_spans")),
            cost: number(&sum("cost")),
            usage: usage(text(&sum("usage"))),
            scores: scores("SELECT id FROM traces WHERE key = ?1"),
            span_scores: scores_of_spans(conn, key),
            errors: number("SELECT failed FROM traces WHERE key = ?1"),
        }
    }
}

fn scores_of_spans(conn: &Connection, key: i64) -> BTreeMap<String, f64> {
    let sql = "SELECT s.name, avg(s.value) FROM spans p JOIN scores s ON s.entity = p.id
               WHERE p.trace_id = (SELECT id FROM traces WHERE key = ?1) GROUP BY s.name";
    let mut query = conn.prepare(sql).unwrap();
    let means = query.query_map([key], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    means.collect::<Result<_, _>>().unwrap()
}

/// The statistics over these rows.
fn added_up(threads: bool, rows: &[Measures]) -> BTreeMap<String, f64> {
    let mut all = BTreeMap::new();
    if rows.is_empty() {
        return all;
    }
    let count = rows.len() as f64;
    let sum = |of: &dyn Fn(&Measures) -> f64| rows.iter().map(of).sum::<f64>();
    let mut durations: Vec<f64> = rows.iter().filter_map(|row| row.duration).collect();
    durations.sort_by(f64::total_cmp);
    for (name, part) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)] {
        let place = part * durations.len().saturating_sub(1) as f64;
        let at = |place: f64| durations.get(place as usize).copied().unwrap_or_default();
        let value = at(place.floor()) + (at(place.ceil()) - at(place.floor())) * place.fract();
        all.insert(format!("duration.{name}"), value);
    }
    all.insert(if threads { "thread_count" } else { "trace_count" }.to_owned(), count);
    for (at, name) in ["input", "output", "metadata"].into_iter().enumerate() {
        all.insert(name.to_owned(), sum(&|row| row.bodies[at]));
    }
    all.insert("tags".to_owned(), sum(&|row| row.tags) / count);
    if !threads {
        all.insert("llm_span_count".to_owned(), sum(&|row| row.llm_spans) / count);
        all.insert("span_count".to_owned(), sum(&|row| row.spans) / count);
    }
    let cost = sum(&|row| row.cost) / 1e12;
    let costly = rows.iter().filter(|row| row.cost != 0.0).count().max(1) as f64;
    all.insert("total_estimated_cost".to_owned(), cost / costly);
    all.insert("total_estimated_cost_sum".to_owned(), cost);
    let mut named =
        |prefix: &str, scale: f64, mean: bool, of: &dyn Fn(&Measures) -> &BTreeMap<String, f64>| {
            let names: BTreeSet<&String> = rows.iter().flat_map(|row| of(row).keys()).collect();
            for name in names {
                let values: Vec<f64> = rows.iter().filter_map(|row| of(row).get(name).copied()).collect();
                let sum = values.iter().sum::<f64>() / scale;
                all.insert(format!("{prefix}.{name}"), if mean { sum / values.len() as f64 } else { sum });
            }
        };
    named("usage", 1.0, true, &|row| &row.usage);
    named("usage_sum", 1.0, false, &|row| &row.usage);
    named("feedback_scores", 1e9, true, &|row| &row.scores);
    named("span_feedback_scores", 1e9, true, &|row| &row.span_scores);
    all.insert("guardrails_failed_count".to_owned(), 0.0);
    all.insert("error_count".to_owned(), sum(&|row| row.errors));
    all
}

/// The statistics in an answer, by name.
pub fn answered(stats: &Value) -> BTreeMap<String, f64> {
    let mut all = BTreeMap::new();
    for stat in stats["stats"].as_array().unwrap() {
        let name = stat["name"].as_str().unwrap();
        match &stat["value"] {
            Value::Object(parts) => {
                let parts =
                    parts.iter().map(|(part, value)| (format!("{name}.{part}"), value.as_f64().unwrap()));
                all.extend(parts);
            }
            value => drop(all.insert(name.to_owned(), value.as_f64().unwrap())),
        }
    }
    all
}

/// Fails unless both have the same names, and values that differ by rounding at most.
pub fn assert_same_stats(answer: &BTreeMap<String, f64>, plain: &BTreeMap<String, f64>, what: &Question) {
    assert_eq!(answer.keys().collect::<Vec<_>>(), plain.keys().collect::<Vec<_>>(), "{what:?}");
    for (name, value) in plain {
        let answered = answer[name];
        assert!(
            (answered - value).abs() <= 1e-8 * value.abs().max(1.0),
            "{name}: {answered}, not {value}; {what:?}"
        );
    }
}
