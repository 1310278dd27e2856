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
