//! Invalid requests are refused with 4xx in Opik's shapes, and never with 5xx. Each of these was 500 or 501 once, or is
//! similar to one that was. `fuzz.rs` looks for more.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod support;

use serde_json::{Value, json};
use support::{Server, at, encode, filter, guarded, id, turn};

async fn logged() -> Server {
    let server = guarded();
    server.log(vec![turn(-60, 1, "t", "a", "b")]).await;
    let span =
        json!({ "id": id(-60, 2), "trace_id": id(-60, 1), "project_name": "p", "start_time": at(-60) });
    server.log_spans(vec![span]).await;
    server
}

/// Sends a request and returns the status; a refusal must have one of Opik's two shapes.
async fn asked(server: &Server, method: &str, path: &str, body: Value) -> u16 {
    let (status, answer) = server.send(method, path, body).await;
    if !status.is_success() {
        let coded = answer["code"] == status.as_u16() && answer["message"].is_string();
        assert!(coded || answer["errors"][0].is_string(), "{method} {path}: {status} {answer}");
    }
    status.as_u16()
}

const LISTS: [&str; 3] = ["traces", "spans", "traces/threads"];

/// The statuses of lists, statistics and search with these filters.
async fn filtered(server: &Server, filters: &str) -> Vec<u16> {
    let mut all = Vec::new();
    for list in LISTS {
        let query = encode(&[("project_name", "p"), ("filters", filters)]);
        for path in [format!("{list}?{query}"), format!("{list}/stats?{query}")] {
            // Longer addresses do not reach a server over a socket.
            if path.len() < 60_000 {
                all.push(asked(server, "GET", &path, Value::Null).await);
            }
        }
        let filters: Value = serde_json::from_str(filters).unwrap();
        let body = json!({ "project_name": "p", "filters": filters });
        all.push(asked(server, "POST", &format!("{list}/search"), body).await);
    }
    all
}

#[tokio::test]
async fn any_number_of_filters_is_carried_out_or_refused() {
    let server = logged().await;
    for (field, operator) in
        [("id", "="), ("tags", "contains"), ("feedback_scores", "is_empty"), ("start_time", ">")]
    {
        let one =
            json!({ "field": field, "operator": operator, "key": "k", "value": "2026-01-01T00:00:00Z" });
        for (count, status) in [(1, 200), (100, 200), (101, 400), (998, 400), (5000, 400)] {
            let filters = Value::from(vec![one.clone(); count]).to_string();
            let statuses = filtered(&server, &filters).await;
            assert!(statuses.iter().all(|one| *one == status), "{count} by {field}: {statuses:?}");
        }
    }
}

#[tokio::test]
async fn any_number_of_words_is_carried_out() {
    let server = logged().await;
    for operator in ["in", "not_in"] {
        let words = vec!["x"; 40_000].join(",");
        for field in ["environment", "visibility_mode", "status"] {
            let statuses = filtered(&server, &filter(field, operator, &words)).await;
            assert!(statuses.iter().all(|status| matches!(status, 200 | 400)), "{field}: {statuses:?}");
        }
    }
    let found = |words: &str| filter("environment", "in", words);
    let mut there = turn(-50, 3, "u", "a", "b");
    there["environment"] = json!("live");
    server.log(vec![there]).await;
    for (words, count) in [("live", 1), ("test, live", 1), ("test,lively", 0)] {
        let query = encode(&[("project_name", "p"), ("filters", &found(words))]);
        assert_eq!(server.get(&format!("traces?{query}")).await["total"], count, "{words}");
    }
}

