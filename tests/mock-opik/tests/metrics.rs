//! Metrics over time, compared with values worked out by hand and with a simple model.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use std::collections::BTreeMap;

use common::{Server, at, guarded, id, turn};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

fn with(mut item: Value, more: Value) -> Value {
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    item
}

/// Noon of 1 March 2026, a Sunday. Thread a: turns 1 (at noon, 1 s) and 2 (an hour later, 1 s, failed); thread b: turn
/// 3 (a day later, 3 s). Two spans for turn 1 (10 tokens and half a dollar each), one for turn 3.
async fn three_turns() -> (Server, String) {
    let server = guarded();
    let error = json!({"exception_type": "Timeout", "traceback": "at"});
    server
        .log(vec![
            with(turn(0, 1, "a", "x", "y"), json!({"tags": ["red", "big"], "metadata": {"tier": "gold"}})),
            with(
                turn(HOUR, 2, "a", "x", "y"),
                json!({"error_info": error, "tags": ["red"], "name": "other"}),
            ),
            with(turn(DAY, 3, "b", "x", "y"), json!({"end_time": at(DAY + 3), "metadata": {"tier": 7}})),
        ])
        .await;
    let span = |seconds: i64, n: u32, trace: String, more: Value| {
        let span = json!({
            "id": id(seconds, n), "trace_id": trace, "project_name": "p", "name": "step", "start_time": at(seconds),
            "end_time": at(seconds + 2), "total_estimated_cost": 0.5, "usage": {"total_tokens": 10}, "type": "llm",
        });
        with(span, more)
    };
    let tool = json!({"type": "tool", "total_estimated_cost": 0.25, "usage": {"total_tokens": 5, "prompt_tokens": 2}});
    server
        .log_spans(vec![
            span(0, 11, id(0, 1), json!({"model": "m1", "provider": "x"})),
            span(0, 12, id(0, 1), json!({"model": "m2", "provider": "x"})),
            span(DAY, 13, id(DAY, 3), tool),
        ])
        .await;
    for (seconds, n, value) in [(0, 1, 1.0), (HOUR, 2, 0.5), (DAY, 3, 0.0)] {
        let score = json!({"name": "quality", "value": value, "source": "ui"});
        server.ok("PUT", &format!("traces/{}/feedback-scores", id(seconds, n)), score).await;
    }
    let project = project(&server).await;
    (server, project)
}

async fn project(server: &Server) -> String {
    let found = server.ok("POST", "projects/retrieve", json!({"name": "p"})).await;
    found["id"].as_str().unwrap().to_owned()
}

/// A request for three days by day.
fn daily(metric: &str) -> Value {
    json!({
        "metric_type": metric, "interval": "DAILY", "interval_start": "2026-03-01T00:00:00Z",
        "interval_end": "2026-03-04T00:00:00Z",
    })
}

impl Server {
    /// The series of an answer: names and values.
    async fn series(&self, project: &str, body: Value) -> Vec<(String, Vec<Value>)> {
        let answer = self.ok("POST", &format!("projects/{project}/metrics"), body.clone()).await;
        assert_eq!(
            (&answer["project_id"], &answer["metric_type"], &answer["interval"]),
            (&json!(project), &body["metric_type"], &body["interval"])
        );
        let results = answer["results"].as_array().unwrap().iter();
        let values =
            |data: &Value| data.as_array().unwrap().iter().map(|point| point["value"].clone()).collect();
        results.map(|one| (one["name"].as_str().unwrap().to_owned(), values(&one["data"]))).collect()
    }

    /// The values of the only series of three days.
    async fn days(&self, project: &str, metric: &str) -> (String, Vec<Value>) {
        let mut series = self.series(project, daily(metric)).await;
        assert_eq!(series.len(), 1, "{metric}: {series:?}");
        series.pop().unwrap()
    }
}

