//! Tagging and deleting traces and spans.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use common::{Server, at, encode, filter, guarded, id, turn};
use serde_json::{Value, json};

fn span(n: u32, trace: u32) -> Value {
    json!({"id": id(0, n), "trace_id": id(0, trace), "project_name": "p", "start_time": at(0)})
}

/// Traces 1 and 2 of one thread, and a span (3) of the first.
async fn logged() -> Server {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b"), turn(0, 2, "t", "c", "d")]).await;
    server.log_spans(vec![span(3, 1)]).await;
    server
}

async fn tags(server: &Server, path: &str) -> Value {
    server.get(path).await["tags"].clone()
}

#[tokio::test]
async fn what_tags_a_change_may_bring_is_said_in_opiks_words() {
    let server = logged().await;
    let many: Vec<String> = (0..51).map(|n| n.to_string()).collect();
    for (list, text) in [
        (json!(many), "Cannot have more than 50 tags"),
        (json!(["ok", " "]), "Tag must not be blank"),
        (json!(["x".repeat(101)]), "Tag cannot exceed 100 characters"),
    ] {
        for field in ["tags", "tags_to_add", "tags_to_remove"] {
            for (path, entity) in [("traces", id(0, 1)), ("spans", id(0, 3))] {
                let change = json!({"trace_id": id(0, 1), field: list});
                let batch = json!({"ids": [entity], "update": change});
                for (path, body) in
                    [(format!("{path}/{entity}"), change.clone()), (format!("{path}/batch"), batch)]
                {
                    let (status, answer) = server.send("PATCH", &path, body).await;
                    assert_eq!((status.as_u16(), answer), (422, json!({"errors": [text]})), "{path} {field}");
                }
            }
        }
    }
    assert_eq!(tags(&server, &format!("traces/{}", id(0, 1))).await, Value::Null);
}

#[tokio::test]
async fn a_new_trace_may_have_any_number_of_tags() {
    let server = guarded();
    let mut tagged = turn(0, 1, "t", "a", "b");
    tagged["tags"] = json!((0..60).map(|n| n.to_string()).collect::<Vec<_>>());
    server.log(vec![tagged]).await;
    assert_eq!(tags(&server, &format!("traces/{}", id(0, 1))).await.as_array().unwrap().len(), 60);
}

#[tokio::test]
async fn many_are_tagged_together_without_overwriting_anybodys_tags() {
    let server = logged().await;
    for (path, entity) in [("traces", id(0, 1)), ("spans", id(0, 3))] {
        let one = format!("{path}/{entity}");
        let change = async |update: Value, merge: bool| {
            let body = json!({"ids": [entity, id(0, 99)], "update": update, "merge_tags": merge});
            server.send("PATCH", &format!("{path}/batch"), body).await
        };
        change(json!({"tags": ["a", "b"]}), false).await;
        change(json!({"tags_to_add": ["c", "a"], "tags_to_remove": ["b"]}), false).await;
        assert_eq!(tags(&server, &one).await, json!(["a", "c"]), "{path}");
        change(json!({"tags": ["d"]}), true).await;
        assert_eq!(tags(&server, &one).await, json!(["a", "c", "d"]), "{path}: merged");
        let rest: Vec<String> = (0..48).map(|n| n.to_string()).collect();
        let (status, answer) = change(json!({"tags_to_add": rest}), false).await;
        let text = "Tag limit exceeded: maximum 50 tags per item";
        assert_eq!((status.as_u16(), answer), (422, json!({"errors": [text]})));
        assert_eq!(tags(&server, &one).await, json!(["a", "c", "d"]), "{path}: nothing half done");
        let missing = server.send("GET", &format!("{path}/{}", id(0, 99)), Value::Null).await.0;
        assert_eq!(missing.as_u16(), 404, "unknown ids are passed over");
    }
}

#[tokio::test]
async fn a_deleted_trace_takes_its_spans_and_all_judgements_along() {
    let server = logged().await;
    let score = json!({"name": "n", "value": 1, "source": "ui"});
    for path in [format!("traces/{}", id(0, 1)), format!("spans/{}", id(0, 3))] {
        server.ok("PUT", &format!("{path}/feedback-scores"), score.clone()).await;
        server.ok("POST", &format!("{path}/comments"), json!({"text": "hm"})).await;
    }
    server.ok("DELETE", &format!("traces/{}", id(0, 1)), Value::Null).await;
    server.ok("DELETE", &format!("traces/{}", id(0, 1)), Value::Null).await;
    assert_eq!(server.send("GET", &format!("spans/{}", id(0, 3)), Value::Null).await.0.as_u16(), 404);
    for base in ["traces", "spans"] {
        assert_eq!(
            server.get(&format!("{base}/feedback-scores/names")).await,
            json!({"scores": []}),
            "{base}"
        );
    }
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    server.log_spans(vec![span(3, 1)]).await;
    for path in [format!("traces/{}", id(0, 1)), format!("spans/{}", id(0, 3))] {
        let read = server.get(&path).await;
        assert!(
            read.get("comments").is_none() && read.get("feedback_scores").is_none(),
            "logged anew, {path} is new"
        );
    }
}

