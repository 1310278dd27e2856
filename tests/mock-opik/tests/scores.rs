//! Feedback scores: several authors, exact decimals, and Opik's refusals.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use chrono::TimeDelta;
use common::{Server, at, guarded, id, turn};
use serde_json::{Value, json};

async fn put(server: &Server, author: &str, value: Value, more: Value) {
    let mut score = json!({"name": "quality", "value": value, "source": "ui"});
    score.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let path = format!("traces/{}/feedback-scores", id(0, 1));
    let (status, answer) = server.send_as(author, "PUT", &path, &score.to_string()).await;
    assert_eq!(status.as_u16(), 204, "{answer}");
}

async fn scores(server: &Server) -> Value {
    server.get(&format!("traces/{}", id(0, 1))).await["feedback_scores"].clone()
}

#[tokio::test]
async fn several_authors_have_a_mean_and_each_their_own() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    put(&server, "Änne", json!(0.1), json!({"reason": " good ", "category_name": "ok"})).await;
    server.pass(TimeDelta::seconds(1));
    put(&server, "bert", json!(0.2), json!({})).await;
    server.pass(TimeDelta::seconds(1));
    put(&server, "bert", json!(0.6), json!({"source_queue_id": "q1"})).await;
    let score = scores(&server).await[0].clone();
    assert_eq!(score["value"].to_string(), "0.3");
    assert_eq!(score["reason"], "<no reason>, <no reason>, good");
    assert_eq!(score["created_by"], "bert, bert, Änne");
    assert_eq!((&score["created_at"], &score["last_updated_at"]), (&json!(at(0)), &json!(at(2))));
    let own = &score["value_by_author"];
    assert_eq!(
        (&own["Änne"]["value"], &own["bert"]["value"], &own["bert_q1"]["value"]),
        (&json!(0.1), &json!(0.2), &json!(0.6))
    );
    assert_eq!((&own["Änne"]["reason"], &own["bert_q1"]["source_queue_id"]), (&json!("good"), &json!("q1")));
    let delete =
        async |body| server.ok("POST", &format!("traces/{}/feedback-scores/delete", id(0, 1)), body).await;
    delete(json!({"name": "quality", "author": "bert"})).await;
    assert_eq!(
        scores(&server).await[0]["value_by_author"].as_object().unwrap().len(),
        2,
        "the queue's score stays"
    );
    delete(json!({"name": "quality", "source_queue_id": "q1"})).await;
    assert_eq!(scores(&server).await[0]["reason"], "good");
    delete(json!({"name": "quality"})).await;
    assert_eq!(scores(&server).await, Value::Null);
}

#[tokio::test]
async fn a_second_score_of_the_same_author_replaces_the_first() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    put(&server, "", json!(1), json!({"reason": "why"})).await;
    server.pass(TimeDelta::seconds(9));
    put(&server, "", json!(0), json!({})).await;
    let score = scores(&server).await[0].clone();
    assert_eq!((&score["value"], score.get("reason")), (&json!(0.0), None));
    assert_eq!((&score["created_at"], &score["last_updated_at"]), (&json!(at(0)), &json!(at(9))));
    assert_eq!(score["value_by_author"]["admin"]["author"], "admin");
}

#[tokio::test]
async fn scores_may_come_before_their_trace_and_a_thread_of_any_name() {
    let server = guarded();
    let score = json!({"id": id(0, 1), "project_name": "new", "name": "n", "value": "0.5", "source": "sdk", "reason": null});
    server.ok("PUT", "traces/feedback-scores", json!({ "scores": [score] })).await;
    let score = json!({"thread_id": "later/🙂", "project_name": "p", "name": "m", "value": 2, "source": "online_scoring"});
    server.ok("PUT", "traces/threads/feedback-scores", json!({ "scores": [score] })).await;
    server.log(vec![turn(0, 1, "later/🙂", "a", "b")]).await;
    assert_eq!(scores(&server).await[0]["value"], 0.5);
    assert_eq!(server.thread("later/🙂").await["feedback_scores"][0]["value"], 2.0);
    assert_eq!(
        server.get("traces/feedback-scores/names?project_name=new").await,
        json!({"scores": [{"name": "n"}]})
    );
    assert_eq!(server.get("traces/threads/feedback-scores/names").await, json!({"scores": [{"name": "m"}]}));
}