#[tokio::test]
async fn a_key_or_a_value_may_hold_anything() {
    let server = logged().await;
    let texts = [
        "\u{0}",
        "a\u{0}b",
        "$",
        "$.",
        "[",
        "[0",
        "[-1]",
        "[99999999999]",
        "a..b",
        "\"",
        "\\",
        "['\u{0}']",
        "%00",
        "%ff",
        ".",
    ];
    for field in [
        "metadata",
        "input_json",
        "output_json",
        "custom",
        "feedback_scores",
        "span_feedback_scores",
        "tags",
        "name",
    ] {
        for text in texts {
            for key in [text.to_owned(), format!("input.{text}")] {
                for (operator, value) in [("=", "1"), ("is_empty", ""), ("contains", text), (">", "1")] {
                    let filters =
                        json!([{ "field": field, "operator": operator, "key": key, "value": value }])
                            .to_string();
                    let statuses = filtered(&server, &filters).await;
                    assert!(
                        statuses.iter().all(|status| matches!(status, 200 | 400)),
                        "{filters}: {statuses:?}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn json_of_any_depth_is_kept_or_refused_and_can_be_filtered() {
    let server = guarded();
    for (n, depth) in [(1, 50), (2, 120), (3, 1500), (4, 100_000)] {
        let deep = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let text = format!(
            r#"{{"traces":[{{"id":"{}","project_name":"p","start_time":"{}","input":{deep},"metadata":{{"k":{deep}}},
            "error_info":{{"exception_type":{deep},"traceback":""}},"thread_id":"t"}}]}}"#,
            id(-60, n),
            at(-60)
        );
        assert_eq!(server.send_as("", "POST", "traces/batch", &text).await.0, 204, "{depth}");
        let span = text
            .replace("\"traces\"", "\"spans\"")
            .replace("\"input\"", &format!("\"trace_id\":\"{}\",\"input\"", id(-60, n)));
        let span = span.replacen(&id(-60, n), &id(-60, n + 10), 1);
        assert_eq!(server.send_as("", "POST", "spans/batch", &span).await.0, 204, "{depth}");
    }
    for field in ["error_type", "metadata", "input_json", "input", "custom"] {
        for operator in ["contains", "=", "is_not_empty"] {
            let filters =
                json!([{ "field": field, "operator": operator, "key": "input", "value": "1" }]).to_string();
            let statuses = filtered(&server, &filters).await;
            assert!(statuses.iter().all(|status| matches!(status, 200 | 400)), "{filters}: {statuses:?}");
        }
    }
    for list in LISTS {
        for query in ["", "&truncate=true", "&search=1"] {
            assert_eq!(
                asked(&server, "GET", &format!("{list}?project_name=p{query}"), Value::Null).await,
                200
            );
        }
    }
    for path in ["feedback-definitions", "projects", "traces/threads/close"] {
        let deep = format!("{}1{}", "{\"a\":".repeat(3000), "}".repeat(3000));
        let status =
            server.send_as("", if path.ends_with("close") { "PUT" } else { "POST" }, path, &deep).await.0;
        assert!(matches!(status.as_u16(), 400 | 422), "{path}: {status}");
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_refused_in_the_apis_shape() {
    let server = logged().await;
    for (method, path) in [
        ("GET", "traces/%ff"),
        ("DELETE", "traces/%C3%28"),
        ("PATCH", "spans/%ff"),
        ("GET", "projects/%ff"),
        ("PUT", "feedback-definitions/%ff"),
        ("PATCH", "traces/threads/%ff"),
        ("GET", "traces/%ff/comments/%fe"),
        ("PATCH", "traces/comments/%ff"),
        ("POST", "spans/%ff/feedback-scores/delete"),
        ("GET", "traces/%00"),
        ("GET", "nothing/%ff"),
        ("BREW", "traces"),
        ("PUT", "traces"),
    ] {
        let status = asked(&server, method, path, json!({ "name": "x", "text": "y" })).await;
        assert!((400..500).contains(&status), "{method} {path}: {status}");
    }
    // Queries are decoded leniently.
    assert_eq!(asked(&server, "GET", "traces?project_name=p&search=%ff%00", Value::Null).await, 200);
}

#[tokio::test]
async fn numbers_of_any_size_are_carried_out_or_refused() {
    let server = logged().await;
    for number in [
        "0",
        "-1",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "1e3",
        "1.5",
        "NaN",
        "%00",
        "x",
    ] {
        for list in LISTS {
            for query in
                [format!("page={number}"), format!("size={number}"), format!("page={number}&size={number}")]
            {
                let status =
                    asked(&server, "GET", &format!("{list}?project_name=p&{query}"), Value::Null).await;
                assert!(matches!(status, 200 | 400 | 404), "{list} {query}: {status}");
            }
            for time in ["from_time", "to_time"] {
                let status =
                    asked(&server, "GET", &format!("{list}?project_name=p&{time}={number}"), Value::Null)
                        .await;
                assert!(matches!(status, 200 | 400), "{list} {time}={number}: {status}");
            }
        }
        let status =
            asked(&server, "GET", &format!("projects?page={number}&size={number}"), Value::Null).await;
        assert!(matches!(status, 200 | 400 | 404), "{number}: {status}");
    }
    for limit in [json!(0), json!(2001), json!(1e30), json!(-1), json!(null), json!("x"), json!(1.5)] {
        let body = json!({ "project_name": "p", "limit": limit });
        let status = asked(&server, "POST", "traces/search", body).await;
        assert!(matches!(status, 200 | 400 | 422), "{limit}: {status}");
    }
}

#[tokio::test]
async fn sums_beyond_all_numbers_can_still_be_read() {
    let server = logged().await;
    for n in 10..14 {
        let span = json!({ "id": id(-60, n), "trace_id": id(-60, 1), "project_name": "p", "start_time": at(-60),
                           "total_estimated_cost": 1e300, "usage": { "total_tokens": i64::MAX }, "ttft": 1e308 });
        server.log_spans(vec![span]).await;
    }
    for list in LISTS {
        for path in [format!("{list}?project_name=p"), format!("{list}/stats?project_name=p")] {
            assert_eq!(asked(&server, "GET", &path, Value::Null).await, 200, "{path}");
        }
        for field in ["total_estimated_cost", "usage.total_tokens", "duration"] {
            let sorting = json!([{ "field": field, "direction": "DESC" }]).to_string();
            let query = encode(&[("project_name", "p"), ("sorting", &sorting)]);
            assert_eq!(
                asked(&server, "GET", &format!("{list}?{query}"), Value::Null).await,
                200,
                "{list} by {field}"
            );
        }
    }
    let project = server.ok("POST", "projects/retrieve", json!({ "name": "p" })).await["id"].clone();
    let cards = format!("projects/{}/kpi-cards", project.as_str().unwrap());
    for kind in ["traces", "spans", "threads"] {
        // SQLite's sum() fails when it is out of range.
        let period = json!({ "entity_type": kind, "interval_start": at(-3600), "interval_end": at(3600) });
        assert_eq!(asked(&server, "POST", &cards, period).await, 200, "{kind}");
    }
    assert_eq!(asked(&server, "GET", "projects/stats?size=10", Value::Null).await, 200);
    assert_eq!(asked(&server, "DELETE", &format!("traces/{}", id(-60, 1)), Value::Null).await, 204);
}

#[tokio::test]
async fn orders_and_searches_of_any_length_are_carried_out_or_refused() {
    let server = logged().await;
    let many = Value::from(vec![json!({ "field": "id", "direction": "ASC" }); 300]).to_string();
    let long = format!(r#"[{{"field":"feedback_scores.{}"}}]"#, "x".repeat(10_000));
    for sorting in [
        many.as_str(),
        &long,
        r#"[{"field":"usage.\u0000"}]"#,
        "[",
        "{}",
        "[[]]",
        "null",
        "[null]",
        r#"[{"field":null}]"#,
    ] {
        for list in LISTS.into_iter().chain(["projects"]) {
            let query = encode(&[("project_name", "p"), ("sorting", sorting)]);
            let status = asked(&server, "GET", &format!("{list}?{query}"), Value::Null).await;
            assert!(matches!(status, 200 | 400), "{list} {sorting}: {status}");
        }
    }
    for search in [
        "x".repeat(30_000),
        "\u{0}".to_owned(),
        "\u{0}x\u{0}".repeat(100),
        "%_\"'".to_owned(),
        "* OR NEAR(\"".to_owned(),
    ] {
        for list in LISTS {
            let query = encode(&[("project_name", "p"), ("search", &search)]);
            for path in [format!("{list}?{query}"), format!("{list}/stats?{query}")] {
                assert_eq!(asked(&server, "GET", &path, Value::Null).await, 200, "{list}");
            }
        }
    }
}

#[tokio::test]
async fn a_nul_in_any_name_is_kept_or_refused() {
    let server = logged().await;
    let nul = "n\u{0}n";
    let mut trace = turn(-30, 7, nul, nul, nul);
    trace["name"] = json!(nul);
    trace["tags"] = json!([nul]);
    trace["project_name"] = json!(nul);
    trace["environment"] = json!(nul);
    let score = json!({ "name": nul, "value": 1, "source": "sdk", "reason": nul, "category_name": nul, "thread_id": nul,
                        "project_name": nul });
    for (method, path, body) in [
        ("POST", "traces/batch", json!({ "traces": [trace] })),
        ("PUT", "traces/threads/feedback-scores", json!({ "scores": [score] })),
        ("POST", "traces/threads/retrieve", json!({ "project_name": nul, "thread_id": nul })),
        ("PUT", "traces/threads/close", json!({ "project_name": nul, "thread_id": nul })),
        ("POST", "projects", json!({ "name": format!("{nul}2"), "description": nul })),
        ("POST", "projects/retrieve", json!({ "name": nul })),
        (
            "POST",
            "feedback-definitions",
            json!({ "name": nul, "type": "categorical", "details": { "categories": { nul: 1, "b": 0 } } }),
        ),
        ("POST", "traces/delete", json!({ "ids": [nul] })),
        ("POST", "traces/comments/delete", json!({ "ids": [nul] })),
        ("POST", "traces/threads/delete", json!({ "project_name": nul, "thread_ids": [nul] })),
    ] {
        let status = asked(&server, method, path, body).await;
        assert!(status < 500, "{method} {path}: {status}");
    }
    for list in LISTS {
        assert_eq!(
            asked(&server, "GET", &format!("{list}?project_name=n%00n&search=%00"), Value::Null).await,
            200
        );
    }
}
