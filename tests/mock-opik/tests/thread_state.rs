//! The status of threads, their tags, and their deletion.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use chrono::TimeDelta;
use common::{Server, at, guarded, id, server, turn};
use mock_opik::inactivity;
use mock_opik::state::ThreadRules;
use serde_json::{Value, json};

async fn logged(rules: ThreadRules) -> Server {
    let server = server(rules);
    server.log(vec![turn(-60, 1, "t", "a", "b"), turn(-50, 2, "u", "c", "d")]).await;
    server
}

async fn score(server: &Server, source: &str, name: &str) -> (u16, Value) {
    let score = json!({"project_name": "p", "thread_id": "t", "name": name, "value": 1, "source": source});
    let (status, answer) =
        server.send("PUT", "traces/threads/feedback-scores", json!({ "scores": [score] })).await;
    (status.as_u16(), answer)
}

async fn names(server: &Server) -> Vec<String> {
    let thread = server.thread("t").await;
    let scores = thread["feedback_scores"].as_array().cloned().unwrap_or_default();
    scores.iter().map(|score| score["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn closing_and_opening_move_the_thread_to_the_top_once() {
    let server = logged(ThreadRules::Guarded).await;
    server.close("t").await;
    let closed = server.thread("t").await;
    assert_eq!((&closed["status"], &closed["last_updated_at"]), (&json!("inactive"), &json!(at(0))));
    assert_eq!(server.threads(&[]).await, ["t", "u"]);
    server.pass(TimeDelta::seconds(5));
    server.close("t").await;
    assert_eq!(server.thread("t").await["last_updated_at"], at(0), "closing a closed thread changes nothing");
    server.ok("PUT", "traces/threads/open", json!({"project_name": "p", "thread_id": "t"})).await;
    let open = server.thread("t").await;
    assert_eq!((&open["status"], &open["last_updated_at"]), (&json!("active"), &json!(at(5))));
}

#[tokio::test]
async fn several_threads_close_together_or_not_at_all() {
    let server = logged(ThreadRules::Guarded).await;
    let close = async |body| {
        let (status, answer) = server.send("PUT", "traces/threads/close", body).await;
        (status.as_u16(), answer)
    };
    assert_eq!(
        close(json!({"project_name": "p", "thread_ids": ["t", "x", "y"]})).await,
        (404, json!({"code": 404, "message": "Thread '[x, y]' not found:"}))
    );
    assert_eq!(server.thread("t").await["status"], "active");
    assert_eq!(close(json!({"project_name": "p", "thread_ids": ["t", "u"]})).await.0, 204);
    assert_eq!(server.thread("u").await["status"], "inactive");
    assert_eq!(
        close(json!({"project_name": "x", "thread_id": "t"})).await,
        (404, json!({"code": 404, "message": "Project name: x not found"}))
    );
    for (body, text) in [
        (json!({"thread_id": "t"}), "The request body Either 'projectName' or 'projectId' must be provided."),
        (json!({"project_name": "p"}), "The request body Either 'threadId' or 'threadIds' must be provided."),
        (json!({"project_name": "p", "thread_ids": []}), "threadIds size must be between 1 and 1000"),
    ] {
        assert_eq!(close(body).await, (422, json!({"errors": [text]})));
    }
}

#[tokio::test]
async fn opening_a_thread_nobody_logged_is_no_error_and_lists_nothing() {
    let server = logged(ThreadRules::Guarded).await;
    server.ok("PUT", "traces/threads/open", json!({"project_name": "p", "thread_id": "ghost"})).await;
    assert_eq!(server.threads(&[]).await, ["u", "t"]);
}

#[tokio::test]
async fn a_person_scores_a_guarded_thread_only_when_it_is_inactive() {
    let server = logged(ThreadRules::Guarded).await;
    let (status, answer) = score(&server, "ui", "human").await;
    assert_eq!(status, 409);
    assert!(answer["errors"][0].as_str().unwrap().contains("Mark it inactive"), "{answer}");
    assert_eq!(score(&server, "sdk", "program").await.0, 204);
    server.close("t").await;
    assert_eq!(score(&server, "ui", "human").await.0, 204);
    assert_eq!(names(&server).await, ["human", "program"]);
}

#[tokio::test]
async fn reactivation_removes_what_people_scored_and_nothing_else() {
    for by_trace in [true, false] {
        let server = logged(ThreadRules::Guarded).await;
        server.close("t").await;
        for (source, name) in [("ui", "human"), ("sdk", "program"), ("online_scoring", "judge")] {
            assert_eq!(score(&server, source, name).await.0, 204);
        }
        let model = server.thread("t").await["thread_model_id"].as_str().unwrap().to_owned();
        server.ok("PATCH", &format!("traces/threads/{model}"), json!({"tags": ["kept"]})).await;
        server.ok("POST", &format!("traces/threads/{model}/comments"), json!({"text": "kept"})).await;
        let thumb = json!({"name": "User feedback", "value": 1, "source": "ui"});
        server.ok("PUT", &format!("traces/{}/feedback-scores", id(-60, 1)), thumb).await;
        server.pass(TimeDelta::seconds(10));
        if by_trace {
            server.log(vec![turn(10, 9, "t", "more", "of it")]).await;
        } else {
            server.ok("PUT", "traces/threads/open", json!({"project_name": "p", "thread_id": "t"})).await;
        }
        let thread = server.thread("t").await;
        assert_eq!(thread["status"], "active");
        assert_eq!(names(&server).await, ["judge", "program"]);
        assert_eq!((&thread["tags"], &thread["comments"][0]["text"]), (&json!(["kept"]), &json!("kept")));
        let trace = server.get(&format!("traces/{}", id(-60, 1))).await;
        assert_eq!(trace["feedback_scores"][0]["value"], 1.0);
    }
}

#[tokio::test]
async fn open_rules_refuse_and_remove_nothing() {
    let server = logged(ThreadRules::Open).await;
    assert_eq!(score(&server, "ui", "human").await.0, 204);
    server.close("t").await;
    server.ok("PUT", "traces/threads/open", json!({"project_name": "p", "thread_id": "t"})).await;
    assert_eq!(names(&server).await, ["human"]);
}

#[tokio::test]
async fn a_replayed_or_late_trace_does_not_reactivate() {
    let server = logged(ThreadRules::Guarded).await;
    server.close("t").await;
    assert_eq!(score(&server, "ui", "human").await.0, 204);
    server.log(vec![turn(-60, 1, "t", "a", "b"), turn(-55, 3, "t", "late", "b")]).await;
    let thread = server.thread("t").await;
    assert_eq!((&thread["status"], &thread["number_of_messages"]), (&json!("inactive"), &json!(4)));
    assert_eq!(names(&server).await, ["human"]);
}

#[tokio::test]
async fn judging_does_not_move_the_clock_and_tagging_does() {
    let server = logged(ThreadRules::Guarded).await;
    let before = server.thread("t").await;
    let model = before["thread_model_id"].as_str().unwrap().to_owned();
    server.pass(TimeDelta::seconds(30));
    score(&server, "sdk", "program").await;
    server.ok("POST", &format!("traces/threads/{model}/comments"), json!({"text": "hm"})).await;
    server.ok("PATCH", &format!("traces/{}", id(-60, 1)), json!({"output": "x"})).await;
    assert_eq!(server.thread("t").await["last_updated_at"], before["last_updated_at"]);
    server.ok("PATCH", &format!("traces/threads/{model}"), json!({})).await;
    assert_eq!(server.thread("t").await["last_updated_at"], at(30));
}

#[tokio::test]
async fn idle_threads_close_by_themselves_however_old() {
    let server = logged(ThreadRules::Guarded).await;
    server.log(vec![turn(-86_400 * 400, 5, "ancient", "a", "b")]).await;
    let fallback = TimeDelta::minutes(15);
    assert_eq!(inactivity::check(&server.state, fallback).await.unwrap(), 1);
    assert_eq!(server.thread("ancient").await["status"], "inactive");
    server.pass(TimeDelta::minutes(14));
    assert_eq!(inactivity::check(&server.state, fallback).await.unwrap(), 0);
    server.pass(TimeDelta::minutes(1));
    assert_eq!(inactivity::check(&server.state, fallback).await.unwrap(), 2);
    let closed = server.thread("u").await;
    assert_eq!((&closed["status"], &closed["last_updated_at"]), (&json!("inactive"), &json!(at(-49 + 900))));
    assert_eq!(closed["last_updated_by"], "admin");
    assert_eq!(server.threads(&[]).await, ["u", "t", "ancient"], "they keep their order");
}

#[tokio::test]
async fn the_workspaces_timeout_goes_before_the_environments() {
    let server = logged(ThreadRules::Guarded).await;
    let configuration = json!({"timeout_to_mark_thread_as_inactive": "PT2M"}).to_string();
    server
        .state
        .store
        .write(move |conn| mock_opik::store::workspace::put(conn, &configuration))
        .await
        .unwrap();
    server.pass(TimeDelta::seconds(65));
    assert_eq!(
        inactivity::check(&server.state, TimeDelta::days(1)).await.unwrap(),
        1,
        "t is two minutes idle, u is not"
    );
    assert_eq!(server.thread("t").await["status"], "inactive");
    assert_eq!(server.thread("u").await["status"], "active");
}

#[tokio::test]
async fn tags_are_added_and_removed_without_overwriting_anybodys() {
    let server = logged(ThreadRules::Guarded).await;
    let model = server.thread("t").await["thread_model_id"].as_str().unwrap().to_owned();
    let batch = async |update: Value, merge: bool| {
        let body = json!({"ids": [model, id(0, 99)], "update": update, "merge_tags": merge});
        let (status, answer) = server.send("PATCH", "traces/threads/batch", body).await;
        (status.as_u16(), answer, server.thread("t").await["tags"].clone())
    };
    assert_eq!(batch(json!({"tags_to_add": ["a", "b", "a"]}), false).await.2, json!(["a", "b"]));
    assert_eq!(
        batch(json!({"tags_to_add": ["c"], "tags_to_remove": ["a"], "tags": ["zzz"]}), false).await.2,
        json!(["b", "c"])
    );
    assert_eq!(batch(json!({"tags": ["d"]}), true).await.2, json!(["b", "c", "d"]));
    assert_eq!(batch(json!({"tags": ["e"]}), false).await.2, json!(["e"]));
    let many: Vec<String> = (0..50).map(|n| n.to_string()).collect();
    let (status, answer, tags) = batch(json!({"tags_to_add": many}), false).await;
    assert_eq!((status, answer), (422, json!({"errors": ["Tag limit exceeded: maximum 50 tags per item"]})));
    assert_eq!(tags, json!(["e"]));
    let path = format!("traces/threads/{model}");
    for (body, text) in [
        (
            json!({"tags": (0..51).map(|n| n.to_string()).collect::<Vec<_>>()}),
            "Cannot have more than 50 tags",
        ),
        (json!({"tags": [" "]}), "Tag must not be blank"),
        (json!({"tags": ["x".repeat(101)]}), "Tag cannot exceed 100 characters"),
    ] {
        let (status, answer) = server.send("PATCH", &path, body).await;
        assert_eq!((status.as_u16(), answer), (422, json!({"errors": [text]})));
    }
    server.ok("PATCH", &path, json!({"tags": []})).await;
    assert!(server.thread("t").await.get("tags").is_none());
    let (status, answer) = server.send("PATCH", &format!("traces/threads/{}", id(0, 99)), json!({})).await;
    assert_eq!(
        (status.as_u16(), &answer["message"]),
        (404, &json!(format!("Thread id: {} not found", id(0, 99))))
    );
}

#[tokio::test]
async fn a_deleted_thread_takes_everything_along() {
    let server = logged(ThreadRules::Open).await;
    server
        .log_spans(vec![
            json!({"id": id(-60, 7), "trace_id": id(-60, 1), "project_name": "p", "start_time": at(-60)}),
        ])
        .await;
    score(&server, "ui", "human").await;
    let model = server.thread("t").await["thread_model_id"].as_str().unwrap().to_owned();
    server.ok("PATCH", &format!("traces/threads/{model}"), json!({"tags": ["x"]})).await;
    server.ok("POST", &format!("traces/threads/{model}/comments"), json!({"text": "x"})).await;
    server
        .ok("POST", "traces/threads/delete", json!({"project_name": "p", "thread_ids": ["t", "ghost"]}))
        .await;
    assert_eq!(server.threads(&[]).await, ["u"]);
    assert_eq!(server.get("traces?project_name=p").await["total"], 1);
    assert_eq!(server.get("spans?project_name=p").await["total"], 0);
    assert_eq!(server.get("traces/threads/feedback-scores/names").await, json!({"scores": []}));
    server.log(vec![turn(1, 8, "t", "again", "yes")]).await;
    let again = server.thread("t").await;
    assert_ne!(again["thread_model_id"], model.as_str());
    assert!(
        again.get("tags").is_none()
            && again.get("comments").is_none()
            && again.get("feedback_scores").is_none()
    );
    server.ok("POST", "traces/threads/delete", json!({"project_name": "nobody", "thread_ids": ["t"]})).await;
    let (status, answer) = server
        .send("POST", "traces/threads/delete", json!({"project_name": "p", "thread_ids": ["a", " "]}))
        .await;
    assert_eq!(
        (status.as_u16(), answer),
        (422, json!({"errors": ["threadIds[1].<list element> must not be blank"]}))
    );
}

#[tokio::test]
async fn another_workspace_is_not_found() {
    let server = guarded();
    let request =
        axum::http::Request::get("/v1/private/traces?project_name=p").header("comet-workspace", "other");
    let response =
        tower::ServiceExt::oneshot(server.api.clone(), request.body(axum::body::Body::empty()).unwrap())
            .await
            .unwrap();
    assert_eq!(response.status().as_u16(), 404);
}
