//! Every filter and sort field of threads, traces and spans with every operator of its type: what a list answers must
//! be what a simple look at the rows finds.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use common::{Server, at, encode, guarded, id, turn};
use serde_json::{Value, json};

/// Where a field's value is in an answered row, and how it is compared.
#[derive(Clone, Copy, Debug)]
enum Type {
    /// Text, compared without regard to case.
    Text(&'static str),
    /// Text, compared exactly.
    Exact(&'static str),
    Time(&'static str),
    /// A number that may be absent.
    Number(&'static str),
    /// A number, absent when it is 0.
    Count(&'static str),
    List(&'static str),
    Enum(&'static str),
    /// A source; absent means `sdk`.
    Source(&'static str),
    /// JSON; the filter's key is a path into it.
    At(&'static str, &'static str),
    /// A score; the filter's key is its name.
    Score(&'static str),
    Error,
    Ids,
}

use Type::{At, Count, Enum, Error, Exact, Ids, List, Number, Score, Source, Text, Time};

const TEXTS: &[&str] = &["contains", "not_contains", "starts_with", "ends_with", "=", "!=", ">", "<"];
const NUMBERS: &[&str] = &["=", "!=", ">", ">=", "<", "<="];
const SCORES: &[&str] = &["=", "!=", ">", ">=", "<", "<=", "is_empty", "is_not_empty"];
const LISTS: &[&str] = &["contains", "not_contains", "=", "!=", "is_empty", "is_not_empty"];
const ENUMS: &[&str] = &["=", "!=", "in", "not_in", "is_empty", "is_not_empty"];
const PATHS: &[&str] = &[
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "=",
    "!=",
    ">",
    "<",
    "is_empty",
    "is_not_empty",
];
const ALL: &[&str] = &[
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "=",
    "!=",
    ">",
    ">=",
    "<",
    "<=",
    "is_empty",
    "is_not_empty",
    "in",
    "not_in",
];

impl Type {
    fn operators(self) -> &'static [&'static str] {
        match self {
            Text(_) | Exact(_) => TEXTS,
            Time(_) | Number(_) | Count(_) => NUMBERS,
            Score(_) => SCORES,
            List(_) => LISTS,
            Enum(_) => ENUMS,
            Source(_) => &["=", "!="],
            At(..) => PATHS,
            Error => &["is_empty", "is_not_empty"],
            Ids => &["in", "not_in"],
        }
    }

    fn key(self) -> &'static str {
        match self {
            At(key, _) => key,
            Score(_) => "Quality",
            _ => "",
        }
    }

    /// The row's value, if it has one.
    fn of(self, row: &Value) -> Option<Value> {
        match self {
            Text(place) | Exact(place) | Time(place) | Number(place) | List(place) | Enum(place) => {
                row.pointer(place).filter(|value| **value != json!("")).cloned()
            }
            Count(place) => Some(row.pointer(place).cloned().unwrap_or(json!(0))),
            Source(place) => Some(row.pointer(place).cloned().unwrap_or(json!("sdk"))),
            At(_, place) => row.pointer(place).map(|value| json!(text(value))),
            Score(list) => {
                let scores = row.get(list).and_then(Value::as_array)?;
                scores.iter().find(|score| score["name"] == "quality").map(|score| score["value"].clone())
            }
            Error => row.get("error_info").cloned(),
            Ids => None,
        }
    }

    /// Whether a row with this value matches: texts of JSON and lists are compared without regard to case, absent texts
    /// count as empty, numbers and times as numbers.
    fn fits(self, value: Option<&Value>, operator: &str, wanted: &str) -> bool {
        match (operator, self) {
            ("is_empty", _) => value.is_none(),
            ("is_not_empty", _) => value.is_some(),
            (_, Text(_) | At(..)) => {
                let value = value.map(text).unwrap_or_default().to_lowercase();
                let order = match (self, value.parse::<f64>(), wanted.parse::<f64>(), operator) {
                    // Numbers at a path are compared as numbers.
                    (At(..), Ok(value), Ok(wanted), ">" | "<") => value.partial_cmp(&wanted).unwrap(),
                    (At(..), Err(_), Ok(_), ">" | "<") => return false,
                    _ => value.cmp(&wanted.to_lowercase()),
                };
                compared(&value, &wanted.to_lowercase(), order, operator)
            }
            (_, Exact(_)) => {
                let value = value.map(text).unwrap_or_default();
                compared(&value, wanted, value.as_str().cmp(wanted), operator)
            }
            (_, Time(_)) => {
                let time = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
                value.is_some_and(|value| ordered(time(value.as_str().unwrap()).cmp(&time(wanted)), operator))
            }
            (_, Number(_) | Count(_) | Score(_)) => value.is_some_and(|value| {
                ordered(value.as_f64().unwrap().total_cmp(&wanted.parse().unwrap()), operator)
            }),
            (_, List(_)) => {
                let all: Vec<String> =
                    value.and_then(Value::as_array).into_iter().flatten().map(text).collect();
                let some =
                    |part: &str| all.iter().any(|one| one.to_lowercase().contains(&part.to_lowercase()));
                match operator {
                    "contains" => some(wanted),
                    "not_contains" => !some(wanted),
                    "=" => all.iter().any(|one| one == wanted),
                    _ => !all.iter().any(|one| one == wanted),
                }
            }
            (_, Enum(_) | Source(_)) => {
                let value = value.map(text).unwrap_or_default();
                match operator {
                    "=" => value == wanted,
                    "!=" => value != wanted,
                    "in" => wanted.split(',').any(|one| one == value),
                    _ => !wanted.split(',').any(|one| one == value),
                }
            }
            (operator, Error | Ids) => operator == "not_in",
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn compared(value: &str, wanted: &str, order: Ordering, operator: &str) -> bool {
    match operator {
        "contains" => value.contains(wanted),
        "not_contains" => !value.contains(wanted),
        "starts_with" => value.starts_with(wanted),
        "ends_with" => value.ends_with(wanted),
        _ => ordered(order, operator),
    }
}

fn ordered(order: Ordering, operator: &str) -> bool {
    match operator {
        "=" => order.is_eq(),
        "!=" => order.is_ne(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        "<" => order.is_lt(),
        _ => order.is_le(),
    }
}

const THREADS: &[(&str, Type)] = &[
    ("id", Exact("/id")),
    ("first_message", Text("/first_message/q")),
    ("last_message", Text("/last_message/a")),
    ("number_of_messages", Count("/number_of_messages")),
    ("duration", Number("/duration")),
    ("created_at", Time("/created_at")),
    ("last_updated_at", Time("/last_updated_at")),
    ("start_time", Time("/start_time")),
    ("end_time", Time("/end_time")),
    ("feedback_scores", Score("feedback_scores")),
    ("status", Enum("/status")),
    ("tags", List("/tags")),
    ("annotation_queue_ids", List("/annotation_queue_ids")),
    ("source", Source("/source")),
    ("environment", Enum("/environment")),
];

const TRACES: &[(&str, Type)] = &[
    ("id", Exact("/id")),
    ("thread_id", Exact("/thread_id")),
    ("experiment_id", Exact("/experiment/id")),
    ("name", Text("/name")),
    ("input", Text("/input/q")),
    ("output", Text("/output/a")),
    ("error_type", Text("/error_info/exception_type")),
    ("guardrails", Text("/guardrails")),
    ("input_json", At("q", "/input/q")),
    ("output_json", At("$.a", "/output/a")),
    ("metadata", At("deep.list[1]", "/metadata/deep/list/1")),
    ("metadata", At("n", "/metadata/n")),
    ("metadata", At("providers[0]", "/metadata/providers/0")),
    ("metadata", At("providers[1]", "/metadata/providers/1")),
    ("custom", At("input.q", "/input/q")),
    ("custom", At("output.a", "/output/a")),
    ("start_time", Time("/start_time")),
    ("end_time", Time("/end_time")),
    ("created_at", Time("/created_at")),
    ("last_updated_at", Time("/last_updated_at")),
    ("total_estimated_cost", Count("/total_estimated_cost")),
    ("llm_span_count", Count("/llm_span_count")),
    ("span_count", Count("/span_count")),
    ("usage.completion_tokens", Number("/usage/completion_tokens")),
    ("usage.prompt_tokens", Number("/usage/prompt_tokens")),
    ("usage.total_tokens", Number("/usage/total_tokens")),
    ("duration", Number("/duration")),
    ("ttft", Number("/ttft")),
    ("tags", List("/tags")),
    ("annotation_queue_ids", List("/annotation_queue_ids")),
    ("providers", List("/providers")),
    ("feedback_scores", Score("feedback_scores")),
    ("span_feedback_scores", Score("span_feedback_scores")),
    ("visibility_mode", Enum("/visibility_mode")),
    ("environment", Enum("/environment")),
    ("source", Source("/source")),
    ("error_info", Error),
    ("experiment_ids", Ids),
];

const SPANS: &[(&str, Type)] = &[
    ("id", Exact("/id")),
    ("trace_id", Exact("/trace_id")),
    ("name", Text("/name")),
    ("model", Text("/model")),
    ("provider", Text("/provider")),
    ("error_type", Text("/error_info/exception_type")),
    ("input_json", At("q", "/input/q")),
    ("output_json", At("$.a", "/output/a")),
    ("metadata", At("deep.list[1]", "/metadata/deep/list/1")),
    ("metadata", At("n", "/metadata/n")),
    ("metadata", At("provider", "/metadata/provider")),
    ("metadata", At("$.provider", "/metadata/provider")),
    ("custom", At("input.q", "/input/q")),
    ("start_time", Time("/start_time")),
    ("end_time", Time("/end_time")),
    ("created_at", Time("/created_at")),
    ("last_updated_at", Time("/last_updated_at")),
    ("total_estimated_cost", Count("/total_estimated_cost")),
    ("usage.completion_tokens", Number("/usage/completion_tokens")),
    ("usage.prompt_tokens", Number("/usage/prompt_tokens")),
    ("usage.total_tokens", Number("/usage/total_tokens")),
    ("duration", Number("/duration")),
    ("ttft", Number("/ttft")),
    ("tags", List("/tags")),
    ("feedback_scores", Score("feedback_scores")),
    ("type", Enum("/type")),
    ("environment", Enum("/environment")),
    ("source", Source("/source")),
    ("error_info", Error),
];

fn with(mut item: Value, more: Value) -> Value {
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    item
}

/// Three threads of one trace each: one with all fields, one with some, one with few. The first two have spans of the
/// same three kinds.
async fn all_kinds() -> Server {
    let server = guarded();
    let full = json!({
        "name": "Answer", "metadata": {"n": 10, "deep": {"list": [1, "Zwei"]}}, "tags": ["VIP", "50% off"],
        "error_info": {"exception_type": "Timeout", "message": "late", "traceback": "at"}, "ttft": 12.5,
        "environment": "production", "source": "playground", "start_time": "2026-03-01T12:00:00.000000250Z",
    });
    let plain = json!({
        "metadata": {"n": 9, "deep": {"list": [1, "drei"]}}, "tags": ["vip"], "ttft": 7, "environment": "staging",
        "end_time": "2026-03-01T12:00:09.000000750Z", "source": null,
    });
    let bare = |trace: Value| {
        let mut trace = trace;
        trace
            .as_object_mut()
            .unwrap()
            .retain(|name, _| !["end_time", "input", "output", "source"].contains(&name.as_str()));
        trace
    };
    server.log(vec![with(turn(0, 1, "Alpha", "Größe A", "ja"), full.clone())]).await;
    server.pass(chrono::TimeDelta::milliseconds(7));
    server
        .log(vec![
            with(turn(5, 2, "beta", "size b", "nein"), plain.clone()),
            turn(6, 4, "beta", "more", "Nein"),
        ])
        .await;
    server.pass(chrono::TimeDelta::milliseconds(7));
    server.log(vec![bare(turn(9, 3, "gamma", "", ""))]).await;
    let usage =
        |n: i64| json!({"usage": {"prompt_tokens": n, "completion_tokens": 2 * n, "total_tokens": 3 * n}});
    let span = |seconds: i64, n: u32, trace: String, kind: &str, more: Value| {
        let span = with(
            turn(seconds, n, "x", "Größe A", "ja"),
            json!({"trace_id": trace, "type": kind, "name": kind}),
        );
        with(span, more)
    };
    let costly = json!({"model": "GPT-x", "provider": "OpenAI", "total_estimated_cost": 0.002});
    server.log_spans(vec![with(span(1, 11, id(0, 1), "llm", with(full, costly)), usage(10))]).await;
    server.pass(chrono::TimeDelta::milliseconds(7));
    let other = with(plain, json!({"model": "other", "provider": "mistral"}));
    let more = [
        with(span(6, 12, id(5, 2), "llm", other), usage(4)),
        bare(span(7, 13, id(5, 2), "tool", json!({"provider": "Zhipu"}))),
    ];
    server.log_spans(more.into()).await;
    for (path, value) in [
        (format!("traces/{}", id(0, 1)), 1.0),
        (format!("traces/{}", id(5, 2)), 0.25),
        (format!("spans/{}", id(1, 11)), 0.5),
    ] {
        let score = json!({"name": "quality", "value": value, "source": "ui"});
        server.ok("PUT", &format!("{path}/feedback-scores"), score).await;
    }
    server.close("Alpha").await;
    let score = json!({"scores": [{"thread_id": "Alpha", "project_name": "p", "name": "quality", "value": 0.75, "source": "ui"}]});
    server.ok("PUT", "traces/threads/feedback-scores", score).await;
    let alpha = server.thread("Alpha").await["thread_model_id"].as_str().unwrap().to_owned();
    server.ok("PATCH", &format!("traces/threads/{alpha}"), json!({"tags": ["VIP", "old"]})).await;
    server
}

impl Server {
    async fn rows(&self, list: &str, query: &[(&str, &str)]) -> Vec<Value> {
        let all: Vec<_> = [("project_name", "p"), ("size", "100")].iter().chain(query).copied().collect();
        self.get(&format!("{list}?{}", encode(&all))).await["content"].as_array().unwrap().clone()
    }
}

fn ids(rows: &[Value]) -> BTreeSet<String> {
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_field_answers_every_operator_of_its_type_as_a_plain_look_does() {
    let server = all_kinds().await;
    for (list, fields) in [("traces/threads", THREADS), ("traces", TRACES), ("spans", SPANS)] {
        let rows = server.rows(list, &[]).await;
        // A thread's answer does not have its source; it is that of its first trace.
        let rows: Vec<Value> = rows
            .into_iter()
            .map(|row| match row["id"].as_str() {
                Some("Alpha") => with(row, json!({"source": "playground"})),
                _ => row,
            })
            .collect();
        for (field, kind) in fields {
            let mut values: BTreeSet<String> = BTreeSet::new();
            for value in rows.iter().filter_map(|row| kind.of(row)) {
                match &value {
                    Value::Array(all) => values.extend(all.iter().map(text)),
                    other => drop(values.insert(text(other))),
                }
            }
            if let Text(_) | Exact(_) | At(..) | List(_) = kind {
                values.extend(["e".to_owned(), "ZWEI".to_owned()]);
            }
            let every = values.iter().cloned().collect::<Vec<_>>().join(",");
            if let Enum(_) | Ids = kind {
                values.extend([every, "none of them".to_owned()]);
            }
            if values.is_empty() {
                values.insert(String::new());
            }
            for operator in ALL {
                // Where the answer does not depend on the value, one value is enough.
                let asked =
                    if kind.operators().contains(operator) && !operator.ends_with("empty") { 4 } else { 1 };
                for value in values.iter().take(asked) {
                    let empty = operator.ends_with("empty");
                    let sent = if empty { "" } else { value.as_str() };
                    // Values of most types are percent-decoded once more, as on Opik.
                    let decoded = !matches!(kind, Text(_) | Exact(_) | Enum(_) | Ids);
                    let wire = if decoded { sent.replace('%', "%25") } else { sent.to_owned() };
                    let filters =
                        json!([{"field": field, "operator": operator, "key": kind.key(), "value": wire}])
                            .to_string();
                    let query = encode(&[("project_name", "p"), ("size", "100"), ("filters", &filters)]);
                    let (status, answer) = server.send("GET", &format!("{list}?{query}"), Value::Null).await;
                    if !kind.operators().contains(operator) {
                        let told = format!("Invalid operator '{operator}' for field '{field}' of type '");
                        assert_eq!(status.as_u16(), 400, "{list} {filters}: {answer}");
                        assert!(answer["message"].as_str().unwrap().starts_with(&told), "{answer}");
                        continue;
                    }
                    assert_eq!(status.as_u16(), 200, "{list} {filters}: {answer}");
                    let expected: Vec<Value> = rows
                        .iter()
                        .filter(|row| kind.fits(kind.of(row).as_ref(), operator, sent))
                        .cloned()
                        .collect();
                    let found = answer["content"].as_array().unwrap();
                    assert_eq!(ids(found), ids(&expected), "{list} {filters}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_rows_are_different_enough_to_tell_the_operators_apart() {
    let server = all_kinds().await;
    for (list, fields) in [("traces/threads", THREADS), ("traces", TRACES), ("spans", SPANS)] {
        let rows = server.rows(list, &[]).await;
        for (field, kind) in fields {
            let never =
                ["experiment_id", "guardrails", "annotation_queue_ids", "experiment_ids", "visibility_mode"];
            // A thread's answer does not have its source.
            if never.contains(field) || (list == "traces/threads" && *field == "source") {
                continue;
            }
            let values: BTreeSet<String> = rows.iter().map(|row| format!("{:?}", kind.of(row))).collect();
            assert!(values.len() > 1, "{list}: every row has the same {field}: {values:?}");
        }
    }
}

const ORDERS: [(&str, &str); 3] = [
    (
        "traces/threads",
        "id start_time end_time duration number_of_messages last_updated_at created_by created_at usage.* \
         total_estimated_cost feedback_scores.* status tags environment",
    ),
    (
        "traces",
        "id name input output start_time end_time duration ttft metadata thread_id span_count llm_span_count usage.* \
         total_estimated_cost tags error_info created_by feedback_scores.* experiment_id environment",
    ),
    (
        "spans",
        "id name type trace_id parent_span_id input output metadata start_time end_time duration ttft usage.* tags \
         created_at last_updated_at model provider total_estimated_cost error_info created_by feedback_scores.* \
         environment",
    ),
];

#[tokio::test]
async fn every_order_that_opik_names_is_named_and_is_one() {
    let server = all_kinds().await;
    for (list, fields) in ORDERS {
        let page = server.get(&format!("{list}?project_name=p")).await;
        let named: BTreeSet<&str> =
            page["sortable_by"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(named, fields.split_whitespace().collect(), "{list}");
        for field in fields.split_whitespace() {
            let field = field
                .replace("usage.*", "usage.total_tokens")
                .replace("feedback_scores.*", "feedback_scores.quality");
            let place = format!("/{}", field.replace('.', "/"));
            let mut told: Vec<Vec<Value>> = Vec::new();
            for direction in ["ASC", "DESC"] {
                let sorting = json!([{"field": field, "direction": direction}]).to_string();
                let rows = server.rows(list, &[("sorting", &sorting)]).await;
                let value = |row: &Value| match field.strip_prefix("feedback_scores.") {
                    Some(_) => row["feedback_scores"][0]["value"].clone(),
                    None => row.pointer(&place).cloned().unwrap_or_default(),
                };
                told.push(
                    rows.iter()
                        .map(value)
                        .filter(|value| !value.is_null() && *value != "")
                        // Metadata that only names providers was not logged, so it has no place in the order.
                        .filter(|value| field != "metadata" || value.get("n").is_some())
                        .collect(),
                );
            }
            // Rows without a value come last in both directions; the others in reverse order.
            let (up, mut down) = (told.remove(0), told.remove(0));
            down.reverse();
            let key = |value: &Value| value.as_f64();
            if up.iter().all(|value| key(value).is_some()) {
                assert!(up.is_sorted_by(|one, next| key(one) <= key(next)), "{list} by {field}: {up:?}");
            }
            let times = ["start_time", "end_time", "created_at", "last_updated_at"];
            if times.contains(&field.as_str()) {
                let time =
                    |value: &Value| chrono::DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap();
                assert!(up.is_sorted_by(|one, next| time(one) <= time(next)), "{list} by {field}: {up:?}");
            }
            if ["id", "trace_id", "thread_id"].contains(&field.as_str()) {
                assert!(up.is_sorted_by(|one, next| text(one) <= text(next)), "{list} by {field}: {up:?}");
            }
            if up.iter().map(|value| value.to_string().to_lowercase()).collect::<BTreeSet<_>>().len()
                == up.len()
            {
                assert_eq!(up, down, "{list} by {field}");
            }
        }
        let sorting = json!([{"field": "mood", "direction": "DESC"}]).to_string();
        assert_eq!(
            server.rows(list, &[("sorting", &sorting)]).await,
            server.rows(list, &[]).await,
            "{list}: ignored"
        );
    }
}

/// Times are stored and compared to the nanosecond, like Opik's columns (`DateTime64(9)`) and filters. Opik's page
/// shows fewer rows for "after 12:00" because it asks for what begins after the end of that minute.
#[tokio::test]
async fn times_are_compared_to_the_nanosecond() {
    let server = guarded();
    let times = [
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.000000001Z",
        "2026-03-01T12:00:00.000999Z",
        "2026-03-01T12:00:00.001Z",
        "2026-03-01T12:00:00.001000500Z",
        "2026-03-01T12:00:59.999Z",
        "2026-03-01T12:00:59.999500Z",
        "2026-03-01T12:01:00Z",
    ];
    for (n, time) in (1..).zip(times) {
        let later = json!({"start_time": time, "end_time": time, "last_updated_at": time});
        server.log(vec![with(turn(0, n, &format!("t{n}"), "x", "y"), later.clone())]).await;
        let span = json!({"id": id(0, n + 50), "trace_id": id(0, n), "project_name": "p"});
        server.log_spans(vec![with(span, later)]).await;
    }
    let nanos = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
    for list in ["traces/threads", "traces", "spans"] {
        for field in ["start_time", "end_time", "last_updated_at"] {
            for bound in times.into_iter().chain(["2026-03-01T13:00:00.000999+01:00", "2026-03-01T12:00:30Z"])
            {
                for operator in NUMBERS {
                    let filters = json!([{"field": field, "operator": operator, "value": bound}]).to_string();
                    let found = server.rows(list, &[("filters", &filters)]).await;
                    let expected =
                        times.iter().filter(|time| ordered(nanos(time).cmp(&nanos(bound)), operator)).count();
                    assert_eq!(found.len(), expected, "{list} {filters}");
                }
            }
        }
    }
    // What Opik's page sends for "after 12:00": of that minute only the last millisecond matches.
    let filters =
        json!([{"field": "start_time", "operator": ">", "value": "2026-03-01T12:00:59.999Z"}]).to_string();
    assert_eq!(server.rows("traces", &[("filters", &filters)]).await.len(), 2);
}

/// Durations have microseconds, and are compared as they are shown.
#[tokio::test]
async fn durations_are_compared_as_they_are_shown() {
    let server = guarded();
    let ends = ["12:00:00.0000019Z", "12:00:00.001Z", "12:00:00.001000900Z", "12:00:01.234567Z", "12:00:02Z"];
    for (n, end) in (1..).zip(ends) {
        let times = json!({"start_time": at(0), "end_time": format!("2026-03-01T{end}")});
        server.log(vec![with(turn(0, n, &format!("t{n}"), "x", "y"), times.clone())]).await;
        let span = json!({"id": id(0, n + 50), "trace_id": id(0, n), "project_name": "p"});
        server.log_spans(vec![with(span, times)]).await;
    }
    for list in ["traces/threads", "traces", "spans"] {
        let shown: Vec<f64> =
            server.rows(list, &[]).await.iter().map(|row| row["duration"].as_f64().unwrap()).collect();
        let mut sorted = shown.clone();
        sorted.sort_by(f64::total_cmp);
        assert_eq!(sorted, [0.001, 1.0, 1.0, 1234.567, 2000.0], "{list}");
        for bound in [0.001, 1.0, 1234.567, 2000.0] {
            for operator in NUMBERS {
                let filters =
                    json!([{"field": "duration", "operator": operator, "value": bound.to_string()}])
                        .to_string();
                let found = server.rows(list, &[("filters", &filters)]).await.len();
                let expected =
                    shown.iter().filter(|shown| ordered(shown.total_cmp(&bound), operator)).count();
                assert_eq!(found, expected, "{list} {filters}");
            }
        }
    }
}
