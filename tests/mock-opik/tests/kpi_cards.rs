//! KPI cards, statistics of projects, and the names of scores, tokens and environments.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use common::{Server, at, guarded, id, turn};
use serde_json::{Value, json};

const HOUR: i64 = 3600;

fn with(mut item: Value, more: Value) -> Value {
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    item
}

/// Thread a: a turn of 1 s at noon, one of 3 s an hour later; thread b: a failed turn of 5 s another half hour later.
/// Each turn has a span of a dollar.
async fn turns() -> (Server, String) {
    let server = guarded();
    let error = json!({"exception_type": "Timeout", "traceback": "at"});
    server
        .log(vec![
            turn(0, 1, "a", "x", "y"),
            with(turn(HOUR, 2, "a", "x", "y"), json!({"end_time": at(HOUR + 3), "tags": ["red"]})),
            with(
                turn(HOUR + 1800, 3, "b", "x", "y"),
                json!({"end_time": at(HOUR + 1805), "error_info": error}),
            ),
        ])
        .await;
    let span = |seconds: i64, n: u32| {
        json!({
            "id": id(seconds, n + 10), "trace_id": id(seconds, n), "project_name": "p", "start_time": at(seconds),
            "total_estimated_cost": 1, "usage": {"total_tokens": n}, "end_time": at(seconds + 1),
        })
    };
    server.log_spans(vec![span(0, 1), span(HOUR, 2), span(HOUR + 1800, 3)]).await;
    let found = server.ok("POST", "projects/retrieve", json!({"name": "p"})).await;
    let project = found["id"].as_str().unwrap().to_owned();
    (server, project)
}

impl Server {
    /// The cards between two times, as `[type, current, previous]`.
    async fn cards(&self, project: &str, entity: &str, from: i64, to: i64, filters: Value) -> Value {
        let mut body = json!({"entity_type": entity, "interval_start": at(from), "interval_end": at(to)});
        if !filters.is_null() {
            body["filters"] = json!(filters.to_string());
        }
        let answer = self.ok("POST", &format!("projects/{project}/kpi-cards"), body).await;
        let cards = answer["stats"].as_array().unwrap().iter();
        cards
            .map(|card| {
                let object = card.as_object().unwrap();
                assert_eq!(object.keys().collect::<Vec<_>>(), ["type", "current_value", "previous_value"]);
                json!([card["type"], card["current_value"], card["previous_value"]])
            })
            .collect()
    }
}

#[tokio::test]
async fn cards_compare_a_period_with_the_one_before() {
    let (server, project) = turns().await;
    let hour = [HOUR, 2 * HOUR];
    for (entity, [from, to], filters, expected) in [
        // A period includes its start and its end; its start does not count in the period before.
        (
            "traces",
            hour,
            Value::Null,
            json!([
                ["count", 2.0, 1.0],
                ["avg_duration", 4000.0, 1000.0],
                ["total_cost", 2.0, 1.0],
                ["errors", 50.0, 0.0]
            ]),
        ),
        (
            "traces",
            [HOUR / 2, HOUR],
            Value::Null,
            json!([
                ["count", 1.0, 1.0],
                ["avg_duration", 3000.0, 1000.0],
                ["total_cost", 1.0, 1.0],
                ["errors", 0.0, 0.0]
            ]),
        ),
        (
            "spans",
            hour,
            Value::Null,
            json!([
                ["count", 2.0, 1.0],
                ["avg_duration", 1000.0, 1000.0],
                ["total_cost", 2.0, 1.0],
                ["errors", 0.0, 0.0]
            ]),
        ),
        // A thread counts in the period in which it began, with all its turns until the end.
        (
            "threads",
            hour,
            Value::Null,
            json!([["count", 1.0, 1.0], ["avg_duration", 5000.0, 3_603_000.0], ["total_cost", 1.0, 2.0]]),
        ),
        (
            "threads",
            [0, HOUR / 2],
            Value::Null,
            json!([["count", 1.0, 0.0], ["avg_duration", 1000.0, null], ["total_cost", 1.0, 0.0]]),
        ),
        (
            "traces",
            [9 * HOUR, 10 * HOUR],
            Value::Null,
            json!([
                ["count", 0.0, 0.0],
                ["avg_duration", null, null],
                ["total_cost", 0.0, 0.0],
                ["errors", 0.0, 0.0]
            ]),
        ),
        (
            "traces",
            hour,
            json!([{"field": "tags", "operator": "contains", "value": "red"}]),
            json!([
                ["count", 1.0, 0.0],
                ["avg_duration", 3000.0, null],
                ["total_cost", 1.0, 0.0],
                ["errors", 0.0, 0.0]
            ]),
        ),
        (
            "threads",
            hour,
            json!([{"field": "source", "operator": "=", "value": "playground"}]),
            json!([["count", 1.0, 1.0], ["avg_duration", 5000.0, 3_603_000.0], ["total_cost", 1.0, 2.0]]),
        ),
    ] {
        let told = server.cards(&project, entity, from, to, filters.clone()).await;
        assert_eq!(told, expected, "{entity} {from} {to} {filters}");
    }
    // The project need not exist.
    let nobody = "01a20552-0000-7000-8000-000000000000";
    let zeros = json!([["count", 0.0, 0.0], ["avg_duration", null, null], ["total_cost", 0.0, 0.0]]);
    assert_eq!(server.cards(nobody, "threads", 0, HOUR, Value::Null).await, zeros);
}

