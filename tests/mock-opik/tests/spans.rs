//! Spans, as the view of a trace requests them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use common::{Server, at, encode, filter, guarded, id, turn};
use serde_json::{Value, json};

/// A trace (1) of an agent (2) with a model call (3) and a tool call (4) that fails.
async fn run() -> Server {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "asked", "answered")]).await;
    let span = |n: u32, kind: &str, more: Value| {
        let mut span = json!({
            "id": id(i64::from(n), n), "trace_id": id(0, 1), "project_name": "p", "name": kind, "type": kind,
            "start_time": at(i64::from(n)), "end_time": at(2 * i64::from(n)), "input": {"q": kind},
        });
        span.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        span
    };
    let thought = json!({
        "parent_span_id": id(2, 2), "model": "gpt-4o", "provider": "OpenAI", "ttft": 120.5, "environment": "prod",
        "usage": {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42}, "total_estimated_cost": 0.002,
        "output": {"text": "Größe"}, "metadata": {"temperature": 0.2}, "tags": ["draft"],
    });
    let error = json!({"exception_type": "ToolTimeout", "message": "late", "traceback": "at tools.py"});
    let failed = json!({"parent_span_id": id(2, 2), "error_info": error});
    server
        .log_spans(vec![span(2, "general", json!({})), span(3, "llm", thought), span(4, "tool", failed)])
        .await;
    server
}

async fn spans(server: &Server, query: &[(&str, &str)]) -> Vec<u32> {
    let trace = id(0, 1);
    let all: Vec<_> = [("project_name", "p"), ("trace_id", &*trace)].iter().chain(query).copied().collect();
    let ids = server.ids("spans", &all).await;
    ids.iter().map(|id| id[24..].parse().unwrap()).collect()
}

