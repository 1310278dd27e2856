//! The thread rules (guarded as on Opik in 2025, open as today), and threads that turn inactive by themselves.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use chrono::TimeDelta;
use common::{Server, at, guarded, id, server, turn};
use mock_opik::inactivity;
use mock_opik::state::ThreadRules;
use serde_json::{Value, json};

/// A server with the active thread `t`, two turns long.
async fn logged(rules: ThreadRules) -> Server {
    let server = server(rules);
    server.log(vec![turn(-60, 1, "t", "a", "b"), turn(-50, 2, "t", "c", "d")]).await;
    server
}

fn score(thread: &str, name: &str, source: &str) -> Value {
    json!({"project_name": "p", "thread_id": thread, "name": name, "value": 1, "source": source})
}

async fn put(server: &Server, scores: &[Value]) -> (u16, Value) {
    let body = json!({ "scores": scores });
    let (status, answer) = server.send("PUT", "traces/threads/feedback-scores", body).await;
    (status.as_u16(), answer)
}

async fn names(server: &Server, thread: &str) -> Vec<String> {
    let scores = server.thread(thread).await["feedback_scores"].clone();
    let scores = scores.as_array().cloned().unwrap_or_default();
    scores.iter().map(|score| score["name"].as_str().unwrap().to_owned()).collect()
}