#[tokio::test]
async fn cards_end_now_where_no_end_is_given() {
    let (server, project) = turns().await;
    let body = json!({"entity_type": "traces", "interval_start": at(-10)});
    let answer = server.ok("POST", &format!("projects/{project}/kpi-cards"), body).await;
    assert_eq!(answer["stats"][0], json!({"type": "count", "current_value": 1.0, "previous_value": 0.0}));
}

#[tokio::test]
async fn what_is_wrong_with_a_question_for_cards_is_said() {
    let (server, project) = turns().await;
    for (body, status, text) in [
        (json!({}), 422, "entityType must not be null"),
        (json!({}), 422, "intervalStart must not be null"),
        (
            json!({"entity_type": "traces", "interval_start": at(5), "interval_end": at(5)}),
            422,
            "intervalStart must be before intervalEnd or current time",
        ),
        (
            json!({"entity_type": "traces", "interval_start": at(5)}),
            422,
            "intervalStart must be before intervalEnd or current time",
        ),
        (json!({"entity_type": "moods", "interval_start": at(-5)}), 400, "Unable to process JSON."),
        (json!({"entity_type": "traces", "interval_start": "soon"}), 400, "Unable to process JSON."),
        (
            json!({"entity_type": "traces", "interval_start": at(-5), "filters": "[{"}),
            400,
            "Invalid filters query parameter",
        ),
        (
            json!({"entity_type": "spans", "interval_start": at(-5), "filters": [{"field": "type"}]}),
            400,
            "Unable to process JSON.",
        ),
    ] {
        let (told, answer) =
            server.send("POST", &format!("projects/{project}/kpi-cards"), body.clone()).await;
        assert_eq!(told.as_u16(), status, "{body}: {answer}");
        assert!(answer.to_string().contains(text), "{body}: {answer}");
    }
}

