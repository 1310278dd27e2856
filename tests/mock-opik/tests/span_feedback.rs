//! Scores and comments on spans, and how they show in their trace.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use chrono::TimeDelta;
use common::{Server, at, guarded, id, turn};
use serde_json::{Value, json};

/// A trace (1) with the span of a model (2) and of a tool (3).
async fn traced() -> Server {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    let span = |n, kind: &str| json!({"id": id(0, n), "trace_id": id(0, 1), "project_name": "p", "type": kind, "start_time": at(0)});
    server.log_spans(vec![span(2, "llm"), span(3, "tool")]).await;
    server
}

async fn score(server: &Server, author: &str, span: u32, value: Value, more: Value) {
    let mut score = json!({"name": "quality", "value": value, "source": "ui"});
    score.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let path = format!("spans/{}/feedback-scores", id(0, span));
    let (status, answer) = server.send_as(author, "PUT", &path, &score.to_string()).await;
    assert_eq!(status.as_u16(), 204, "{answer}");
    server.pass(TimeDelta::seconds(1));
}

#[tokio::test]
async fn several_authors_of_a_spans_score_have_a_mean_and_each_their_own() {
    let server = traced().await;
    score(&server, "anna", 2, json!(0.1), json!({"reason": " slow ", "category_name": "bad"})).await;
    score(&server, "bert", 2, json!(0.2), json!({})).await;
    let read = async || server.get(&format!("spans/{}", id(0, 2))).await["feedback_scores"].clone();
    let one = read().await[0].clone();
    assert_eq!((one["value"].to_string(), &one["reason"]), ("0.15".to_owned(), &json!("<no reason>, slow")));
    assert_eq!(one["created_by"], "bert, anna");
    assert_eq!(one["value_by_author"]["anna"]["category_name"], "bad");
    assert_eq!(one["value_by_author"]["anna"]["span_id"], "", "only a trace's summary names the span");
    let path = format!("spans/{}/feedback-scores/delete", id(0, 2));
    server.ok("POST", &path, json!({"name": "quality", "author": "bert"})).await;
    assert_eq!(read().await[0]["value"], 0.1);
    server.ok("POST", &path, json!({"name": "quality"})).await;
    assert_eq!(read().await, Value::Null);
    server.ok("POST", &path, json!({"name": "quality"})).await;
}

#[tokio::test]
async fn a_spans_score_may_come_before_the_span_in_a_batch_and_not_alone() {
    let server = guarded();
    let one = json!({"name": "n", "value": 1, "source": "sdk"});
    let (status, answer) = server.send("PUT", &format!("spans/{}/feedback-scores", id(0, 2)), one).await;
    let text = format!("Span id: {} not found", id(0, 2));
    assert_eq!((status.as_u16(), answer), (404, json!({"code": 404, "message": text})));
    let early = json!({"id": id(0, 2), "project_name": "p", "name": "n", "value": 1, "source": "sdk"});
    server.ok("PUT", "spans/feedback-scores", json!({"scores": [early]})).await;
    let span = json!({"id": id(0, 2), "trace_id": id(0, 1), "project_name": "p", "start_time": at(0)});
    server.log_spans(vec![span]).await;
    assert_eq!(server.get(&format!("spans/{}", id(0, 2))).await["feedback_scores"][0]["value"], 1.0);
    let odd = json!({"scores": [{"id": "not-a-uuid", "name": "n", "value": 1, "source": "sdk"}]});
    let (status, answer) = server.send("PUT", "spans/feedback-scores", odd).await;
    let details = "span id must be a version 7 UUID";
    assert_eq!(
        (status.as_u16(), answer),
        (400, json!({"code": 400, "message": "Invalid UUID for id", "details": details}))
    );
}

#[tokio::test]
async fn a_trace_tells_how_its_spans_were_scored_and_by_whom() {
    let server = traced().await;
    score(&server, "anna", 2, json!(1), json!({"reason": "good"})).await;
    score(&server, "anna", 3, json!(0), json!({})).await;
    score(&server, "bert", 3, json!(0.5), json!({"source_queue_id": "q"})).await;
    let trace = server.get(&format!("traces/{}", id(0, 1))).await;
    assert!(trace.get("feedback_scores").is_none(), "they are not the trace's own");
    let all = trace["span_feedback_scores"].as_array().unwrap();
    let one = &all[0];
    assert_eq!((all.len(), &one["name"], &one["value"]), (1, &json!("quality"), &json!(0.5)));
    let own = one["value_by_author"].as_object().unwrap();
    let (first, second) = (format!("anna_{}", id(0, 2)), format!("anna_{}", id(0, 3)));
    assert_eq!(own.len(), 3, "two spans of one author are two entries");
    assert_eq!((&own[&first]["value"], &own[&first]["span_type"]), (&json!(1.0), &json!("llm")));
    assert_eq!((&own[&second]["value"], &own[&second]["span_id"]), (&json!(0.0), &json!(id(0, 3))));
    assert_eq!(own[&format!("bert_q_{}", id(0, 3))]["source_queue_id"], "q");
}

#[tokio::test]
async fn a_traces_statistics_and_filters_know_its_spans_scores() {
    let server = traced().await;
    server.log(vec![turn(5, 5, "t", "c", "d")]).await;
    score(&server, "anna", 2, json!(1), json!({})).await;
    score(&server, "anna", 3, json!(0), json!({})).await;
    let stats = server.get("traces/stats?project_name=p").await;
    let find =
        |name: &str| stats["stats"].as_array().unwrap().iter().find(|stat| stat["name"] == name).cloned();
    let expected = json!({"name": "span_feedback_scores.quality", "value": 0.5, "type": "AVG"});
    assert_eq!(find("span_feedback_scores.quality"), Some(expected));
    assert_eq!(find("feedback_scores.quality"), None);
    let filters =
        json!([{"field": "span_feedback_scores", "operator": "=", "key": "Quality", "value": "0.5"}]);
    let query = common::encode(&[("project_name", "p"), ("filters", &filters.to_string())]);
    assert_eq!(server.get(&format!("traces?{query}")).await["content"][0]["id"], id(0, 1));
    let stats = server.get(&format!("spans/stats?project_name=p&trace_id={}&type=llm", id(0, 1))).await;
    let own = json!({"name": "feedback_scores.quality", "value": 1.0, "type": "AVG"});
    assert!(stats["stats"].as_array().unwrap().contains(&own), "{stats}");
}

#[tokio::test]
async fn names_of_scores_are_those_of_spans_of_a_type() {
    let server = traced().await;
    score(&server, "", 2, json!(1), json!({"name": "fluency"})).await;
    score(&server, "", 3, json!(1), json!({"name": "speed"})).await;
    let names = async |query: &str| {
        server.get(&format!("spans/feedback-scores/names?project_name=p{query}")).await["scores"].clone()
    };
    assert_eq!(names("").await, json!([{"name": "fluency"}, {"name": "speed"}]));
    assert_eq!(names("&type=tool").await, json!([{"name": "speed"}]));
    assert_eq!(server.get("traces/feedback-scores/names?project_name=p").await, json!({"scores": []}));
}