#[tokio::test]
async fn a_span_is_read_as_it_was_written() {
    let server = run().await;
    let span = server.get(&format!("spans/{}", id(3, 3))).await;
    for (field, value) in [
        ("trace_id", json!(id(0, 1))),
        ("parent_span_id", json!(id(2, 2))),
        ("type", json!("llm")),
        ("model", json!("gpt-4o")),
        ("provider", json!("OpenAI")),
        ("usage", json!({"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42})),
        ("total_estimated_cost", json!(0.002)),
        ("ttft", json!(120.5)),
        ("duration", json!(3000.0)),
        ("environment", json!("prod")),
        ("output", json!({"text": "Größe"})),
        ("tags", json!(["draft"])),
    ] {
        assert_eq!(span[field], value, "{field}");
    }
    for absent in ["span_count", "has_tool_spans", "visibility_mode", "thread_id", "feedback_scores"] {
        assert!(span.get(absent).is_none(), "{absent} is nothing a span has");
    }
    let failed = server.get(&format!("spans/{}", id(4, 4))).await;
    assert_eq!(failed["error_info"]["traceback"], "at tools.py");
    let (status, answer) = server.send("GET", &format!("spans/{}", id(9, 9)), Value::Null).await;
    let text = format!("Span id: {} not found", id(9, 9));
    assert_eq!((status.as_u16(), answer), (404, json!({"code": 404, "message": text})));
}

#[tokio::test]
async fn a_span_posted_twice_is_no_conflict_and_the_later_one_stays() {
    let server = guarded();
    let span = |name: &str| json!({"id": id(0, 2), "trace_id": id(0, 1), "project_name": "p", "start_time": at(0), "name": name});
    for name in ["first", "second"] {
        let (status, _) = server.send("POST", "spans", span(name)).await;
        assert_eq!(status.as_u16(), 201);
    }
    assert_eq!(server.get(&format!("spans/{}", id(0, 2))).await["name"], "second");
}

#[tokio::test]
async fn a_span_cannot_be_deleted_by_itself() {
    let server = run().await;
    let (status, answer) = server.send("DELETE", &format!("spans/{}", id(3, 3)), Value::Null).await;
    assert_eq!((status.as_u16(), &answer["code"]), (405, &json!(405)));
    server.get(&format!("spans/{}", id(3, 3))).await;
}

#[tokio::test]
async fn spans_are_listed_newest_first_filtered_and_searched() {
    let server = run().await;
    assert_eq!(spans(&server, &[]).await, [4, 3, 2]);
    assert_eq!(spans(&server, &[("type", "LLM")]).await, [3]);
    assert_eq!(spans(&server, &[("size", "15000"), ("strip_attachments", "true")]).await, [4, 3, 2]);
    for (field, operator, value, found) in [
        ("name", "contains", "LL", vec![3]),
        ("model", "starts_with", "GPT", vec![3]),
        ("provider", "=", "openai", vec![3]),
        ("type", "in", "tool, general", vec![4, 2]),
        ("error_info", "is_not_empty", "", vec![4]),
        ("error_type", "=", "tooltimeout", vec![4]),
        ("duration", ">", "3000", vec![4]),
        ("ttft", ">", "100", vec![3]),
        ("usage.completion_tokens", "=", "12", vec![3]),
        ("total_estimated_cost", ">", "0", vec![3]),
        ("tags", "contains", "DRA", vec![3]),
        ("environment", "=", "prod", vec![3]),
        ("source", "=", "sdk", vec![4, 3, 2]),
        ("output", "contains", "größe", vec![3]),
        ("start_time", ">=", &at(4), vec![4]),
        ("trace_id", "=", &id(0, 1), vec![4, 3, 2]),
    ] {
        let filters = filter(field, operator, value);
        assert_eq!(spans(&server, &[("filters", &filters)]).await, found, "{field} {operator} {value}");
    }
    let heated = json!([{"field": "metadata", "operator": "=", "key": "temperature", "value": "0.2"}]);
    assert_eq!(spans(&server, &[("filters", &heated.to_string())]).await, [3]);
    for (text, found) in [
        ("GRÖSSE", vec![]),
        ("grÖße", vec![3]),
        ("tools.PY", vec![4]),
        ("draft", vec![3]),
        (&id(2, 2), vec![2]),
        (&id(0, 1), vec![4, 3, 2]),
        ("GPT-4", vec![3]),
        ("openAI", vec![3]),
        ("llm", vec![3]),
        ("General", vec![2]),
    ] {
        assert_eq!(spans(&server, &[("search", text)]).await, found, "{text}");
    }
}

#[tokio::test]
async fn a_truth_at_a_path_is_true_or_false_and_what_is_not_there_is_neither() {
    let server = run().await;
    let span = |n: u32, metadata: Value| {
        json!({
            "id": id(i64::from(n), n), "trace_id": id(0, 1), "project_name": "p", "name": "n", "type": "general",
            "start_time": at(i64::from(n)), "metadata": metadata,
        })
    };
    let internal = json!({"_opik": {"is_internal": true}, "n": 1, "word": "true"});
    server.log_spans(vec![span(5, internal), span(6, json!({"_opik": {"is_internal": false}}))]).await;
    for (operator, key, value, found) in [
        ("=", "_opik.is_internal", "true", vec![5]),
        ("=", "_opik.is_internal", "TRUE", vec![5]),
        ("!=", "_opik.is_internal", "true", vec![6, 4, 3, 2]),
        ("=", "$._opik.is_internal", "false", vec![6]),
        ("is_empty", "_opik.is_internal", "", vec![4, 3, 2]),
        ("=", "word", "true", vec![5]),
        ("=", "n", "1", vec![5]),
        (">", "n", "0.5", vec![5]),
    ] {
        let filters =
            json!([{"field": "metadata", "operator": operator, "key": key, "value": value}]).to_string();
        assert_eq!(spans(&server, &[("filters", &filters)]).await, found, "{operator} {key} {value}");
    }
}

#[tokio::test]
async fn spans_can_be_sorted_by_all_that_opik_sorts_them_by() {
    let server = run().await;
    let page = server.get("spans?project_name=p").await;
    let names: Vec<&str> =
        page["sortable_by"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
    for name in "id name type trace_id parent_span_id input output metadata start_time end_time duration ttft usage.* \
                 tags created_at last_updated_at model provider total_estimated_cost error_info created_by \
                 feedback_scores.* environment"
        .split_whitespace()
    {
        assert!(names.contains(&name), "{name}");
    }
    for (field, direction, order) in [
        ("start_time", "ASC", [2, 3, 4]),
        ("duration", "DESC", [4, 3, 2]),
        ("name", "ASC", [2, 3, 4]),
        ("type", "DESC", [4, 3, 2]),
        ("usage.total_tokens", "ASC", [3, 4, 2]),
        ("total_estimated_cost", "DESC", [3, 4, 2]),
        ("error_info", "DESC", [4, 3, 2]),
        ("model", "DESC", [3, 4, 2]),
    ] {
        let sorting = json!([{"field": field, "direction": direction}]).to_string();
        assert_eq!(spans(&server, &[("sorting", &sorting)]).await, order, "{field} {direction}");
    }
}

#[tokio::test]
async fn a_type_there_is_not_is_refused() {
    let server = run().await;
    let (status, _) = server.send("GET", "spans?project_name=p&type=banana", Value::Null).await;
    assert_eq!(status.as_u16(), 404);
    let (status, answer) =
        server.send("POST", "spans/search", json!({"project_name": "p", "type": "banana"})).await;
    assert_eq!(status.as_u16(), 400);
    assert!(answer["message"].as_str().unwrap().starts_with("Unable to process JSON. "), "{answer}");
}

#[tokio::test]
async fn the_stream_of_spans_goes_on_below_its_cursor() {
    let server = run().await;
    let body = json!({"project_name": "p", "trace_id": id(0, 1), "limit": 2, "last_retrieved_id": id(4, 4), "exclude": ["input"]});
    let (status, answer) = server.send("POST", "spans/search", body).await;
    let lines: Vec<Value> = answer
        .as_str()
        .unwrap()
        .split_terminator("\r\n")
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(status.as_u16(), 200);
    assert_eq!(lines.iter().map(|span| span["id"].clone()).collect::<Vec<_>>(), [id(3, 3), id(2, 2)]);
    assert!(lines.iter().all(|span| span.get("input").is_none()));
}

#[tokio::test]
async fn a_project_tells_whether_it_has_spans() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    assert_eq!(server.get("spans/exists?project_name=p").await, json!({"exists": false}));
    let span = json!({"id": id(0, 2), "trace_id": id(0, 1), "project_name": "p", "start_time": at(0), "source": "playground"});
    server.log_spans(vec![span]).await;
    assert_eq!(server.get("spans/exists?project_name=p").await, json!({"exists": true}));
    assert_eq!(server.get("spans/exists?project_name=p&source=sdk").await, json!({"exists": false}));
    let (status, answer) = server.send("GET", "spans/exists", Value::Null).await;
    let text = "Either 'project_name' or 'project_id' query params must be provided";
    assert_eq!((status.as_u16(), &answer["message"]), (400, &json!(text)));
}

#[tokio::test]
async fn each_field_can_be_left_out_and_nothing_else_goes_with_it() {
    let server = run().await;
    for (path, entity, skipped) in [
        ("spans", id(3, 3), &["feedback_scores", "comments"][..]),
        ("traces", id(0, 1), &["feedback_scores", "comments", "span_feedback_scores"]),
    ] {
        for base in ["traces", "spans"].into_iter().filter(|base| *base == path || path == "traces") {
            let judged = if base == "spans" { id(3, 3) } else { entity.clone() };
            let score = json!({"name": "n", "value": 1, "source": "ui"});
            server.ok("PUT", &format!("{base}/{judged}/feedback-scores"), score).await;
            server.ok("POST", &format!("{base}/{judged}/comments"), json!({"text": "hm"})).await;
        }
        let whole = server.get(&format!("{path}/{entity}")).await;
        let fields: Vec<&String> = whole.as_object().unwrap().keys().collect();
        assert!(skipped.iter().all(|name| fields.contains(&&(*name).to_owned())), "{fields:?}");
        let kept = ["id", "project_id", "trace_id", "parent_span_id", "last_updated_at"];
        for name in fields.iter().filter(|name| !kept.contains(&name.as_str())) {
            let filters = filter("id", "=", &entity);
            let exclude = json!([name]).to_string();
            let query = encode(&[("project_name", "p"), ("filters", &filters), ("exclude", &exclude)]);
            let page = server.get(&format!("{path}?{query}")).await;
            let mut expected = whole.clone();
            expected.as_object_mut().unwrap().remove(*name);
            if path == "traces" && *name == "providers" {
                // The metadata of this trace has only the providers.
                expected.as_object_mut().unwrap().remove("metadata");
            }
            assert_eq!(page["content"][0], expected, "{path} without {name}");
        }
        let query = encode(&[("project_name", "p"), ("exclude", r#"["nonsense"]"#)]);
        let (status, answer) = server.send("GET", &format!("{path}?{query}"), Value::Null).await;
        let text = r#"Invalid query param exclude '["nonsense"]'"#;
        assert_eq!((status.as_u16(), &answer["message"]), (400, &json!(text)));
    }
}

#[tokio::test]
async fn providers_stand_first_in_the_metadata_of_a_trace_and_its_spans() {
    let server = run().await;
    let span = server.get(&format!("spans/{}", id(3, 3))).await;
    assert_eq!(span["metadata"].to_string(), r#"{"provider":"OpenAI","temperature":0.2}"#);
    let trace = server.get(&format!("traces/{}", id(0, 1))).await;
    assert_eq!(
        (&trace["metadata"], &trace["providers"]),
        (&json!({"providers": ["OpenAI"]}), &json!(["OpenAI"]))
    );
    let tool = server.get(&format!("spans/{}", id(4, 4))).await;
    assert!(tool.get("metadata").is_none(), "no provider, nothing to name");
}

#[tokio::test]
async fn a_root_stays_a_root() {
    let server = guarded();
    let root = json!({"id": id(0, 1), "trace_id": id(0, 9), "project_name": "p", "start_time": at(0)});
    server.log_spans(vec![root]).await;
    let path = format!("spans/{}", id(0, 1));
    let moved = json!({"trace_id": id(0, 9), "parent_span_id": id(0, 2), "name": "moved"});
    let many = json!({"ids": [id(0, 1)], "update": {"parent_span_id": id(0, 2), "name": "moved"}});
    for (path, body) in [(path.as_str(), moved), ("spans/batch", many)] {
        let (status, answer) = server.send("PATCH", path, body).await;
        let words = json!({"errors": ["parent_span_id does not match the existing span"]});
        assert_eq!((status.as_u16(), answer), (409, words), "{path}");
    }
    let read = server.get(&path).await;
    assert_eq!((read.get("parent_span_id"), read.get("name")), (None, None), "nothing of it was written");
    // Opik's page sends no parent when it changes the tags of a span.
    server.ok("PATCH", &path, json!({"trace_id": id(0, 9), "parent_span_id": null, "tags": ["x"]})).await;
}

#[tokio::test]
async fn a_patch_that_comes_first_may_say_under_which_span_it_belongs() {
    let server = guarded();
    let path = format!("spans/{}", id(0, 1));
    server.ok("PATCH", &path, json!({"project_name": "p", "trace_id": id(0, 9), "output": "so"})).await;
    server.ok("PATCH", &path, json!({"trace_id": id(0, 9), "parent_span_id": id(0, 2)})).await;
    assert_eq!(server.get(&path).await["parent_span_id"], id(0, 2));
    let child = json!({"id": id(0, 1), "trace_id": id(0, 9), "parent_span_id": id(0, 2), "project_name": "p", "start_time": at(0)});
    server.log_spans(vec![child]).await;
    assert_eq!(server.get(&path).await["parent_span_id"], id(0, 2));
}