#[tokio::test]
async fn every_metric_has_its_name_and_its_values_by_day() {
    let (server, project) = three_turns().await;
    for (metric, name, values) in [
        ("TRACE_COUNT", "traces", json!([2, 1, 0])),
        ("THREAD_COUNT", "threads", json!([1, 1, 0])),
        ("SPAN_COUNT", "spans", json!([2, 1, 0])),
        ("TRACE_AVERAGE_DURATION", "trace_average_duration", json!([1000, 3000, null])),
        // Thread a goes from its first turn to the end of its second.
        ("THREAD_AVERAGE_DURATION", "thread_average_duration", json!([3_601_000, 3000, null])),
        ("SPAN_AVERAGE_DURATION", "span_average_duration", json!([2000, 2000, null])),
        ("COST", "cost", json!([1, 0.25, 0])),
        ("THREAD_COST", "thread_cost", json!([1, 0.25, 0])),
        ("SPAN_COST", "span_cost", json!([1, 0.25, 0])),
        ("TRACE_ERROR_RATE", "trace_error_rate", json!([50, 0, 0])),
        ("SPAN_ERROR_RATE", "span_error_rate", json!([0, 0, 0])),
        ("GUARDRAILS_FAILED_COUNT", "failed", json!([0, 0, 0])),
        // A mean of exactly 0 is null, as if there were no score.
        ("FEEDBACK_SCORES", "quality", json!([0.75, null, null])),
        ("THREAD_FEEDBACK_SCORES", "", json!([null, null, null])),
        ("SPAN_FEEDBACK_SCORES", "", json!([null, null, null])),
    ] {
        let (told, points) = server.days(&project, metric).await;
        assert_eq!((told.as_str(), Value::from(points)), (name, values), "{metric}");
    }
    for metric in ["TOKEN_USAGE", "SPAN_TOKEN_USAGE"] {
        let series = server.series(&project, daily(metric)).await;
        let expected = [("prompt_tokens", json!([0, 2, 0])), ("total_tokens", json!([20, 5, 0]))];
        assert_eq!(series.len(), 2);
        for ((name, points), (expected, values)) in series.into_iter().zip(expected) {
            assert_eq!((name.as_str(), Value::from(points)), (expected, values), "{metric}");
        }
    }
    for (metric, prefix, first) in [
        ("DURATION", "duration", 1000),
        ("THREAD_DURATION", "thread_duration", 3_601_000),
        ("SPAN_DURATION", "span_duration", 2000),
    ] {
        let series = server.series(&project, daily(metric)).await;
        let names: Vec<&String> = series.iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["p50", "p90", "p99"].map(|part| format!("{prefix}.{part}")).iter().collect::<Vec<_>>()
        );
        for (name, points) in &series {
            assert_eq!((&points[0], &points[2]), (&json!(first), &Value::Null), "{name}");
        }
    }
}

#[tokio::test]
async fn a_score_of_several_people_counts_once_and_percentiles_lie_between() {
    let (server, project) = three_turns().await;
    let score = json!({"name": "quality", "value": 0, "source": "ui"});
    server.send_as("anna", "PUT", &format!("traces/{}/feedback-scores", id(0, 1)), &score.to_string()).await;
    // (1 + 0) / 2 of turn 1, 0.5 of turn 2.
    assert_eq!(server.days(&project, "FEEDBACK_SCORES").await.1[0], 0.5);
    server.log(vec![with(turn(5, 5, "a", "x", "y"), json!({"end_time": at(5 + 9)}))]).await;
    let series = server.series(&project, daily("DURATION")).await;
    let first: Vec<&Value> = series.iter().map(|(_, points)| &points[0]).collect();
    assert_eq!(first, [&json!(1000), &json!(7400), &json!(8840)], "of 1, 1 and 9 seconds");
}

