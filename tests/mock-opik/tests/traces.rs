//! Reading and deleting traces and spans.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use common::{Server, at, encode, filter, guarded, id, turn};
use serde_json::{Value, json};

/// Three traces, the last one failed and with two spans.
async fn three() -> Server {
    let server = guarded();
    let mut failed = turn(20, 3, "u", "third", "");
    failed["error_info"] = json!({"exception_type": "Timeout", "message": "late", "traceback": "at"});
    failed["metadata"] = json!({"model": {"name": "Big"}, "n": [1, 2]});
    failed["tags"] = json!(["vip"]);
    failed["name"] = json!("other");
    server.log(vec![turn(0, 1, "t", "first", "one"), turn(10, 2, "t", "second", "Größe"), failed]).await;
    let span = |n: u32, kind: &str, cost: f64| {
        json!({
            "id": id(20, n), "trace_id": id(20, 3), "project_name": "p", "type": kind, "name": kind, "start_time": at(20), "end_time": at(21),
            "model": "m", "provider": kind, "usage": {"total_tokens": n}, "total_estimated_cost": cost, "input": {"x": kind},
        })
    };
    server.log_spans(vec![span(4, "llm", 0.1), span(5, "tool", 0.2)]).await;
    server
}

async fn traces(server: &Server, query: &[(&str, &str)]) -> Vec<u32> {
    let all: Vec<_> = [("project_name", "p")].iter().chain(query).copied().collect();
    let ids = server.ids("traces", &all).await;
    ids.iter().map(|id| id[24..].parse().unwrap()).collect()
}

#[tokio::test]
async fn a_trace_tells_about_its_spans() {
    let server = three().await;
    let trace = server.get(&format!("traces/{}", id(20, 3))).await;
    assert_eq!(
        (&trace["span_count"], &trace["llm_span_count"], &trace["has_tool_spans"]),
        (&json!(2), &json!(1), &json!(true))
    );
    assert_eq!((&trace["usage"], &trace["total_estimated_cost"]), (&json!({"total_tokens": 9}), &json!(0.3)));
    assert_eq!(trace["providers"], json!(["llm", "tool"]));
    let (status, answer) = server.send("GET", &format!("traces/{}", id(0, 99)), Value::Null).await;
    assert_eq!(
        (status.as_u16(), answer),
        (404, json!({"code": 404, "message": format!("Trace id: {} not found", id(0, 99))}))
    );
}

#[tokio::test]
async fn a_span_written_again_is_counted_once() {
    let server = three().await;
    let again = json!({"id": id(20, 4), "trace_id": id(20, 3), "project_name": "p", "type": "tool", "start_time": at(20), "usage": {"total_tokens": 1}});
    server.log_spans(vec![again]).await;
    let trace = server.get(&format!("traces/{}", id(20, 3))).await;
    assert_eq!(
        (&trace["span_count"], &trace["llm_span_count"], &trace["usage"]),
        (&json!(2), &json!(0), &json!({"total_tokens": 6}))
    );
    assert_eq!(server.thread("u").await["usage"], json!({"total_tokens": 6}));
}

