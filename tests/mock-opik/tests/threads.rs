//! Reading threads: made by their traces, listed, filtered, sorted, searched.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use axum::http::StatusCode;
use common::{Server, at, encode, filter, guarded, id, turn};
use serde_json::{Value, json};

/// Three threads; the second is the longest and the last.
async fn three() -> Server {
    let server = guarded();
    server
        .log(vec![
            turn(0, 1, "anna", "Where is my parcel?", "On its way."),
            turn(10, 2, "Ber/t", "I want a REFUND", "Of course."),
            turn(20, 3, "Ber/t", "Really?", "Grüße aus Köln"),
            turn(15, 4, "çelik 🚲", "Hello", "Hi, how can I help?"),
        ])
        .await;
    server
}

#[tokio::test]
async fn a_thread_tells_about_all_its_turns() {
    let server = three().await;
    server
        .log_spans(vec![json!({
            "id": id(20, 30), "trace_id": id(20, 3), "project_name": "p", "type": "llm", "start_time": at(20),
            "usage": {"prompt_tokens": 10, "total_tokens": 12}, "total_estimated_cost": 0.1,
        })])
        .await;
    server
        .log_spans(vec![json!({
            "id": id(10, 31), "trace_id": id(10, 2), "project_name": "p", "type": "llm", "start_time": at(10),
            "usage": {"prompt_tokens": 1, "completion_tokens": 2}, "total_estimated_cost": 0.2,
        })])
        .await;
    let thread = server.thread("Ber/t").await;
    assert_eq!(thread["id"], "Ber/t");
    assert_eq!(thread["number_of_messages"], 4);
    assert_eq!(thread["first_message"], json!({"q": "I want a REFUND"}));
    assert_eq!(thread["last_message"], json!({"a": "Grüße aus Köln"}));
    assert_eq!(thread["start_time"], at(10));
    assert_eq!(thread["end_time"], at(21));
    assert_eq!(thread["duration"], 11_000.0);
    assert_eq!(thread["usage"], json!({"completion_tokens": 2, "prompt_tokens": 11, "total_tokens": 12}));
    assert_eq!(thread["total_estimated_cost"], 0.3);
    assert_eq!(thread["status"], "active");
    assert_eq!(thread["environment"], "");
    assert_eq!(thread["created_by"], "admin");
    assert!(thread.get("tags").is_none() && thread.get("comments").is_none());
    assert_eq!(
        thread["thread_model_id"].as_str().unwrap()[..13],
        id(10, 0)[..13],
        "as old as its first trace"
    );
}

#[tokio::test]
async fn the_list_starts_with_what_happened_last() {
    let server = three().await;
    assert_eq!(server.threads(&[]).await, ["Ber/t", "çelik 🚲", "anna"]);
    let page = server.get("traces/threads?project_name=P&page=2&size=2").await;
    assert_eq!((&page["page"], &page["size"], &page["total"]), (&json!(2), &json!(1), &json!(3)));
    assert_eq!(page["content"][0]["id"], "anna");
    assert!(page["sortable_by"].as_array().unwrap().contains(&json!("feedback_scores.*")));
    let beyond = server.get("traces/threads?project_name=p&page=9").await;
    assert_eq!((&beyond["size"], &beyond["total"], &beyond["content"]), (&json!(0), &json!(3), &json!([])));
}

#[tokio::test]
async fn search_finds_any_part_of_any_turn_in_any_case_and_changes_no_counts() {
    let server = three().await;
    for (text, found) in [
        ("refund", vec!["Ber/t"]),
        ("GRÜSSE", vec![]),
        ("GRÜßE AUS", vec!["Ber/t"]),
        ("BER/", vec!["Ber/t"]),
        ("ÇELIK", vec!["çelik 🚲"]),
        (&id(15, 4)[..13], vec!["çelik 🚲"]),
        ("a", vec!["Ber/t", "çelik 🚲", "anna"]),
        ("\"q\"", vec![]),
        ("%", vec![]),
    ] {
        assert_eq!(server.threads(&[("search", text)]).await, found, "{text}");
    }
    let page = server.get("traces/threads?project_name=p&search=refund").await;
    assert_eq!((&page["total"], &page["content"][0]["number_of_messages"]), (&json!(1), &json!(4)));
}