#[tokio::test]
async fn times_are_the_starts_of_hours_days_and_weeks_in_utc() {
    let (server, project) = three_turns().await;
    for (interval, from, to, points) in [
        (
            "HOURLY",
            "2026-03-01T11:59:00Z",
            "2026-03-01T13:00:00.001Z",
            vec![("2026-03-01T11:00:00Z", 0), ("2026-03-01T12:00:00Z", 1), ("2026-03-01T13:00:00Z", 1)],
        ),
        // A bucket that begins at the end has a point only when something was logged in that very millisecond.
        (
            "HOURLY",
            "2026-03-01T12:00:00Z",
            "2026-03-01T13:00:00Z",
            vec![("2026-03-01T12:00:00Z", 1), ("2026-03-01T13:00:00Z", 1)],
        ),
        ("HOURLY", "2026-03-01T12:00:00Z", "2026-03-01T12:59:59.999Z", vec![("2026-03-01T12:00:00Z", 1)]),
        (
            "DAILY",
            "2026-03-01T12:00:00.001Z",
            "2026-03-02T12:00:00Z",
            vec![("2026-03-01T00:00:00Z", 1), ("2026-03-02T00:00:00Z", 1)],
        ),
        (
            "DAILY",
            "2026-03-01T14:00:00+02:00",
            "2026-03-01T23:00:00-02:00",
            vec![("2026-03-01T00:00:00Z", 2), ("2026-03-02T00:00:00Z", 0)],
        ),
        (
            "WEEKLY",
            "2026-03-01T00:00:00Z",
            "2026-03-09T00:00:00Z",
            vec![("2026-02-23T00:00:00Z", 2), ("2026-03-02T00:00:00Z", 1)],
        ),
        ("TOTAL", "2026-02-03T04:05:06Z", "2026-03-09T00:00:00Z", vec![("2026-02-03T04:05:06Z", 3)]),
    ] {
        let body = json!({"metric_type": "TRACE_COUNT", "interval": interval, "interval_start": from, "interval_end": to});
        let answer = server.ok("POST", &format!("projects/{project}/metrics"), body).await;
        let expected: Vec<Value> =
            points.iter().map(|(time, value)| json!({"time": time, "value": value})).collect();
        assert_eq!(
            answer["results"],
            json!([{"name": "traces", "data": expected}]),
            "{interval} {from} {to}"
        );
    }
    // Without an end it is now: noon of the first day.
    let open =
        json!({"metric_type": "TRACE_COUNT", "interval": "DAILY", "interval_start": "2026-02-28T00:00:00Z"});
    assert_eq!(server.series(&project, open).await, [("traces".to_owned(), vec![json!(0), json!(1)])]);
}

#[tokio::test]
async fn where_nothing_was_logged_counts_are_0_and_means_null() {
    let (server, _) = three_turns().await;
    server.ok("POST", "projects", json!({"name": "empty"})).await;
    let empty = server.ok("POST", "projects/retrieve", json!({"name": "empty"})).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (metric, name, value) in [
        ("TRACE_COUNT", "traces", json!(0)),
        ("THREAD_COST", "thread_cost", json!(0)),
        ("TRACE_ERROR_RATE", "trace_error_rate", json!(0)),
        ("SPAN_AVERAGE_DURATION", "span_average_duration", Value::Null),
        ("FEEDBACK_SCORES", "", Value::Null),
        ("TOKEN_USAGE", "", json!(0)),
    ] {
        let (told, points) = server.days(&empty, metric).await;
        assert_eq!((told.as_str(), points), (name, vec![value.clone(), value.clone(), value]), "{metric}");
    }
    for metric in
        ["TRACE_COUNT", "DURATION", "FEEDBACK_SCORES", "TOKEN_USAGE", "GUARDRAILS_FAILED_COUNT", "COST"]
    {
        let total = with(daily(metric), json!({"interval": "TOTAL"}));
        assert!(server.series(&empty, total).await.is_empty(), "{metric}");
        let grouped = with(daily(metric), json!({"breakdown": {"field": "tags", "sub_metric": "p50"}}));
        assert!(server.series(&empty, grouped).await.is_empty(), "{metric}: groups are not filled");
    }
}