#[tokio::test]
async fn the_list_is_newest_first_and_can_be_sorted_filtered_and_searched() {
    let server = three().await;
    assert_eq!(traces(&server, &[]).await, [3, 2, 1]);
    assert_eq!(traces(&server, &[("size", "1"), ("page", "2")]).await, [2]);
    for (field, first) in [
        ("start_time", 1),
        ("name", 3),
        ("duration", 3),
        ("span_count", 2),
        ("usage.total_tokens", 3),
        ("input", 1),
        ("thread_id", 2),
        ("error_info", 2),
        ("tags", 3),
        ("metadata", 3),
        ("total_estimated_cost", 2),
        ("nothing", 3),
    ] {
        let sorting = json!([{ "field": field }]).to_string();
        assert_eq!(traces(&server, &[("sorting", &sorting)]).await[0], first, "{field}");
    }
    for (text, found) in [
        ("SECOND", vec![2]),
        ("GRÖSSE", vec![]),
        ("GRÖß", vec![2]),
        ("timeout", vec![3]),
        ("vip", vec![3]),
        ("big", vec![3]),
        (&id(0, 1), vec![1]),
    ] {
        assert_eq!(traces(&server, &[("search", text)]).await, found, "{text}");
    }
    for (field, operator, value, found) in [
        ("thread_id", "=", "t", vec![2, 1]),
        ("thread_id", "!=", "t", vec![3]),
        ("name", "=", "OTHER", vec![3]),
        ("input", "contains", "IR", vec![3, 1]),
        ("error_type", "=", "timeout", vec![3]),
        ("error_info", "is_not_empty", "", vec![3]),
        ("error_info", "is_empty", "", vec![2, 1]),
        ("llm_span_count", ">", "0", vec![3]),
        ("total_estimated_cost", ">=", "0.3", vec![3]),
        ("usage.total_tokens", "=", "9", vec![3]),
        ("duration", "=", "1000", vec![3, 2, 1]),
        ("tags", "contains", "VI", vec![3]),
        ("visibility_mode", "=", "default", vec![3, 2, 1]),
        ("source", "=", "sdk", vec![3, 2, 1]),
        ("id", "=", &id(10, 2), vec![2]),
        ("start_time", "<", &at(10), vec![1]),
    ] {
        assert_eq!(
            traces(&server, &[("filters", &filter(field, operator, value))]).await,
            found,
            "{field} {operator} {value}"
        );
    }
    for (field, key, operator, value, found) in [
        ("metadata", "model.name", "=", "big", vec![3]),
        ("metadata", "$.n[1]", ">", "1.5", vec![3]),
        ("metadata", "nope", "is_empty", "", vec![3, 2, 1]),
        ("input_json", "q", "starts_with", "SEC", vec![2]),
        ("custom", "output.a", "contains", "größe", vec![2]),
        ("feedback_scores", "x", "is_empty", "", vec![3, 2, 1]),
        ("span_feedback_scores", "x", "=", "1", vec![]),
    ] {
        let filters = json!([{"field": field, "operator": operator, "key": key, "value": value}]).to_string();
        assert_eq!(traces(&server, &[("filters", &filters)]).await, found, "{field} {key}");
    }
    assert_eq!(traces(&server, &[("from_time", &at(5)), ("to_time", &at(10))]).await, [2]);
}

#[tokio::test]
async fn every_field_and_operator_gives_a_list_or_a_refusal_in_words() {
    let server = three().await;
    let operators = [
        "contains",
        "not_contains",
        "starts_with",
        "ends_with",
        "=",
        "!=",
        ">",
        ">=",
        "<",
        "<=",
        "is_empty",
        "is_not_empty",
        "in",
        "not_in",
    ];
    let fields = |list: &[mock_opik::filter::Field]| list.iter().map(|field| field.name).collect::<Vec<_>>();
    for (path, fields) in [
        ("traces", fields(mock_opik::store::record_fields::TRACE_FIELDS)),
        ("spans", fields(mock_opik::store::record_fields::SPAN_FIELDS)),
        ("traces/threads", fields(mock_opik::store::thread_view::FIELDS)),
    ] {
        for field in fields {
            for operator in operators {
                for value in ["1", "", "2026-01-01T00:00:00Z", "'); DROP TABLE threads; --"] {
                    let filters =
                        json!([{"field": field, "operator": operator, "key": "input.a'b", "value": value}])
                            .to_string();
                    let query = encode(&[("project_name", "p"), ("filters", &filters)]);
                    let (status, answer) = server.send("GET", &format!("{path}?{query}"), Value::Null).await;
                    assert!(matches!(status.as_u16(), 200 | 400), "{path} {filters}: {status} {answer}");
                }
            }
        }
    }
    for (path, sortable) in [
        ("traces", mock_opik::store::record_fields::TRACES),
        ("spans", mock_opik::store::record_fields::SPANS),
    ] {
        for field in sortable.names() {
            let sorting = json!([{"field": field.replace('*', "x"), "direction": "DESC"}]).to_string();
            server.get(&format!("{path}?{}", encode(&[("project_name", "p"), ("sorting", &sorting)]))).await;
        }
    }
}