#[tokio::test]
async fn every_sortable_field_sorts_both_ways() {
    let server = three().await;
    for (thread, value) in [("anna", 0.5), ("Ber/t", 0.25)] {
        let score =
            json!({"project_name": "p", "thread_id": thread, "name": "q", "value": value, "source": "sdk"});
        server.ok("PUT", "traces/threads/feedback-scores", json!({ "scores": [score] })).await;
    }
    server
        .log_spans(vec![json!({
            "id": id(0, 30), "trace_id": id(0, 1), "project_name": "p", "start_time": at(0), "usage": {"t": 3},
            "total_estimated_cost": 1,
        })])
        .await;
    for (field, ascending) in [
        ("id", ["Ber/t", "anna", "çelik 🚲"]),
        ("start_time", ["anna", "Ber/t", "çelik 🚲"]),
        ("end_time", ["anna", "çelik 🚲", "Ber/t"]),
        ("last_updated_at", ["anna", "çelik 🚲", "Ber/t"]),
    ] {
        for (direction, expected) in [
            ("ASC", ascending),
            ("DESC", {
                let mut all = ascending;
                all.reverse();
                all
            }),
        ] {
            let sorting = json!([{"field": field, "direction": direction}]).to_string();
            assert_eq!(server.threads(&[("sorting", &sorting)]).await, expected, "{field} {direction}");
        }
    }
    for (field, direction, first) in [
        ("duration", "DESC", "Ber/t"),
        ("number_of_messages", "DESC", "Ber/t"),
        ("total_estimated_cost", "DESC", "anna"),
        ("usage.t", "ASC", "anna"),
        ("feedback_scores.q", "ASC", "Ber/t"),
        ("feedback_scores.q", "DESC", "anna"),
        ("status", "ASC", "Ber/t"),
        ("tags", "ASC", "Ber/t"),
        ("created_at", "ASC", "Ber/t"),
        ("created_by", "ASC", "Ber/t"),
        ("environment", "ASC", "Ber/t"),
        ("unknown", "ASC", "Ber/t"),
        ("usage.it's \"odd\"", "ASC", "Ber/t"),
    ] {
        let sorting = json!([{"field": field, "direction": direction}]).to_string();
        assert_eq!(server.threads(&[("sorting", &sorting)]).await[0], first, "{field} {direction}");
    }
}

#[tokio::test]
async fn filters_choose_threads() {
    let server = three().await;
    server.close("anna").await;
    let model = server.thread("anna").await["thread_model_id"].clone();
    let tags = json!({"ids": [model], "update": {"tags_to_add": ["Größe", "b"]}});
    server.ok("PATCH", "traces/threads/batch", tags).await;
    let all = ["Ber/t", "anna", "çelik 🚲"];
    for (field, operator, value, found) in [
        ("id", "=", "Ber/t", vec!["Ber/t"]),
        ("id", "=", "ber/t", vec![]),
        ("id", "contains", "/t", vec!["Ber/t"]),
        ("id", "ends_with", "🚲", vec!["çelik 🚲"]),
        ("id", "starts_with", "ann", vec!["anna"]),
        ("id", ">", "anna", vec!["çelik 🚲"]),
        ("first_message", "contains", "i WANT", vec!["Ber/t"]),
        ("first_message", "starts_with", "where", vec!["anna"]),
        ("last_message", "not_contains", "KÖLN", vec!["anna", "çelik 🚲"]),
        ("last_message", "=", "on its way.", vec!["anna"]),
        ("number_of_messages", ">=", "4", vec!["Ber/t"]),
        ("duration", "<", "1000.5", vec!["anna", "çelik 🚲"]),
        ("duration", "=", "11000", vec!["Ber/t"]),
        ("start_time", ">", &at(5), vec!["Ber/t", "çelik 🚲"]),
        ("end_time", "<=", &at(1), vec!["anna"]),
        ("status", "=", "inactive", vec!["anna"]),
        ("status", "!=", "inactive", vec!["Ber/t", "çelik 🚲"]),
        ("status", "in", "active, inactive", all.to_vec()),
        ("status", "not_in", "active", vec!["anna"]),
        ("tags", "contains", "GRÖ", vec!["anna"]),
        ("tags", "=", "b", vec!["anna"]),
        ("tags", "!=", "b", vec!["Ber/t", "çelik 🚲"]),
        ("tags", "is_empty", "", vec!["Ber/t", "çelik 🚲"]),
        ("tags", "is_not_empty", "", vec!["anna"]),
        ("source", "=", "sdk", all.to_vec()),
        ("source", "!=", "sdk", vec![]),
        ("environment", "is_empty", "", all.to_vec()),
        ("annotation_queue_ids", "contains", "x", vec![]),
    ] {
        let mut found_ids = server.threads(&[("filters", &filter(field, operator, value))]).await;
        found_ids.sort();
        assert_eq!(found_ids, found, "{field} {operator} {value}");
    }
    let both = json!([
        {"field": "number_of_messages", "operator": "=", "value": "2"},
        {"field": "start_time", "operator": ">", "value": at(5), "type": "date_time"},
    ]);
    assert_eq!(server.threads(&[("filters", &both.to_string())]).await, ["çelik 🚲"]);
}