#[tokio::test]
async fn of_the_three_lists_of_filters_one_counts() {
    let (server, project) = three_turns().await;
    let tag = |tag: &str| json!([{"field": "tags", "operator": "contains", "value": tag}]);
    let nonsense = json!([{"field": "mood", "operator": "=", "value": "x"}]);
    for (metric, list, filters, values) in [
        ("TRACE_COUNT", "trace_filters", tag("big"), json!([1, 0, 0])),
        ("TRACE_COUNT", "thread_filters", nonsense.clone(), json!([2, 1, 0])),
        ("COST", "thread_filters", tag("nobody"), json!([1, 0.25, 0])),
        (
            "THREAD_COUNT",
            "thread_filters",
            json!([{"field": "number_of_messages", "operator": ">", "value": "2"}]),
            json!([1, 0, 0]),
        ),
        (
            "SPAN_COUNT",
            "span_filters",
            json!([{"field": "type", "operator": "=", "value": "tool"}]),
            json!([0, 1, 0]),
        ),
        // Lists use these filters, metrics ignore them: Opik's charts send them with every request.
        (
            "THREAD_COUNT",
            "thread_filters",
            json!([{"field": "source", "operator": "=", "value": "playground"}]),
            json!([1, 1, 0]),
        ),
        (
            "THREAD_COUNT",
            "thread_filters",
            json!([{"field": "environment", "operator": "=", "value": "x"}]),
            json!([1, 1, 0]),
        ),
        (
            "TRACE_COUNT",
            "trace_filters",
            json!([{"field": "source", "operator": "=", "value": "playground"}]),
            json!([0, 0, 0]),
        ),
    ] {
        let (_, points) =
            server.series(&project, with(daily(metric), json!({list: filters}))).await.pop().unwrap();
        assert_eq!(Value::from(points), values, "{metric} {list} {filters}");
    }
}

#[tokio::test]
async fn a_metric_is_told_for_each_group() {
    let (server, project) = three_turns().await;
    for (metric, breakdown, expected) in [
        ("TRACE_COUNT", json!({"field": "tags"}), json!([["red", [2]], ["Unknown", [1]], ["big", [1]]])),
        (
            "TRACE_COUNT",
            json!({"field": "metadata", "metadata_key": "tier"}),
            json!([["7", [1]], ["Unknown", [1]], ["gold", [1]]]),
        ),
        ("TRACE_COUNT", json!({"field": "name"}), json!([["turn", [1, 1]], ["other", [1]]])),
        ("TRACE_COUNT", json!({"field": "error_info"}), json!([["No Error", [1, 1]], ["Has Error", [1]]])),
        ("TRACE_COUNT", json!({"field": "error_type"}), json!([["No Error", [1, 1]], ["Timeout", [1]]])),
        ("TRACE_COUNT", json!({"field": "none"}), json!([["traces", [2, 1, 0]]])),
        ("SPAN_COUNT", json!({"field": "model"}), json!([["Unknown", [1]], ["m1", [1]], ["m2", [1]]])),
        ("SPAN_COUNT", json!({"field": "provider"}), json!([["x", [2]], ["Unknown", [1]]])),
        (
            "SPAN_TOKEN_USAGE",
            json!({"field": "type", "sub_metric": "total_tokens"}),
            json!([["llm", [20]], ["tool", [5]]]),
        ),
        ("SPAN_TOKEN_USAGE", json!({"field": "type", "sub_metric": "prompt_tokens"}), json!([["tool", [2]]])),
        ("COST", json!({"field": "tags"}), json!([["big", [1]], ["red", [1]], ["Unknown", [0.25]]])),
        (
            "DURATION",
            json!({"field": "name", "sub_metric": "P90"}),
            json!([["turn", [1000, 3000]], ["other", [1000]]]),
        ),
        (
            "FEEDBACK_SCORES",
            json!({"field": "name", "sub_metric": "quality"}),
            json!([["turn", [1, null]], ["other", [0.5]]]),
        ),
        ("THREAD_COUNT", json!({"field": "tags"}), json!([["Unknown", [1, 1]]])),
    ] {
        let series = server.series(&project, with(daily(metric), json!({"breakdown": breakdown}))).await;
        let told: Value = series.iter().map(|(name, points)| json!([name, points])).collect();
        assert_eq!(told, expected, "{metric} by {breakdown}");
    }
}

