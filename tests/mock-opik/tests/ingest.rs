//! What SDKs log: versions, replays, early PATCHes, loose JSON, bad items.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use common::{Server, at, guarded, id, turn};
use proptest::prelude::*;
use serde_json::{Value, json};

async fn trace(server: &Server, id: &str) -> Value {
    server.get(&format!("traces/{id}")).await
}

/// A trace without the fields that depend on when it arrived.
fn timeless(mut trace: Value) -> Value {
    let fields = trace.as_object_mut().unwrap();
    fields.remove("created_at");
    fields.remove("last_updated_at");
    trace
}

#[tokio::test]
async fn a_trace_is_read_as_it_was_written() {
    let server = guarded();
    let written = json!({
        "id": id(0, 1), "project_name": " p ", "name": "bot", "start_time": "2026-03-01T14:00:00.5+02:00",
        "end_time": at(2), "input": {"b": 1, "a": [1.10, "x"]}, "output": "plain", "metadata": {"n": null},
        "tags": ["t", "u", "t"], "error_info": {"exception_type": "E", "traceback": "…"}, "thread_id": " t/1 ",
        "last_updated_at": at(1), "ttft": 12.5, "source": "sdk", "environment": "prod", "unknown": 1,
    });
    server.log(vec![written]).await;
    let read = trace(&server, &id(0, 1)).await;
    assert_eq!(read["start_time"], "2026-03-01T12:00:00.500Z");
    assert_eq!(read["duration"], 1500.0);
    assert_eq!(read["input"].to_string(), r#"{"b":1,"a":[1.1,"x"]}"#);
    assert_eq!((&read["output"], &read["metadata"]), (&json!("plain"), &json!({"n": null})));
    assert_eq!(read["tags"], json!(["t", "u"]));
    assert_eq!(read["thread_id"], " t/1 ", "byte for byte");
    assert_eq!((&read["ttft"], &read["environment"]), (&json!(12.5), &json!("prod")));
    assert_eq!((&read["source"], &read["visibility_mode"]), (&json!("sdk"), &json!("default")));
    assert_eq!(read["error_info"]["exception_type"], "E");
    assert_eq!(read["last_updated_at"], at(1));
    assert_eq!((&read["span_count"], &read["has_tool_spans"]), (&json!(0), &json!(false)));
    assert_eq!(server.threads(&[]).await, [" t/1 "]);
}

#[tokio::test]
async fn one_bad_trace_costs_no_other() {
    let server = guarded();
    let mut without_start = turn(1, 2, "t", "b", "b");
    without_start.as_object_mut().unwrap().remove("start_time");
    let mut blank_project = turn(2, 3, "t", "c", "c");
    blank_project["project_name"] = json!(" ");
    let batch = json!({"traces": [turn(0, 1, "t", "a", "a"), without_start, blank_project, turn(3, 4, "t", "d", "d")]});
    let (status, answer) = server.send("POST", "traces/batch", batch).await;
    assert_eq!(status.as_u16(), 422);
    let errors = json!({"errors": ["traces[1].startTime must not be null", "traces[2].projectName must not be blank"]});
    assert_eq!(answer, errors);
    assert_eq!(server.thread("t").await["number_of_messages"], 4);
    let mut old_id = turn(5, 6, "t", "e", "e");
    old_id["id"] = json!("9b2e5c1e-5d8c-4b1e-9f0a-0123456789ab");
    let (status, answer) =
        server.send("POST", "traces/batch", json!({"traces": [old_id, turn(6, 7, "t", "f", "f")]})).await;
    assert_eq!(status.as_u16(), 400);
    assert_eq!(
        answer,
        json!({"code": 400, "message": "Invalid UUID for id", "details": "traces[0]: Trace id must be a version 7 UUID"})
    );
    assert_eq!(server.thread("t").await["number_of_messages"], 6);
}

#[tokio::test]
async fn loose_json_from_python_is_taken() {
    let server = guarded();
    let body = format!(
        r#"{{"traces":[{{"id":"{}","project_name":"p","thread_id":"t","start_time":"{}","input":{{"x":NaN,"y":[-Infinity]}},
           "output":"\ud83d broken \ud83d\ude00"}}, {{"id":"{}","project_name":"p","thread_id":"t","start_time":"{}"}}]}}"#,
        id(0, 1),
        at(0),
        id(1, 2),
        at(1)
    );
    let (status, answer) = server.send_as("", "POST", "traces/batch", &body).await;
    assert_eq!(status.as_u16(), 204, "{answer}");
    let read = trace(&server, &id(0, 1)).await;
    assert_eq!(read["input"], json!({"x": "NaN", "y": ["-Infinity"]}));
    assert_eq!(read["output"], "\u{fffd} broken 😀");
}