#[tokio::test]
async fn spans_whose_trace_never_came_go_with_its_id() {
    let server = guarded();
    server.log_spans(vec![span(3, 1)]).await;
    server.ok("POST", "traces/delete", json!({"ids": [id(0, 1)]})).await;
    assert_eq!(server.get("spans?project_name=p").await["total"], 0);
}

#[tokio::test]
async fn a_spans_id_among_the_traces_to_delete_costs_the_span_nothing() {
    let server = logged().await;
    let path = format!("spans/{}", id(0, 3));
    server
        .ok("PUT", &format!("{path}/feedback-scores"), json!({"name": "n", "value": 1, "source": "ui"}))
        .await;
    server.ok("POST", &format!("{path}/comments"), json!({"text": "hm"})).await;
    server.ok("POST", "traces/delete", json!({"ids": [id(0, 3)]})).await;
    let span = server.get(&path).await;
    assert_eq!(
        (&span["comments"][0]["text"], &span["feedback_scores"][0]["value"]),
        (&json!("hm"), &json!(1.0))
    );
}

#[tokio::test]
async fn traces_are_deleted_only_in_the_project_that_is_named() {
    let server = logged().await;
    server.ok("POST", "projects", json!({"name": "q"})).await;
    let project = async |name: &str| {
        server.ok("POST", "projects/retrieve", json!({"name": name})).await["id"].as_str().unwrap().to_owned()
    };
    let (own, other) = (project("p").await, project("q").await);
    server.ok("POST", "traces/delete", json!({"ids": [id(0, 1), id(0, 2)], "project_id": other})).await;
    assert_eq!(server.get("traces?project_name=p").await["total"], 2);
    server.ok("POST", "traces/delete", json!({"ids": [id(0, 1), id(0, 2)], "project_id": own})).await;
    assert_eq!(server.get("traces?project_name=p").await["total"], 0);
    let (status, answer) = server.send("POST", "traces/delete", json!({"ids": []})).await;
    assert_eq!((status.as_u16(), answer), (422, json!({"errors": ["ids size must be between 1 and 1000"]})));
}

#[tokio::test]
async fn a_thread_whose_traces_were_deleted_comes_back_as_it_was() {
    let server = logged().await;
    let before = server.thread("t").await;
    let model = before["thread_model_id"].as_str().unwrap();
    server.ok("PATCH", &format!("traces/threads/{model}"), json!({"tags": ["kept"]})).await;
    server.ok("POST", "traces/delete", json!({"ids": [id(0, 1), id(0, 2)]})).await;
    assert!(server.threads(&[]).await.is_empty(), "without traces it is not listed");
    server.log(vec![turn(0, 5, "t", "again", "b")]).await;
    let after = server.thread("t").await;
    assert_eq!((&after["thread_model_id"], &after["tags"]), (&json!(model), &json!(["kept"])));
    assert_eq!(after["number_of_messages"], 2);
}

/// A row that only an early PATCH has made begins in 1970, and so does a turn whose client sent seconds for
/// milliseconds or had an unset clock.
#[tokio::test]
async fn a_trace_of_1970_does_not_stretch_its_thread() {
    for start in [
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00.000000001Z",
        "1970-01-20T16:13:20Z",
        "1970-12-31T23:59:59.999Z",
    ] {
        let server = guarded();
        let mut old = turn(5, 1, "t", "old", "older");
        old["start_time"] = json!(start);
        old["end_time"] = json!("1970-01-20T16:13:21Z");
        server.log(vec![old, turn(5, 2, "t", "first", "b"), turn(9, 3, "t", "c", "last")]).await;
        let early = json!({"project_name": "p", "thread_id": "t", "output": "early"});
        server.ok("PATCH", &format!("traces/{}", id(0, 4)), early).await;
        let page = server.get("traces/threads?project_name=p").await;
        for thread in [&page["content"][0], &server.thread("t").await] {
            assert_eq!(
                (&thread["start_time"], &thread["end_time"]),
                (&json!(at(5)), &json!(at(10))),
                "{start}"
            );
            assert_eq!(
                (&thread["duration"], &thread["number_of_messages"]),
                (&json!(5000.0), &json!(8)),
                "{start}"
            );
            assert_eq!(
                (&thread["first_message"], &thread["last_message"]),
                (&json!({"q": "first"}), &json!({"a": "last"}))
            );
        }
        let stats = server.get("traces/threads/stats?project_name=p").await;
        assert_eq!(stats["stats"][1]["value"]["p99"], json!(5000.0), "{start}");
        let long = encode(&[("project_name", "p"), ("filters", &filter("duration", ">", "5000"))]);
        assert_eq!(server.get(&format!("traces/threads?{long}")).await["total"], 0, "{start}");
        // When the other turns are deleted, it is the first one after all.
        server.ok("POST", "traces/delete", json!({"ids": [id(5, 2), id(9, 3)]})).await;
        let left = server.thread("t").await;
        let known = (start != "1970-01-01T00:00:00Z").then(|| json!(start));
        assert_eq!(left.get("start_time").cloned(), known, "{start}");
    }
}