#[tokio::test]
async fn a_cleared_thread_score_is_gone() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    for (author, name) in [("anna", "x"), ("bert", "x"), ("bert", "y")] {
        let body = json!({"scores": [{"thread_id": "t", "project_name": "p", "name": name, "value": 1, "source": "sdk"}]});
        server.send_as(author, "PUT", "traces/threads/feedback-scores", &body.to_string()).await;
    }
    let delete = async |author: Option<&str>| {
        let body = json!({"thread_id": "t", "project_name": "p", "names": ["x"], "author": author});
        server.ok("POST", "traces/threads/feedback-scores/delete", body).await;
        server.thread("t").await["feedback_scores"].clone()
    };
    let left = delete(Some("anna")).await;
    assert_eq!((&left[0]["name"], &left[0]["created_by"]), (&json!("x"), &json!("bert")));
    let left = delete(None).await;
    assert_eq!((left.as_array().unwrap().len(), &left[0]["name"]), (1, &json!("y")));
    for body in [
        json!({"thread_id": "ghost", "project_name": "p", "names": ["x"]}),
        json!({"thread_id": "t", "project_name": "ghost", "names": ["x"]}),
    ] {
        server.ok("POST", "traces/threads/feedback-scores/delete", body).await;
    }
}

#[tokio::test]
async fn bad_scores_are_refused_with_opiks_texts() {
    let server = guarded();
    let good = json!({"thread_id": "t", "name": "n", "value": 1, "source": "ui"});
    let put = async |change: Value| {
        let mut score = good.clone();
        score.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, answer) =
            server.send("PUT", "traces/threads/feedback-scores", json!({ "scores": [score] })).await;
        (status.as_u16(), answer)
    };
    for (change, text) in [
        (json!({"thread_id": " "}), "scores[0].threadId must not be blank"),
        (json!({"name": ""}), "scores[0].name must not be blank"),
        (json!({"value": null}), "scores[0].value must not be null"),
        (json!({"source": null}), "scores[0].source must not be null"),
        (
            json!({"value": 1_000_000_000}),
            "scores[0].value must be less than or equal to 999999999.999999999",
        ),
        (json!({"value": -1e300}), "scores[0].value must be greater than or equal to -999999999.999999999"),
    ] {
        assert_eq!(put(change).await, (422, json!({"errors": [text]})));
    }
    for change in [json!({"source": "robot"}), json!({"value": "NaN"}), json!({"value": true})] {
        let (status, answer) = put(change).await;
        assert_eq!(status, 400);
        assert!(answer["message"].as_str().unwrap().starts_with("Unable to process JSON. "), "{answer}");
    }
    let (status, answer) = server.send("PUT", "traces/threads/feedback-scores", json!({})).await;
    assert_eq!((status.as_u16(), answer), (422, json!({"errors": ["scores must not be null"]})));
    let (status, answer) = server.send("PUT", "traces/threads/feedback-scores", json!({"scores": []})).await;
    assert_eq!(
        (status.as_u16(), answer),
        (422, json!({"errors": ["scores size must be between 1 and 1000"]}))
    );
    let score =
        json!({"id": "9b2e5c1e-5d8c-4b1e-9f0a-0123456789ab", "name": "n", "value": 1, "source": "sdk"});
    let (status, answer) = server.send("PUT", "traces/feedback-scores", json!({ "scores": [score] })).await;
    assert_eq!((status.as_u16(), &answer["details"]), (400, &json!("trace id must be a version 7 UUID")));
    let path = format!("traces/{}/feedback-scores", id(0, 9));
    let (status, answer) = server.send("PUT", &path, json!({"name": "n", "value": 1, "source": "ui"})).await;
    assert_eq!(
        (status.as_u16(), answer),
        (404, json!({"code": 404, "message": format!("Trace id: {} not found", id(0, 9))}))
    );
    let (status, answer) = server
        .send("POST", "traces/threads/feedback-scores/delete", json!({"thread_id": "t", "names": [" "]}))
        .await;
    assert_eq!(status.as_u16(), 422);
    assert_eq!(
        answer,
        json!({"errors": ["projectName must not be blank", "names[].<iterable element> must not be blank"]})
    );
}

#[tokio::test]
async fn spans_are_scored_like_traces() {
    let server = guarded();
    server
        .log_spans(vec![
            json!({"id": id(0, 2), "trace_id": id(0, 1), "project_name": "p", "start_time": at(0)}),
        ])
        .await;
    server
        .ok(
            "PUT",
            &format!("spans/{}/feedback-scores", id(0, 2)),
            json!({"name": "n", "value": 3, "source": "ui"}),
        )
        .await;
    assert_eq!(server.get(&format!("spans/{}", id(0, 2))).await["feedback_scores"][0]["value"], 3.0);
}