#[tokio::test]
async fn a_value_nested_ten_thousand_deep_is_kept_and_costs_no_reader_its_page() {
    let server = guarded();
    let deep = format!("{}\"needle\"{}", "[".repeat(10_000), "]".repeat(10_000));
    let body = format!(
        r#"{{"traces":[{{"id":"{}","project_name":"p","thread_id":"t","start_time":"{}","input":{deep}}}]}}"#,
        id(0, 1),
        at(0)
    );
    let (status, answer) = server.send_as("", "POST", "traces/batch", &body).await;
    assert_eq!(status.as_u16(), 204, "{answer}");
    assert_eq!(server.threads(&[("search", "needle")]).await, ["t"]);
    assert_eq!(trace(&server, &id(0, 1)).await["input"], deep, "as text, which every reader bears");
    let filters =
        json!([{"field": "input_json", "operator": "contains", "key": "a", "value": "x"}]).to_string();
    assert!(server.ids("traces", &[("project_name", "p"), ("filters", &filters)]).await.is_empty());
}

#[tokio::test]
async fn what_is_no_batch_is_refused_in_words() {
    let server = guarded();
    let post = async |body: &str| {
        let (status, answer) = server.send_as("", "POST", "traces/batch", body).await;
        (status.as_u16(), answer)
    };
    assert_eq!(post("").await, (422, json!({"errors": ["The request body must not be null"]})));
    assert_eq!(post("{}").await, (422, json!({"errors": ["traces must not be null"]})));
    assert_eq!(
        post(r#"{"traces":[]}"#).await,
        (422, json!({"errors": ["traces size must be between 1 and 1000"]}))
    );
    let (status, answer) = post("{\"traces\":[{").await;
    assert_eq!(status, 400);
    assert!(answer["message"].as_str().unwrap().starts_with("Unable to process JSON. "));
    let (status, answer) =
        server.send("POST", "traces", json!({"start_time": at(0), "source": "nobody"})).await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str().unwrap()),
        (400, "Unable to process JSON. Unknown source 'nobody'")
    );
}

#[tokio::test]
async fn one_trace_is_made_once() {
    let server = guarded();
    server.ok("POST", "traces", turn(0, 1, "t", "a", "b")).await;
    let (status, answer) = server.send("POST", "traces", turn(0, 1, "t", "a", "b")).await;
    assert_eq!((status.as_u16(), answer), (409, json!({"errors": ["Trace already exists"]})));
    let span = json!({"id": id(0, 2), "trace_id": id(0, 1), "project_name": "p", "start_time": at(0)});
    server.ok("POST", "spans", span.clone()).await;
    server.ok("POST", "spans", span).await;
    assert_eq!(trace(&server, &id(0, 1)).await["span_count"], 1);
}

#[tokio::test]
async fn a_trace_without_a_project_goes_to_the_default_one_and_names_match_in_any_case() {
    let server = guarded();
    server
        .log(vec![json!({"start_time": at(0)}), json!({"start_time": at(0), "project_name": "ÄRGER"})])
        .await;
    server.log(vec![json!({"start_time": at(1), "project_name": "ärger"})]).await;
    assert_eq!(server.get("traces?project_name=Default%20Project").await["total"], 1);
    assert_eq!(server.get("traces?project_name=%C3%84rger").await["total"], 2);
}

#[tokio::test]
async fn the_end_patch_may_come_before_its_trace_and_span() {
    let patched_first = guarded();
    let end = json!({"project_name": "p", "end_time": at(9), "source": "sdk"});
    let span_end = json!({"project_name": "p", "trace_id": id(0, 1), "end_time": at(8)});
    let mut start = turn(0, 1, "t", "hi", "hello");
    start.as_object_mut().unwrap().remove("end_time");
    let span = json!({"id": id(0, 2), "trace_id": id(0, 1), "project_name": "p", "type": "llm", "start_time": at(0),
                      "usage": {"total_tokens": 3}, "last_updated_at": at(1)});
    let posted_first = guarded();
    posted_first.log_spans(vec![span.clone()]).await;
    posted_first.log(vec![start.clone()]).await;
    for server in [&patched_first, &posted_first] {
        server.ok("PATCH", &format!("spans/{}", id(0, 2)), span_end.clone()).await;
        server.ok("PATCH", &format!("traces/{}", id(0, 1)), end.clone()).await;
    }
    assert_eq!(patched_first.get("traces/threads?project_name=p").await["total"], 0);
    patched_first.log_spans(vec![span.clone()]).await;
    patched_first.log(vec![start.clone()]).await;
    // Sending it again changes nothing.
    for server in [&patched_first, &posted_first] {
        server.log_spans(vec![span.clone()]).await;
        server.log(vec![start.clone()]).await;
    }
    for path in [format!("traces/{}", id(0, 1)), format!("spans/{}", id(0, 2))] {
        let (one, other) = (patched_first.get(&path).await, posted_first.get(&path).await);
        let without_project = |mut item: Value| {
            item.as_object_mut().unwrap().remove("project_id");
            timeless(item)
        };
        assert_eq!(one["end_time"], if path.starts_with("traces") { at(9) } else { at(8) });
        assert_eq!(without_project(one), without_project(other));
    }
    let thread = patched_first.thread("t").await;
    assert_eq!(thread["last_message"], json!({"a": "hello"}));
    assert_eq!((&thread["start_time"], &thread["end_time"]), (&json!(at(0)), &json!(at(9))));
    assert_eq!(thread["usage"], json!({"total_tokens": 3}));
}