#[tokio::test]
async fn fields_can_be_left_out_and_long_values_cut() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", &"x".repeat(20_000), "short")]).await;
    let page = server
        .get(&format!("traces?{}", encode(&[("project_name", "p"), ("exclude", r#"["input","name"]"#)])))
        .await;
    let trace = &page["content"][0];
    assert!(trace.get("input").is_none() && trace.get("name").is_none() && trace.get("output").is_some());
    let judged = json!({"name": "n", "value": 1, "source": "ui"});
    server.ok("PUT", &format!("traces/{}/feedback-scores", id(0, 1)), judged).await;
    server.ok("POST", &format!("traces/{}/comments", id(0, 1)), json!({"text": "hm"})).await;
    for left_out in ["feedback_scores", "comments", "duration"] {
        let query = encode(&[("project_name", "p"), ("exclude", &json!([left_out]).to_string())]);
        let trace = server.get(&format!("traces?{query}")).await["content"][0].clone();
        for field in ["feedback_scores", "comments", "duration"] {
            assert_eq!(trace.get(field).is_none(), field == left_out, "{field} without {left_out}");
        }
    }
    let page = server.get("traces?project_name=p&truncate=true").await;
    assert_eq!(page["content"][0]["input"].as_str().unwrap().len(), 10_001);
    let whole = server.get(&format!("traces/{}", id(0, 1))).await;
    assert_eq!(whole["input"]["q"].as_str().unwrap().len(), 20_000);
}

#[tokio::test]
async fn the_stream_goes_on_below_its_cursor() {
    let server = three().await;
    let stream = async |body: Value| {
        let (status, answer) = server.send("POST", "traces/search", body).await;
        assert_eq!(status.as_u16(), 200);
        let text = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
        text.split_terminator("\r\n")
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(stream(json!({"project_name": "p", "limit": 2})).await, [id(20, 3), id(10, 2)]);
    assert_eq!(
        stream(json!({"project_name": "p", "limit": 2, "last_retrieved_id": id(10, 2)})).await,
        [id(0, 1)]
    );
    let (status, answer) = server.send("POST", "traces/search", json!({"project_name": "nobody"})).await;
    assert_eq!(
        (status.as_u16(), answer),
        (404, json!({"code": 404, "message": "Project name: nobody not found"}))
    );
}

#[tokio::test]
async fn spans_are_listed_by_trace_and_type() {
    let server = three().await;
    let trace = id(20, 3);
    let of = async |query: &str| server.get(&format!("spans?project_name=p&{query}")).await["total"].clone();
    assert_eq!(of(&format!("trace_id={trace}")).await, 2);
    assert_eq!(of(&format!("trace_id={trace}&type=tool")).await, 1);
    assert_eq!(of("search=LLM").await, 1);
    assert_eq!(of(&format!("trace_id={}", id(0, 1))).await, 0);
    let span = server.get(&format!("spans/{}", id(20, 5))).await;
    assert_eq!(
        (&span["type"], &span["trace_id"], &span["usage"]),
        (&json!("tool"), &json!(trace), &json!({"total_tokens": 5}))
    );
    let lines = server
        .ok("POST", "spans/search", json!({"project_name": "p", "trace_id": trace, "type": "llm"}))
        .await;
    assert_eq!(lines["id"], id(20, 4));
}

#[tokio::test]
async fn statistics_count_sum_and_average() {
    let server = three().await;
    let stats = server.get("traces/stats?project_name=p").await;
    let value = |name: &str| {
        stats["stats"].as_array().unwrap().iter().find(|stat| stat["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!((value("trace_count"), value("error_count"), value("input")), (json!(3), json!(1), json!(3)));
    assert_eq!(
        (value("usage_sum.total_tokens"), value("total_estimated_cost_sum")),
        (json!(9.0), json!(0.3))
    );
    assert_eq!(value("duration")["p50"], 1000.0);
    let spans = server.get(&format!("spans/stats?project_name=p&trace_id={}", id(20, 3))).await;
    assert_eq!(spans["stats"][0], json!({"name": "span_count", "value": 2, "type": "COUNT"}));
}

#[tokio::test]
async fn a_deleted_trace_leaves_its_thread_right() {
    let server = three().await;
    server.ok("DELETE", &format!("traces/{}", id(10, 2)), Value::Null).await;
    let thread = server.thread("t").await;
    assert_eq!((&thread["number_of_messages"], &thread["last_message"]), (&json!(2), &json!({"a": "one"})));
    server.ok("POST", "traces/delete", json!({"ids": [id(20, 3), id(0, 99)]})).await;
    assert_eq!(server.threads(&[]).await, ["t"]);
    assert_eq!(server.get("spans?project_name=p").await["total"], 0);
    assert!(server.threads(&[("search", "second")]).await.is_empty());
}

#[tokio::test]
async fn a_project_tells_whether_it_has_conversations() {
    let server = guarded();
    server.log(vec![turn(0, 1, " ", "a", "b")]).await;
    assert_eq!(server.get("traces/exists?project_name=p").await, json!({"exists": true}));
    assert_eq!(
        server.get("traces/exists?project_name=p&thread_only=true&source=sdk").await,
        json!({"exists": false})
    );
    server.log(vec![turn(1, 2, "t", "a", "b")]).await;
    assert_eq!(
        server.get("traces/exists?project_name=p&thread_only=true&source=sdk").await,
        json!({"exists": true})
    );
}