async fn model(server: &Server) -> String {
    server.thread("t").await["thread_model_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_refusal_names_the_thread_and_says_what_to_do() {
    let server = logged(ThreadRules::Guarded).await;
    let (status, answer) = put(&server, &[score("t", "tone", "ui")]).await;
    assert_eq!(status, 409);
    let words = answer["errors"][0].as_str().unwrap();
    assert!(words.contains("'t' is active") && words.contains("Mark it inactive"), "{words}");
}

#[tokio::test]
async fn a_batch_in_which_one_score_is_refused_writes_none_of_them() {
    let server = logged(ThreadRules::Guarded).await;
    server.log(vec![turn(-40, 3, "closed", "a", "b")]).await;
    server.close("closed").await;
    let batch = [score("closed", "tone", "ui"), score("t", "judged", "sdk"), score("t", "tone", "ui")];
    assert_eq!(put(&server, &batch).await.0, 409);
    assert_eq!((names(&server, "closed").await.len(), names(&server, "t").await.len()), (0, 0));
}

#[tokio::test]
async fn nothing_but_a_persons_score_needs_an_inactive_thread() {
    let server = logged(ThreadRules::Guarded).await;
    assert_eq!(
        put(&server, &[score("t", "judged", "online_scoring"), score("t", "counted", "sdk")]).await.0,
        204
    );
    let thumb = json!({"name": "User feedback", "value": 1, "source": "ui"});
    server.ok("PUT", &format!("traces/{}/feedback-scores", id(-60, 1)), thumb).await;
    let model = model(&server).await;
    server
        .ok("PATCH", "traces/threads/batch", json!({"ids": [model], "update": {"tags_to_add": ["x"]}}))
        .await;
    for path in [format!("traces/threads/{model}/comments"), format!("traces/{}/comments", id(-60, 1))] {
        server.ok("POST", &path, json!({"text": "hm"})).await;
    }
    assert_eq!(server.thread("t").await["status"], "active");
    // Deleting scores is always allowed.
    let clear = json!({"project_name": "p", "thread_id": "t", "names": ["tone"]});
    server.ok("POST", "traces/threads/feedback-scores/delete", clear).await;
}

#[tokio::test]
async fn under_open_rules_a_score_given_at_any_time_stays() {
    let server = logged(ThreadRules::Open).await;
    assert_eq!(put(&server, &[score("t", "while active", "ui")]).await.0, 204);
    server.close("t").await;
    assert_eq!(put(&server, &[score("t", "while inactive", "ui")]).await.0, 204);
    server.pass(TimeDelta::seconds(5));
    server.log(vec![turn(5, 9, "t", "more", "of it")]).await;
    assert_eq!(server.thread("t").await["status"], "active");
    assert_eq!(names(&server, "t").await, ["while active", "while inactive"]);
}

#[tokio::test]
async fn whatever_brings_a_new_turn_reactivates_with_the_same_consequences() {
    for way in ["one by one", "in a batch", "by a patch"] {
        let server = logged(ThreadRules::Guarded).await;
        server.close("t").await;
        assert_eq!(put(&server, &[score("t", "tone", "ui"), score("t", "judged", "sdk")]).await.0, 204);
        let model = model(&server).await;
        server.ok("PATCH", &format!("traces/threads/{model}"), json!({"tags": ["kept"]})).await;
        server.ok("POST", &format!("traces/threads/{model}/comments"), json!({"text": "kept"})).await;
        let turn_path = format!("traces/{}", id(-50, 2));
        let thumb = json!({"name": "User feedback", "value": 0, "source": "ui", "reason": "wrong"});
        server.ok("PUT", &format!("{turn_path}/feedback-scores"), thumb).await;
        server.ok("POST", &format!("{turn_path}/comments"), json!({"text": "kept"})).await;
        server.pass(TimeDelta::seconds(10));
        let new = turn(10, 9, "t", "more", "of it");
        match way {
            "one by one" => drop(server.ok("POST", "traces", new).await),
            "in a batch" => server.log(vec![new]).await,
            _ => {
                let mut homeless = new;
                homeless.as_object_mut().unwrap().remove("thread_id");
                server.log(vec![homeless]).await;
                assert_eq!(
                    server.thread("t").await["status"],
                    "inactive",
                    "it is no turn of this thread yet"
                );
                let path = format!("traces/{}", id(10, 9));
                server.ok("PATCH", &path, json!({"project_name": "p", "thread_id": "t"})).await;
            }
        }
        let thread = server.thread("t").await;
        assert_eq!(
            (&thread["status"], &thread["number_of_messages"]),
            (&json!("active"), &json!(6)),
            "{way}"
        );
        assert_eq!(names(&server, "t").await, ["judged"], "{way}");
        assert_eq!(
            (&thread["tags"], &thread["comments"][0]["text"]),
            (&json!(["kept"]), &json!("kept")),
            "{way}"
        );
        assert_eq!(thread["thread_model_id"], model.as_str(), "{way}: it is the same thread");
        let trace = server.get(&turn_path).await;
        assert_eq!(
            (&trace["feedback_scores"][0]["reason"], &trace["comments"][0]["text"]),
            (&json!("wrong"), &json!("kept")),
            "{way}"
        );
        assert_eq!(put(&server, &[score("t", "tone", "ui")]).await.0, 409, "{way}");
        server.close("t").await;
        assert_eq!(put(&server, &[score("t", "tone", "ui")]).await.0, 204, "{way}: it can be judged again");
    }
}

#[tokio::test]
async fn opening_an_open_thread_removes_nothing() {
    let server = logged(ThreadRules::Guarded).await;
    assert_eq!(put(&server, &[score("t", "judged", "sdk")]).await.0, 204);
    let before = server.thread("t").await;
    server.pass(TimeDelta::seconds(5));
    server.ok("PUT", "traces/threads/open", json!({"project_name": "p", "thread_id": "t"})).await;
    assert_eq!(server.thread("t").await, before);
}

#[tokio::test]
async fn a_patched_turn_does_not_reactivate() {
    let server = logged(ThreadRules::Guarded).await;
    server.close("t").await;
    assert_eq!(put(&server, &[score("t", "tone", "ui")]).await.0, 204);
    server.pass(TimeDelta::seconds(5));
    let path = format!("traces/{}", id(-50, 2));
    server.ok("PATCH", &path, json!({"project_name": "p", "thread_id": "t", "output": {"a": "late"}})).await;
    assert_eq!(server.thread("t").await["status"], "inactive");
    assert_eq!(names(&server, "t").await, ["tone"]);
}

async fn set_timeout(server: &Server, timeout: Option<&str>) {
    let path = "workspaces/configurations";
    match timeout {
        Some(text) => server.ok("PUT", path, json!({"timeout_to_mark_thread_as_inactive": text})).await,
        None => server.ok("DELETE", path, Value::Null).await,
    };
}

async fn closed(server: &Server, fallback: TimeDelta) -> usize {
    inactivity::check(&server.state, fallback).await.unwrap()
}

#[tokio::test]
async fn a_thread_closes_when_its_time_is_over_and_not_before() {
    let server = guarded();
    let five = inactivity::parse_dropwizard_duration("5s").unwrap();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    // The turn last changed a second after noon.
    server.pass(TimeDelta::seconds(6));
    assert_eq!(closed(&server, five).await, 0, "five seconds have to be over");
    server.pass(TimeDelta::microseconds(1));
    assert_eq!(closed(&server, five).await, 1);
    let thread = server.thread("t").await;
    assert_eq!((&thread["status"], &thread["last_updated_at"]), (&json!("inactive"), &json!(at(6))));
    assert_eq!(put(&server, &[score("t", "tone", "ui")]).await.0, 204);
    server.pass(TimeDelta::days(3));
    assert_eq!(closed(&server, five).await, 0, "it closes once");
    assert_eq!(names(&server, "t").await, ["tone"]);
}

#[tokio::test]
async fn a_new_turn_and_a_tag_start_the_time_anew_and_a_judgement_does_not() {
    let server = guarded();
    let minute = TimeDelta::minutes(1);
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    server.pass(TimeDelta::seconds(50));
    server.log(vec![turn(50, 2, "t", "c", "d")]).await;
    server.pass(TimeDelta::seconds(50));
    let model = model(&server).await;
    server.ok("PATCH", &format!("traces/threads/{model}"), json!({"tags": ["x"]})).await;
    server.pass(TimeDelta::seconds(50));
    server.ok("POST", &format!("traces/threads/{model}/comments"), json!({"text": "hm"})).await;
    assert_eq!(put(&server, &[score("t", "judged", "sdk")]).await.0, 204);
    assert_eq!(closed(&server, minute).await, 0);
    server.pass(TimeDelta::seconds(11));
    assert_eq!(closed(&server, minute).await, 1);
}

#[tokio::test]
async fn a_change_of_the_workspaces_timeout_counts_at_once_and_taking_it_back_too() {
    let server = guarded();
    let fallback = TimeDelta::seconds(5);
    server
        .log(vec![turn(0, 1, "t", "a", "b"), turn(100, 2, "u", "a", "b"), turn(200, 3, "v", "a", "b")])
        .await;
    server.pass(TimeDelta::seconds(300));
    set_timeout(&server, Some("PT5M")).await;
    assert_eq!(closed(&server, fallback).await, 0, "the workspace's goes before the environment's");
    set_timeout(&server, Some("PT4M")).await;
    assert_eq!(closed(&server, fallback).await, 1);
    assert_eq!(server.thread("t").await["status"], "inactive");
    set_timeout(&server, Some("")).await;
    assert_eq!(closed(&server, TimeDelta::seconds(150)).await, 1, "an empty one is none");
    assert_eq!(server.thread("u").await["status"], "inactive");
    set_timeout(&server, Some("P7D")).await;
    assert_eq!(closed(&server, fallback).await, 0);
    set_timeout(&server, None).await;
    assert_eq!(closed(&server, fallback).await, 1);
}

#[tokio::test]
async fn a_score_meets_either_the_active_or_the_inactive_thread() {
    // Reviewers score while messages arrive: in whatever order, no score of a person is ever on an active thread.
    let server = logged(ThreadRules::Guarded).await;
    for round in 0..20 {
        server.close("t").await;
        server.pass(TimeDelta::seconds(10));
        let scored = [score("t", "tone", "ui")];
        let traffic = server.log(vec![turn((round + 1) * 10, 100, "t", "more", "of it")]);
        let (given, ()) = tokio::join!(put(&server, &scored), traffic);
        assert!(matches!(given.0, 204 | 409), "{given:?}");
        assert_eq!(server.thread("t").await["status"], "active");
        assert!(names(&server, "t").await.is_empty(), "round {round}");
    }
}