#[tokio::test]
async fn a_thread_of_early_patches_only_does_not_begin_in_1970() {
    let server = guarded();
    let patch = json!({"project_name": "p", "thread_id": "t", "output": "so"});
    server.ok("PATCH", &format!("traces/{}", id(0, 1)), patch).await;
    server.log(vec![turn(5, 2, "t", "a", "b")]).await;
    let thread = server.thread("t").await;
    assert_eq!((&thread["start_time"], &thread["duration"]), (&json!(at(5)), &json!(1000.0)));
    assert!(trace(&server, &id(0, 1)).await.get("duration").is_none());
}

#[tokio::test]
async fn a_patch_replaces_what_it_says_and_keeps_the_rest() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    let path = format!("traces/{}", id(0, 1));
    server
        .ok("PATCH", &path, json!({"project_name": "p", "output": {"a": "c"}, "tags": ["x"], "name": " "}))
        .await;
    let read = trace(&server, &id(0, 1)).await;
    assert_eq!(
        (&read["output"], &read["input"], &read["name"]),
        (&json!({"a": "c"}), &json!({"q": "a"}), &json!("turn"))
    );
    server.ok("PATCH", &path, json!({"tags_to_add": ["y"]})).await;
    assert_eq!(trace(&server, &id(0, 1)).await["tags"], json!(["x", "y"]));
    let batch = json!({"ids": [id(0, 1), id(9, 9)], "update": {"tags_to_remove": ["x"]}});
    server.ok("PATCH", "traces/batch", batch).await;
    assert_eq!(trace(&server, &id(0, 1)).await["tags"], json!(["y"]));
    server.ok("PATCH", &path, json!({"tags": []})).await;
    assert!(trace(&server, &id(0, 1)).await.get("tags").is_none());
    assert_eq!(server.send("GET", &format!("traces/{}", id(9, 9)), Value::Null).await.0.as_u16(), 404);
}

#[tokio::test]
async fn a_patch_outranks_a_client_whose_clock_is_ahead() {
    let server = guarded();
    let mut ahead = turn(0, 1, "t", "a", "b");
    ahead["last_updated_at"] = json!(at(3600));
    server.log(vec![ahead.clone()]).await;
    server.ok("PATCH", &format!("traces/{}", id(0, 1)), json!({"output": "patched"})).await;
    server.log(vec![ahead]).await;
    assert_eq!(trace(&server, &id(0, 1)).await["output"], "patched");
}

#[tokio::test]
async fn a_patch_of_another_place_is_a_conflict() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    server
        .log_spans(vec![json!({"id": id(0, 2), "trace_id": id(0, 1), "parent_span_id": id(0, 3), "project_name": "p", "start_time": at(0)})])
        .await;
    for (path, body, text) in [
        (
            format!("traces/{}", id(0, 1)),
            json!({"project_name": "q"}),
            "Project name and workspace name do not match the existing trace",
        ),
        (
            format!("spans/{}", id(0, 2)),
            json!({"project_name": "q", "trace_id": id(0, 1)}),
            "Project name and workspace name do not match the existing span",
        ),
        (
            format!("spans/{}", id(0, 2)),
            json!({"trace_id": id(0, 9)}),
            "trace_id does not match the existing span",
        ),
        (
            format!("spans/{}", id(0, 2)),
            json!({"trace_id": id(0, 1), "parent_span_id": id(0, 9)}),
            "parent_span_id does not match the existing span",
        ),
    ] {
        let (status, answer) = server.send("PATCH", &path, body).await;
        assert_eq!((status.as_u16(), answer), (409, json!({"errors": [text]})));
    }
    let (status, answer) = server.send("PATCH", &format!("spans/{}", id(0, 2)), json!({})).await;
    assert_eq!((status.as_u16(), answer), (422, json!({"errors": ["traceId must not be null"]})));
}