#[tokio::test]
async fn ten_groups_have_a_series_of_their_own_and_the_others_share_one() {
    let server = guarded();
    let mut turns = Vec::new();
    for group in 1..=12_u32 {
        for n in 0..group {
            let tags = json!({"tags": [format!("g{group:02}")]});
            turns.push(with(turn(i64::from(group), group * 100 + n, "t", "x", "y"), tags));
        }
    }
    server.log(turns).await;
    let project = project(&server).await;
    let series =
        server.series(&project, with(daily("TRACE_COUNT"), json!({"breakdown": {"field": "tags"}}))).await;
    let mut names: Vec<String> = (3..=12).rev().map(|group| format!("g{group:02}")).collect();
    names.push("__others__".to_owned());
    assert_eq!(series.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), names);
    let mut others = series.last().unwrap().1.clone();
    others.sort_by_key(Value::as_i64);
    assert_eq!(others, [json!(1), json!(2)], "a point for each of them, not their sum");
}

#[tokio::test]
async fn what_is_wrong_is_said_in_opiks_words_and_order() {
    let (server, project) = three_turns().await;
    let nobody = "01a20552-0000-7000-8000-000000000000";
    let breakdown = |field: &str| json!({"breakdown": {"field": field}});
    let bad_filter = json!({"trace_filters": [{"field": "mood", "operator": "=", "value": "x"}]});
    let backwards = json!({"interval_start": "2026-03-05T00:00:00Z"});
    for (project, body, status, text) in [
        (&*project, json!({}), 400, "metricType is marked non-null"),
        (
            nobody,
            with(daily("MOOD"), backwards.clone()),
            400,
            "Unable to process JSON. Cannot deserialize value of type",
        ),
        (
            nobody,
            with(daily("COST"), json!({"interval": "YEARLY"})),
            400,
            "Unable to process JSON. Cannot deserialize value of type",
        ),
        (nobody, with(daily("COST"), json!({"interval_start": "yesterday"})), 400, "Unable to process JSON."),
        (
            nobody,
            with(daily("COST"), json!({"interval_start": null})),
            400,
            "intervalStart is marked non-null",
        ),
        (nobody, with(daily("COST"), breakdown("mood")), 400, "Cannot deserialize value of type"),
        (
            nobody,
            with(with(daily("COST"), breakdown("model")), backwards.clone()),
            422,
            "Group by field 'model' is not compatible with metric type 'COST'. This field supports Span metrics only.",
        ),
        (
            nobody,
            with(daily("THREAD_COUNT"), breakdown("name")),
            422,
            "Group by field 'name' is not compatible with metric type 'THREAD_COUNT'.",
        ),
        (
            nobody,
            with(daily("THREAD_COST"), breakdown("tags")),
            422,
            "Group by field 'tags' is not compatible with metric type 'THREAD_COST'.",
        ),
        (
            nobody,
            with(daily("TRACE_ERROR_RATE"), breakdown("tags")),
            422,
            "is not compatible with metric type 'TRACE_ERROR_RATE'.",
        ),
        (
            nobody,
            with(daily("COST"), breakdown("metadata")),
            422,
            "metadata_key is required when group by field is 'metadata'",
        ),
        (
            nobody,
            with(daily("DURATION"), breakdown("tags")),
            422,
            "sub_metric is required for duration metrics",
        ),
        (
            nobody,
            with(daily("DURATION"), json!({"breakdown": {"field": "tags", "sub_metric": "p42"}})),
            422,
            "Invalid sub_metric 'p42'.",
        ),
        (
            nobody,
            with(daily("FEEDBACK_SCORES"), breakdown("tags")),
            422,
            "sub_metric is required for feedback scores metrics",
        ),
        (
            nobody,
            with(daily("TOKEN_USAGE"), breakdown("tags")),
            422,
            "sub_metric is required for token usage metrics",
        ),
        (
            nobody,
            with(with(daily("COST"), backwards), bad_filter.clone()),
            400,
            "'start_time' must be before 'end_time'",
        ),
        (nobody, with(daily("COST"), bad_filter), 400, "Invalid filters query parameter"),
        (
            nobody,
            with(daily("COST"), json!({"interval": "HOURLY", "interval_start": "1970-01-01T00:00:00Z"})),
            400,
            "more than 25000 intervals",
        ),
        (nobody, daily("COST"), 404, "Project not found"),
        ("nonsense", daily("COST"), 404, "HTTP 404 Not Found"),
    ] {
        let (told, answer) = server.send("POST", &format!("projects/{project}/metrics"), body.clone()).await;
        assert_eq!(told.as_u16(), status, "{body}: {answer}");
        assert!(answer.to_string().contains(text), "{body}: {answer}");
    }
    let (_, answer) = server.send("POST", &format!("projects/{nobody}/metrics"), daily("COST")).await;
    assert_eq!(answer, json!({"errors": ["Project not found"]}));
}