#[tokio::test]
async fn projects_tell_their_numbers() {
    let (server, project) = turns().await;
    server.ok("POST", "projects", json!({"name": "empty"})).await;
    let score = json!({"name": "quality", "value": 0.5, "source": "ui"});
    server.ok("PUT", &format!("traces/{}/feedback-scores", id(0, 1)), score).await;
    let numbers = json!({
        "feedback_scores": [{"name": "quality", "value": 0.5}],
        "duration": {"p50": 3000.0, "p90": 4600.0, "p99": 4960.0},
        "total_estimated_cost": 1.0, "total_estimated_cost_sum": 3.0, "usage": {"total_tokens": 2.0},
        "trace_count": 3, "thread_count": 2, "guardrails_failed_count": 0, "error_count": {"count": 1, "deviation": 1},
    });
    let stats = server.get("projects/stats?name=p&size=100").await;
    let content = stats["content"].as_array().unwrap();
    let ours = content.iter().find(|item| item["project_id"] == json!(project)).unwrap();
    assert_eq!(*ours, with(json!({"project_id": project}), numbers.clone()));
    let empty = server.get("projects/stats?name=EMPTY").await;
    let item = &empty["content"][0];
    assert_eq!((&item["trace_count"], &item["thread_count"]), (&json!(0), &json!(0)));
    assert!(item.get("duration").is_none() && item.get("usage").is_none(), "{item}");
    // In the order of the list of projects, and page by page.
    let ids = async |path: &str| -> Vec<Value> {
        let page = server.get(path).await;
        page["content"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item.get("project_id").unwrap_or(&item["id"]).clone())
            .collect()
    };
    for query in
        ["size=100", "size=1&page=2", r#"sorting=[{%22field%22:%22name%22,%22direction%22:%22ASC%22}]"#]
    {
        assert_eq!(
            ids(&format!("projects/stats?{query}")).await,
            ids(&format!("projects?{query}")).await,
            "{query}"
        );
    }
    let retrieved = server.ok("POST", "projects/retrieve", json!({"name": "p", "include_stats": true})).await;
    for (name, value) in numbers.as_object().unwrap() {
        assert_eq!(retrieved[name], *value, "{name}");
    }
    assert_eq!(retrieved["name"], "p");
}

#[tokio::test]
async fn token_names_and_environments_are_those_that_were_logged() {
    let (server, project) = turns().await;
    let path = format!("projects/{project}/token-usage/names");
    assert_eq!(server.get(&path).await, json!({"names": ["total_tokens"]}));
    let span = json!({
        "id": id(9, 99), "trace_id": id(0, 1), "project_name": "p", "start_time": at(9),
        "usage": {"original_usage.x": 1, "a": 0},
    });
    server.log_spans(vec![span]).await;
    assert_eq!(server.get(&path).await, json!({"names": ["a", "original_usage.x", "total_tokens"]}));
    let nobody = "projects/01a20552-0000-7000-8000-000000000000/token-usage/names";
    assert_eq!(server.get(nobody).await, json!({"names": []}));

    let none = json!({"page": 1, "size": 0, "total": 0, "content": [], "sortable_by": ["created_at"]});
    assert_eq!(server.get("environments").await, none);
    server
        .log(vec![
            with(turn(20, 21, "t", "x", "y"), json!({"environment": "staging"})),
            with(turn(21, 22, "t", "x", "y"), json!({"environment": "production"})),
            with(turn(22, 23, "t", "x", "y"), json!({"environment": "staging"})),
        ])
        .await;
    let page = server.get("environments").await;
    let names: Vec<&Value> = page["content"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!((names, &page["total"]), (vec![&json!("production"), &json!("staging")], &json!(2)));
}

#[tokio::test]
async fn score_names_are_those_of_the_projects_asked_for() {
    let (server, project) = turns().await;
    let names = async |query: &str| {
        server.get(&format!("projects/feedback-scores/names{query}")).await["scores"].clone()
    };
    assert_eq!(names("").await, json!([]));
    for (project, seconds, n, name) in [("p", 0, 1, "quality"), ("q", 50, 50, "tone")] {
        server.log(vec![with(turn(seconds, n, "a", "x", "y"), json!({"project_name": project}))]).await;
        let score = json!({"name": name, "value": 1, "source": "ui"});
        server.ok("PUT", &format!("traces/{}/feedback-scores", id(seconds, n)), score).await;
    }
    assert_eq!(names("").await, json!([{"name": "quality"}, {"name": "tone"}]));
    assert_eq!(
        names(&format!("?project_ids=[%22{}%22]", project.to_uppercase())).await,
        json!([{"name": "quality"}])
    );
    assert_eq!(names("?project_ids=[]").await, json!([]));
    let (status, _) = server.send("GET", "projects/feedback-scores/names?project_ids=x", Value::Null).await;
    assert_eq!(status.as_u16(), 400);
}

/// On Opik the items of an annotation queue; there are no queues here.
#[tokio::test]
async fn a_queue_that_there_is_not_has_no_items() {
    let (server, _) = turns().await;
    let queue = id(0, 77);
    for list in ["traces", "traces/threads"] {
        let page = server.get(&format!("{list}?project_name=p&annotation_queue_id={queue}")).await;
        assert_eq!((&page["total"], &page["content"]), (&json!(0), &json!([])), "{list}");
        let (status, _) =
            server.send("GET", &format!("{list}?project_name=p&annotation_queue_id=x"), Value::Null).await;
        assert_eq!(status.as_u16(), 404, "{list}");
    }
    let spans = server.get(&format!("spans?project_name=p&annotation_queue_id={queue}")).await;
    assert_eq!(spans["total"], 3, "spans are no items");
}

#[tokio::test]
async fn what_costs_more_than_there_is_money_is_no_fault_of_the_servers() {
    let (server, project) = turns().await;
    let span = |n: u32| {
        json!({
            "id": id(0, n), "trace_id": id(0, 1), "project_name": "p", "start_time": at(0),
            "total_estimated_cost": 1e300, "usage": {"total_tokens": i64::MAX},
        })
    };
    server.log_spans(vec![span(91), span(92)]).await;
    server.log_spans(vec![with(span(93), json!({"trace_id": id(HOUR, 2)}))]).await;
    for entity in ["threads", "traces", "spans"] {
        server.cards(&project, entity, 0, HOUR, Value::Null).await;
        let prefix = entity.trim_end_matches('s').to_uppercase();
        for metric in
            ["COST", "TOKEN_USAGE", "SPAN_TOKEN_USAGE", &format!("{prefix}_COST"), &format!("{prefix}_COUNT")]
        {
            if metric != "TRACE_COST" {
                let body = json!({"metric_type": metric, "interval": "DAILY", "interval_start": at(-5)});
                server.ok("POST", &format!("projects/{project}/metrics"), body).await;
            }
        }
    }
    server.get("projects/stats").await;
}