#[tokio::test]
async fn a_trace_that_moves_takes_its_numbers_along() {
    let server = guarded();
    server.log(vec![turn(0, 1, "old", "a", "b"), turn(5, 2, "old", "c", "d")]).await;
    server
        .log_spans(vec![json!({"id": id(0, 3), "trace_id": id(5, 2), "project_name": "p", "start_time": at(5), "usage": {"t": 4}, "total_estimated_cost": 0.5})])
        .await;
    server.ok("PATCH", &format!("traces/{}", id(5, 2)), json!({"thread_id": "new"})).await;
    let (old, new) = (server.thread("old").await, server.thread("new").await);
    assert_eq!(
        (&old["number_of_messages"], &old["usage"], &old["end_time"]),
        (&json!(2), &json!({}), &json!(at(1)))
    );
    assert!(old.get("total_estimated_cost").is_none());
    assert_eq!((&new["number_of_messages"], &new["usage"]), (&json!(2), &json!({"t": 4})));
    assert_eq!(new["total_estimated_cost"], 0.5);
    assert!(new["thread_model_id"].is_string());
    let mut replaced = turn(0, 1, "new", "a", "b");
    replaced["last_updated_at"] = json!(at(60));
    server.log(vec![replaced]).await;
    assert_eq!(server.threads(&[]).await, ["new"]);
}

#[tokio::test]
async fn a_blank_thread_id_is_no_thread() {
    let server = guarded();
    server.log(vec![turn(0, 1, " \t", "a", "b")]).await;
    assert!(server.threads(&[]).await.is_empty());
    assert!(trace(&server, &id(0, 1)).await.get("thread_id").is_none());
}

#[tokio::test]
async fn thread_ids_are_compared_byte_for_byte() {
    let server = guarded();
    let long = "x".repeat(400);
    let ids =
        ["Chat-1", "chat-1", "chat-1 ", "châț-1", "🙂", "🙃", "a/b?c#d%20\"'\\", long.as_str(), "a\u{0}b"];
    server.log(ids.iter().zip(1..).map(|(thread, n)| turn(0, n, thread, "a", "b")).collect()).await;
    assert_eq!(server.threads(&[]).await.len(), ids.len());
    for thread in ids {
        assert_eq!(server.thread(thread).await["id"], thread);
        let filters = common::filter("thread_id", "=", thread);
        assert_eq!(
            server.ids("traces", &[("project_name", "p"), ("filters", &filters)]).await.len(),
            1,
            "{thread}"
        );
    }
}

/// What the SDK sends for a decorated function, a low-level trace and an unbatched client, in an order that was
/// recorded.
#[tokio::test]
async fn what_the_sdk_sends_becomes_conversations() {
    let server = guarded();
    let start = |n, q: &str| json!({"id": id(0, n), "project_name": "wire", "name": "bot", "start_time": at(0), "input": {"q": q}, "last_updated_at": at(0), "source": "sdk"});
    let span = |n| json!({"id": id(0, n + 10), "project_name": "wire", "trace_id": id(0, n), "name": "bot", "type": "general", "start_time": at(0), "input": {"q": "x"}, "last_updated_at": at(0), "source": "sdk"});
    let mut end = start(1, "hello");
    end["end_time"] = json!(at(3));
    end["output"] = json!({"output": "answer"});
    end["thread_id"] = json!("deco");
    end["last_updated_at"] = json!(at(3));
    server.log_spans(vec![span(1)]).await;
    server.log(vec![end]).await;
    // The late start message must not remove thread and output.
    server.log(vec![start(1, "hello")]).await;
    server
        .ok(
            "PATCH",
            &format!("spans/{}", id(0, 12)),
            json!({"project_name": "wire", "trace_id": id(0, 2), "end_time": at(1), "source": "sdk"}),
        )
        .await;
    server.log_spans(vec![span(2)]).await;
    server
        .ok(
            "PATCH",
            &format!("traces/{}", id(0, 2)),
            json!({"project_name": "wire", "end_time": at(1), "source": "sdk"}),
        )
        .await;
    let score = json!({"project_name": "wire", "name": "User feedback", "value": 1.0, "source": "sdk", "id": id(0, 2), "category_name": null, "reason": null});
    server.ok("PUT", "traces/feedback-scores", json!({ "scores": [score] })).await;
    let mut low = start(2, "hi");
    low["thread_id"] = json!("low");
    low["output"] = json!({"content": "hello"});
    server.log(vec![low]).await;
    let mut single = start(3, "q");
    single["thread_id"] = json!("single");
    server.ok("POST", "traces", single).await;
    server
        .ok(
            "PATCH",
            &format!("traces/{}", id(0, 3)),
            json!({"project_name": "wire", "end_time": at(1), "source": "sdk"}),
        )
        .await;

    let thread = async |thread: &str| {
        server
            .ok("POST", "traces/threads/retrieve", json!({"project_name": "wire", "thread_id": thread}))
            .await
    };
    assert_eq!(thread("deco").await["last_message"], json!({"output": "answer"}));
    assert_eq!(thread("low").await["last_message"], json!({"content": "hello"}));
    assert_eq!(thread("single").await["first_message"], json!({"q": "q"}));
    let low = trace(&server, &id(0, 2)).await;
    assert_eq!((&low["feedback_scores"][0]["value"], &low["span_count"]), (&json!(1.0), &json!(1)));
    let found = server
        .ok("POST", "traces/search", json!({"project_name": "wire", "project_id": null, "filters": [{"field": "thread_id", "operator": "=", "key": "", "value": "low", "type": "string"}],
            "last_retrieved_id": null, "limit": 10, "truncate": true, "exclude": null}))
        .await;
    assert_eq!(found["id"], id(0, 2));
}

