//! Comments on traces, spans and threads.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use chrono::TimeDelta;
use common::{at, guarded, id, turn};
use serde_json::{Value, json};

#[tokio::test]
async fn a_comment_is_written_edited_and_deleted_wherever_it_belongs() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    server
        .log_spans(vec![
            json!({"id": id(0, 2), "trace_id": id(0, 1), "project_name": "p", "start_time": at(0)}),
        ])
        .await;
    let model = server.thread("t").await["thread_model_id"].as_str().unwrap().to_owned();
    for (base, entity) in [("traces", id(0, 1)), ("spans", id(0, 2)), ("traces/threads", model)] {
        let (status, made) = server
            .send_as("anna", "POST", &format!("{base}/{entity}/comments"), r#"{"text":"**hm**"}"#)
            .await;
        assert_eq!(status.as_u16(), 201);
        let comment = made["id"].as_str().unwrap().to_owned();
        server.pass(TimeDelta::seconds(1));
        let (status, _) = server
            .send_as("bert", "PATCH", &format!("{base}/comments/{comment}"), r#"{"text":"edited"}"#)
            .await;
        assert_eq!(status.as_u16(), 204);
        let one = server.get(&format!("{base}/{entity}/comments/{comment}")).await;
        assert_eq!(
            (&one["text"], &one["created_by"], &one["last_updated_by"]),
            (&json!("edited"), &json!("anna"), &json!("bert"))
        );
        assert_ne!(one["created_at"], one["last_updated_at"]);
        let second = server.ok("POST", &format!("{base}/{entity}/comments"), json!({"text": "second"})).await;
        let shown = match base {
            "traces/threads" => server.thread("t").await,
            _ => server.get(&format!("{base}/{entity}")).await,
        };
        let texts: Vec<&Value> =
            shown["comments"].as_array().unwrap().iter().map(|comment| &comment["text"]).collect();
        assert_eq!(texts, [&json!("edited"), &json!("second")], "oldest first");
        server
            .ok(
                "POST",
                &format!("{base}/comments/delete"),
                json!({"ids": [comment, second["id"], id(0, 99)]}),
            )
            .await;
        let (status, answer) =
            server.send("GET", &format!("{base}/{entity}/comments/{comment}"), Value::Null).await;
        assert_eq!(
            (status.as_u16(), answer),
            (404, json!({"code": 404, "message": format!("Comment id: {comment} not found")}))
        );
    }
}

#[tokio::test]
async fn a_comment_needs_a_text_and_something_to_be_about() {
    let server = guarded();
    let ghost = id(0, 99);
    for (base, word) in [("traces", "trace"), ("spans", "span"), ("traces/threads", "thread")] {
        let path = format!("{base}/{ghost}/comments");
        let (status, answer) = server.send("POST", &path, json!({"text": "x"})).await;
        assert_eq!(
            (status.as_u16(), answer),
            (404, json!({"code": 404, "message": format!("{word} id: {ghost} not found")}))
        );
        let (status, answer) = server.send("POST", &path, json!({"text": " "})).await;
        assert_eq!((status.as_u16(), answer), (422, json!({"errors": ["text must not be blank"]})));
        let (status, _) =
            server.send("PATCH", &format!("{base}/comments/{ghost}"), json!({"text": "x"})).await;
        assert_eq!(status.as_u16(), 404);
        server.ok("POST", &format!("{base}/comments/delete"), json!({"ids": [ghost]})).await;
    }
}

#[tokio::test]
async fn comments_come_with_their_conversation_in_the_list_and_with_their_turn() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    let model = server.thread("t").await["thread_model_id"].as_str().unwrap().to_owned();
    for text in ["first", "second", "third"] {
        server.pass(TimeDelta::seconds(1));
        server.ok("POST", &format!("traces/threads/{model}/comments"), json!({ "text": text })).await;
    }
    server.ok("POST", &format!("traces/{}/comments", id(0, 1)), json!({"text": "about the turn"})).await;
    let texts = |of: &Value| {
        let all = of["comments"].as_array().cloned().unwrap_or_default();
        all.iter().map(|comment| comment["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let list = server.get("traces/threads?project_name=p").await;
    assert_eq!(texts(&list["content"][0]), ["first", "second", "third"]);
    let turns = server.get("traces?project_name=p").await;
    assert_eq!(texts(&turns["content"][0]), ["about the turn"], "each keeps its own");
}

#[tokio::test]
async fn a_comment_is_kept_as_it_was_written_however_long() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    let model = server.thread("t").await["thread_model_id"].as_str().unwrap().to_owned();
    let path = format!("traces/threads/{model}/comments");
    for text in [
        "  \n**bold**\r\n\t`code`  ",
        "<script>alert(1)</script>",
        "السلام عليكم 🙂\u{200d}",
        &"x".repeat(200_000),
    ] {
        let made = server.ok("POST", &path, json!({ "text": text })).await;
        let one = server.get(&format!("{path}/{}", made["id"].as_str().unwrap())).await;
        assert_eq!(one["text"], text);
    }
}

#[tokio::test]
async fn a_refused_edit_leaves_the_comment_as_it_was() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    let path = format!("traces/{}/comments", id(0, 1));
    let made = server.ok("POST", &path, json!({"text": "kept"})).await;
    let before = server.get(&format!("{path}/{}", made["id"].as_str().unwrap())).await;
    server.pass(TimeDelta::seconds(1));
    let edit = format!("traces/comments/{}", made["id"].as_str().unwrap());
    for body in [json!({"text": " \n"}), json!({"text": null}), json!({})] {
        let (status, answer) = server.send("PATCH", &edit, body).await;
        assert_eq!((status.as_u16(), answer), (422, json!({"errors": ["text must not be blank"]})));
    }
    assert_eq!(server.get(&format!("{path}/{}", made["id"].as_str().unwrap())).await, before);
}

#[tokio::test]
async fn a_delete_of_no_comments_or_of_too_many_is_refused_in_words() {
    let server = guarded();
    let many: Vec<String> = (0..1001).map(|n| id(0, n)).collect();
    for body in [json!({"ids": []}), json!({ "ids": many })] {
        let (status, answer) = server.send("POST", "traces/threads/comments/delete", body).await;
        assert_eq!(
            (status.as_u16(), answer),
            (422, json!({"errors": ["ids size must be between 1 and 1000"]}))
        );
    }
}

#[tokio::test]
async fn a_comment_sent_again_with_its_key_stands_there_once() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b"), turn(1, 2, "t", "c", "d")]).await;
    let write = async |turn: u32, key: &str, text: &str| {
        let path = format!("/v1/private/traces/{}/comments", id(i64::from(turn) - 1, turn));
        let request = axum::http::Request::post(path)
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .body(axum::body::Body::from(json!({ "text": text }).to_string()));
        let response = tower::ServiceExt::oneshot(server.api.clone(), request.unwrap()).await.unwrap();
        assert_eq!(response.status().as_u16(), 201);
        response.headers()["location"].to_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    let count = async |turn: u32| {
        let trace = server.get(&format!("traces/{}", id(i64::from(turn) - 1, turn))).await;
        trace["comments"].as_array().map_or(0, Vec::len)
    };
    let first = write(1, "one", "hm").await;
    assert_eq!(write(1, "one", "hm").await, first);
    assert_eq!(count(1).await, 1);
    assert_ne!(write(1, "two", "hm").await, first, "the same words with another key are another comment");
    assert_ne!(write(1, " ", "hm").await, first, "an empty key is none");
    assert_eq!(count(1).await, 3);
    write(2, "one", "hm").await;
    assert_eq!(count(2).await, 1, "a key belongs to what the comment is about");
    server.ok("POST", "traces/comments/delete", json!({ "ids": [first] })).await;
    assert_eq!(write(1, "one", "hm").await, first);
    assert_eq!(count(1).await, 2, "what was deleted does not come back");
}