/// Random traces and spans: every hour's numbers must be those of a simple count.
#[tokio::test]
async fn numbers_are_those_of_a_plain_model() {
    let server = guarded();
    let mut rng = StdRng::seed_from_u64(4);
    // By hour: traces, failed, milliseconds of each, cents, tokens.
    #[derive(Default)]
    struct Hour {
        traces: i64,
        failed: i64,
        millis: Vec<f64>,
        cost: f64,
        tokens: i64,
        scores: Vec<f64>,
    }
    let mut hours: BTreeMap<i64, Hour> = BTreeMap::new();
    let (mut traces, mut spans, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    for n in 1..=300_u32 {
        let seconds = rng.random_range(0..5 * HOUR);
        let hour = hours.entry(seconds / HOUR).or_default();
        hour.traces += 1;
        let mut trace = turn(seconds, n, &format!("t{}", n % 7), "x", "y");
        if rng.random_bool(0.7) {
            let length = rng.random_range(0..60_i64);
            trace["end_time"] = json!(at(seconds + length));
            hour.millis.push(length as f64 * 1000.0);
        } else {
            trace.as_object_mut().unwrap().remove("end_time");
        }
        if rng.random_bool(0.2) {
            trace["error_info"] = json!({"exception_type": "E", "traceback": ""});
            hour.failed += 1;
        }
        for span in 0..rng.random_range(0..3_u32) {
            let (cents, tokens) = (rng.random_range(0..500_i32), rng.random_range(0..100_i64));
            hour.cost += f64::from(cents) / 100.0;
            hour.tokens += tokens;
            spans.push(json!({
                "id": id(seconds, 1000 + n * 10 + span), "trace_id": id(seconds, n), "project_name": "p",
                "start_time": at(seconds), "total_estimated_cost": f64::from(cents) / 100.0, "usage": {"t": tokens},
            }));
        }
        if rng.random_bool(0.5) {
            let value = f64::from(rng.random_range(1..=10_i32)) / 10.0;
            hour.scores.push(value);
            scores.push(json!({"id": id(seconds, n), "project_name": "p", "name": "s", "value": value, "source": "sdk"}));
        }
        traces.push(trace);
    }
    server.log(traces).await;
    server.log_spans(spans).await;
    server.ok("PUT", "traces/feedback-scores", json!({"scores": scores})).await;
    let project = project(&server).await;
    let body = |metric: &str| json!({"metric_type": metric, "interval": "HOURLY", "interval_start": at(0), "interval_end": at(5 * HOUR - 1)});
    let near = |told: &Value, expected: Option<f64>| match (told.as_f64(), expected) {
        (Some(told), Some(expected)) => (told - expected).abs() < 1e-6,
        (told, expected) => told == expected,
    };
    let mean =
        |values: &[f64]| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    type Plain<'a> = (&'a str, &'a dyn Fn(&Hour) -> Option<f64>);
    let model: [Plain<'_>; 6] = [
        ("TRACE_COUNT", &|hour| Some(hour.traces as f64)),
        ("TRACE_ERROR_RATE", &|hour| Some(hour.failed as f64 * 100.0 / hour.traces as f64)),
        ("TRACE_AVERAGE_DURATION", &|hour| mean(&hour.millis)),
        ("COST", &|hour| Some(hour.cost)),
        ("TOKEN_USAGE", &|hour| Some(hour.tokens as f64)),
        ("FEEDBACK_SCORES", &|hour| mean(&hour.scores)),
    ];
    for (metric, expected) in model {
        let series = server.series(&project, body(metric)).await;
        assert_eq!((series.len(), series[0].1.len()), (1, 5), "{metric}");
        for (hour, told) in series[0].1.iter().enumerate() {
            let expected = expected(&hours[&i64::try_from(hour).unwrap()]);
            assert!(near(told, expected), "{metric} of hour {hour}: {told} is not {expected:?}");
        }
    }
}