#[tokio::test]
async fn what_was_answered_is_there_after_the_store_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.db");
    let open = || {
        let store = mock_opik::store::Store::open(&path).unwrap();
        let clock = mock_opik::clock::Clock::frozen(common::noon());
        let state = mock_opik::state::AppState::new(store, clock, mock_opik::state::ThreadRules::Guarded);
        Server { api: mock_opik::routes::api(state.clone()), state }
    };
    let first = open();
    first.log(vec![turn(0, 1, "t", "a", "b")]).await;
    first.state.store.close().await;
    assert_eq!(first.send("GET", "traces?project_name=p", Value::Null).await.0.as_u16(), 503);
    let second = open();
    assert_eq!(second.thread("t").await["first_message"], json!({"q": "a"}));
    second.log(vec![turn(1, 2, "t", "c", "d")]).await;
    assert_eq!(second.thread("t").await["number_of_messages"], 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The same writes in any order leave the same trace and the same thread.
    #[test]
    fn the_order_of_arrival_does_not_matter(
        stamps in proptest::sample::subsequence((0..12_i64).collect::<Vec<_>>(), 1..6),
        order in proptest::collection::vec(any::<usize>(), 6),
        replays in proptest::collection::vec(any::<usize>(), 0..4),
        in_one_batch: bool,
    ) {
        let write = |stamp: i64| {
            let mut write = turn(0, 1, ["a", "b", "c"][(stamp % 3) as usize], &format!("in {stamp}"), &format!("out {stamp}"));
            write["last_updated_at"] = json!(at(stamp));
            if stamp % 2 == 0 { write.as_object_mut().unwrap().remove("end_time"); }
            if stamp % 4 == 1 { write["error_info"] = json!({"exception_type": "E", "traceback": ""}); }
            write
        };
        let mut shuffled: Vec<i64> = stamps.clone();
        for (at, to) in order.iter().enumerate().take(shuffled.len()) {
            let length = shuffled.len();
            shuffled.swap(at, to % length);
        }
        shuffled.extend(replays.iter().map(|replay| stamps[replay % stamps.len()]));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outcome = async |stamps: &[i64]| {
            let server = guarded();
            let writes: Vec<Value> = stamps.iter().map(|stamp| write(*stamp)).collect();
            if in_one_batch {
                server.log(writes).await;
            } else {
                for write in writes { server.log(vec![write]).await; }
            }
            let mut trace = trace(&server, &id(0, 1)).await;
            let mut threads = server.get("traces/threads?project_name=p").await;
            for item in threads["content"].as_array_mut().unwrap().iter_mut().chain([&mut trace]) {
                let fields = item.as_object_mut().unwrap();
                fields.remove("project_id");
                fields.remove("thread_model_id");
            }
            (trace, threads, server.get("traces/threads/stats?project_name=p").await)
        };
        let (expected, got) = runtime.block_on(async { (outcome(&stamps).await, outcome(&shuffled).await) });
        prop_assert_eq!(&expected.0["last_updated_at"], &json!(at(*stamps.last().unwrap())));
        prop_assert_eq!(expected, got);
    }
}