#[tokio::test]
async fn scores_filter_by_name_and_mean() {
    let server = three().await;
    for (author, value) in [("anna", 0.1), ("bert", 0.2)] {
        let body = json!({"scores": [
            {"project_name": "p", "thread_id": "anna", "name": "Quality", "value": value, "source": "sdk"}
        ]});
        server.send_as(author, "PUT", "traces/threads/feedback-scores", &body.to_string()).await;
    }
    let score = |operator: &str, value: &str| {
        json!([{"field": "feedback_scores", "operator": operator, "key": "quality", "value": value}])
            .to_string()
    };
    for (operator, value, found) in [
        ("=", "0.15", vec!["anna"]),
        (">=", "0.150000001", vec![]),
        ("is_not_empty", "", vec!["anna"]),
        ("is_empty", "", vec!["Ber/t", "çelik 🚲"]),
    ] {
        assert_eq!(
            server.threads(&[("filters", &score(operator, value))]).await,
            found,
            "{operator} {value}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_opiks_texts() {
    let server = three().await;
    let ask = async |query: &[(&str, &str)]| {
        let (status, answer) =
            server.send("GET", &format!("traces/threads?{}", encode(query)), Value::Null).await;
        (status.as_u16(), answer)
    };
    let refusal = |message: &str| (400, json!({ "code": 400, "message": message }));
    assert_eq!(
        ask(&[]).await,
        refusal("Either 'project_name' or 'project_id' query params must be provided")
    );
    assert_eq!(
        ask(&[("project_name", "nobody")]).await,
        (404, json!({"code": 404, "message": "Project name: nobody not found"}))
    );
    let unknown = id(0, 9);
    assert_eq!(
        ask(&[("project_id", &unknown)]).await,
        (404, json!({"code": 404, "message": format!("Project id: {unknown} not found")}))
    );
    for (name, value, text) in [
        ("filters", "[{", "Invalid filters query parameter '[{'"),
        ("sorting", "nonsense", "Invalid sorting query parameter 'nonsense'"),
        (
            "from_time",
            "yesterday",
            "Invalid instant format: 'yesterday'. Expected ISO-8601 (2026-01-02T03:04:05Z) or epoch milliseconds",
        ),
    ] {
        assert_eq!(ask(&[("project_name", "p"), (name, value)]).await, refusal(text));
    }
    for (field, operator, value, text) in [
        ("status", ">", "x", "Invalid operator '>' for field 'status' of type 'ENUM'"),
        (
            "number_of_messages",
            "=",
            "many",
            "Invalid value 'many' or key '' for field 'number_of_messages' of type 'NUMBER'",
        ),
        (
            "feedback_scores",
            "=",
            "1",
            "Invalid value '1' or key '' for field 'feedback_scores' of type 'FEEDBACK_SCORES_NUMBER'",
        ),
        (
            "start_time",
            "=",
            "now",
            "Invalid value 'now' or key '' for field 'start_time' of type 'DATE_TIME'",
        ),
    ] {
        let filters = filter(field, operator, value);
        assert_eq!(ask(&[("project_name", "p"), ("filters", &filters)]).await, refusal(text));
    }
    let filters = filter("created_by", "=", "x");
    let text = format!("Invalid filters query parameter '{filters}'");
    assert_eq!(ask(&[("project_name", "p"), ("filters", &filters)]).await, refusal(&text));
    let errors = json!({"errors": ["query param page must be greater than or equal to 1"]});
    assert_eq!(ask(&[("project_name", "p"), ("page", "0")]).await, (400, errors));
    let window = [("project_name", "p"), ("from_time", &at(1)), ("to_time", &at(0))];
    assert_eq!(ask(&window).await, refusal("Parameter 'from_time' must be before 'to_time'"));
}

#[tokio::test]
async fn a_window_keeps_the_threads_born_in_it() {
    let server = three().await;
    assert_eq!(server.threads(&[("from_time", &at(12))]).await, ["çelik 🚲"]);
    assert_eq!(server.threads(&[("to_time", &at(10))]).await, ["Ber/t", "anna"]);
    let millis = (common::noon().timestamp_millis() + 12_000).to_string();
    assert_eq!(server.threads(&[("from_time", &millis), ("to_time", &at(60))]).await, ["çelik 🚲"]);
}

#[tokio::test]
async fn a_long_message_comes_cut_only_when_asked_for() {
    let server = guarded();
    server.log(vec![turn(0, 1, "long", &"x".repeat(20_000), "short")]).await;
    let page = server.get("traces/threads?project_name=p&truncate=true").await;
    let message = page["content"][0]["first_message"].as_str().unwrap().to_owned();
    assert_eq!(message.chars().count(), 10_001);
    assert!(message.starts_with("{\"q\":\"xxx"));
    assert_eq!(page["content"][0]["last_message"], json!({"a": "short"}));
    let whole = server.get("traces/threads?project_name=p").await;
    assert_eq!(whole["content"][0]["first_message"]["q"].as_str().unwrap().len(), 20_000);
}

#[tokio::test]
async fn the_stream_has_a_line_for_each_thread_and_a_cursor_that_works() {
    let server = three().await;
    let stream = async |cursor: Option<&str>| {
        let body =
            json!({"project_name": "p", "filters": [], "last_retrieved_thread_model_id": cursor, "limit": 2});
        let (status, answer) = server.send("POST", "traces/threads/search", body).await;
        assert_eq!(status, StatusCode::OK);
        let text = answer.as_str().map_or_else(|| format!("{answer}\r\n"), str::to_owned);
        assert!(text.is_empty() || text.ends_with("\r\n"));
        text.split_terminator("\r\n")
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|thread| {
                (
                    thread["id"].as_str().unwrap().to_owned(),
                    thread["thread_model_id"].as_str().unwrap().to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    let first = stream(None).await;
    assert_eq!(first.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["çelik 🚲", "Ber/t"]);
    for cursor in [&first[1].0, &first[1].1] {
        let rest = stream(Some(cursor)).await;
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].0, "anna");
        assert!(stream(Some(&rest[0].1)).await.is_empty());
    }
}

#[tokio::test]
async fn a_stream_of_an_unknown_project_is_empty_and_a_bad_one_is_refused() {
    let server = guarded();
    let search = async |body| server.send("POST", "traces/threads/search", body).await;
    assert_eq!(search(json!({"project_name": "nobody"})).await, (StatusCode::OK, json!("")));
    let (status, answer) = search(json!({"project_name": "p", "limit": 2001})).await;
    assert_eq!(
        (status.as_u16(), answer),
        (422, json!({"errors": ["limit must be less than or equal to 2000"]}))
    );
    let (status, _) =
        search(json!({"project_name": "p", "filters": [{"field": "status", "operator": ">", "value": ""}]}))
            .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_thread_that_is_not_there_is_not_found() {
    let server = three().await;
    let ask = async |body| {
        let (status, answer) = server.send("POST", "traces/threads/retrieve", body).await;
        (status.as_u16(), answer)
    };
    assert_eq!(
        ask(json!({"project_name": "p", "thread_id": "ANNA"})).await,
        (404, json!({"code": 404, "message": "Trace Thread id: ANNA not found"}))
    );
    assert_eq!(
        ask(json!({"project_name": "x", "thread_id": "anna"})).await,
        (404, json!({"code": 404, "message": "Project name: x not found"}))
    );
    assert_eq!(
        ask(json!({"project_id": id(0, 9), "thread_id": "anna"})).await,
        (404, json!({"errors": ["Project not found"]}))
    );
    assert_eq!(
        ask(json!({})).await,
        (
            422,
            json!({"errors": ["The request body must provide either a project_name or a project_id", "threadId must not be blank"]})
        )
    );
}

#[tokio::test]
async fn statistics_cover_what_the_list_would_show() {
    let server = three().await;
    let stats = async |query: &str| {
        let answer = server.get(&format!("traces/threads/stats?project_name=p{query}")).await;
        let stats = answer["stats"].as_array().unwrap().clone();
        move |name: &str| stats.iter().find(|stat| stat["name"] == name).map(|stat| stat["value"].clone())
    };
    let all = stats("").await;
    assert_eq!(all("thread_count"), Some(json!(3)));
    assert_eq!(all("duration"), Some(json!({"p50": 1000.0, "p90": 9000.0, "p99": 10_800.0})));
    assert_eq!(stats("&search=refund").await("thread_count"), Some(json!(1)));
    assert_eq!(server.get("traces/threads/stats?project_name=p&search=nowhere").await, json!({"stats": []}));
}
