//! Spans of OpenTelemetry exporters become traces, spans and threads.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/otlp.rs"]
mod otlp;
#[path = "support/server.rs"]
mod support;

use std::io::Write;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use mock_opik::seeded_rng::SeededRng;
use mock_opik::web::base_path::BasePath;
use mock_opik::web::gateway::{Backend, Gateway};
use mock_opik::web::guard::Guard;
use mock_opik::web::static_files::StaticFiles;
use otlp::{field, json_request, protobuf_request};
use serde_json::{Value, json};
use support::{Server, encode, guarded};
use tower::ServiceExt;

const JSON: &str = "application/json";
const PROTOBUF: &str = "application/x-protobuf";
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
/// 2026-03-01T12:00:00Z in nanoseconds.
const NOON: u64 = 1_772_366_400_000_000_000;

/// Sends a request for project `p`; returns status, content type and bytes.
async fn send(server: &Server, kind: &str, body: Vec<u8>) -> (StatusCode, String, Vec<u8>) {
    let request =
        Request::post("/v1/private/otel/v1/traces").header("content-type", kind).header("projectName", "p");
    let response = server.api.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let kind = parts.headers["content-type"].to_str().unwrap().to_owned();
    (parts.status, kind, body.collect().await.unwrap().to_bytes().to_vec())
}

/// Logs spans in JSON, all of which must be taken.
async fn log(server: &Server, spans: &[Value]) {
    let (status, kind, body) = send(server, JSON, json_request(spans).to_string().into_bytes()).await;
    assert_eq!(
        (status, kind.as_str(), String::from_utf8(body).unwrap().as_str()),
        (StatusCode::OK, JSON, "{}")
    );
}

fn span(id: u64, parent: Option<u64>, name: &str, attributes: Value) -> Value {
    let hex = |id: u64| format!("{id:016x}");
    json!({ "trace": TRACE, "id": hex(id), "parent": parent.map(hex), "name": name, "start": NOON + id * 1_000_000,
            "end": NOON + 5_000_000_000_u64, "attributes": attributes })
}

async fn page(server: &Server, list: &str) -> Vec<Value> {
    let query = encode(&[
        ("project_name", "p"),
        ("size", "100"),
        ("sorting", r#"[{"field":"start_time","direction":"ASC"}]"#),
    ]);
    server.get(&format!("{list}?{query}")).await["content"].as_array().unwrap().clone()
}

async fn traces(server: &Server) -> Vec<Value> {
    page(server, "traces").await
}

async fn spans(server: &Server) -> Vec<Value> {
    page(server, "spans").await
}

/// What a span with these attributes becomes.
async fn mapped(attributes: Value) -> Value {
    let server = guarded();
    log(&server, &[span(1, None, "turn", attributes)]).await;
    spans(&server).await[0].clone()
}

/// A turn: an agent that calls a model and a tool.
fn turn(n: u64, thread: &str, question: &str, answer: &str) -> Vec<Value> {
    let trace = format!("{:032x}", 0xabc0 + n);
    let mut all = vec![
        span(
            10 * n + 2,
            Some(10 * n + 1),
            "chat",
            json!({
                "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
                "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
                "gen_ai.input.messages": json!([{"role": "user", "parts": [{"type": "text", "content": question}]}]).to_string(),
                "gen_ai.output.messages": json!([{"role": "assistant", "parts": [{"type": "text", "content": answer}]}]).to_string(),
            }),
        ),
        span(
            10 * n + 3,
            Some(10 * n + 1),
            "execute_tool",
            json!({
                "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "find", "gen_ai.tool.call.arguments": "{\"n\":7}",
                "gen_ai.tool.call.result": "found",
            }),
        ),
        span(
            10 * n + 1,
            None,
            "agent",
            json!({
                "gen_ai.operation.name": "invoke_agent", "gen_ai.conversation.id": thread, "input": question, "output": answer,
                "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20,
            }),
        ),
    ];
    for span in &mut all {
        span["trace"] = json!(trace);
    }
    all
}

#[tokio::test]
async fn turns_become_a_thread_with_their_spans_and_tokens() {
    let server = guarded();
    for (n, question, answer) in
        [(1, "Where is my parcel?", "At the depot."), (2, "When will it come?", "Before six.")]
    {
        log(&server, &turn(n, "talk-7", question, answer)).await;
    }
    let thread = server.thread("talk-7").await;
    assert_eq!(thread["number_of_messages"], 4);
    assert_eq!(thread["first_message"], json!({ "input": "Where is my parcel?" }));
    assert_eq!(thread["last_message"], json!({ "output": "Before six." }));
    assert_eq!(
        thread["usage"],
        json!({ "completion_tokens": 40, "prompt_tokens": 200, "total_tokens": 240 })
    );
    let traces = traces(&server).await;
    assert_eq!(traces.len(), 2);
    assert_eq!((&traces[0]["name"], &traces[0]["source"]), (&json!("agent"), &json!("sdk")));
    assert_eq!(traces[0]["environment"], "test");
    assert_eq!(traces[0]["metadata"]["integration"], "tests");
    let all = spans(&server).await;
    let found: Vec<_> =
        all.iter().map(|span| (span["name"].as_str().unwrap(), span["type"].as_str().unwrap())).collect();
    let one = [("agent", "general"), ("chat", "llm"), ("execute_tool", "tool")];
    assert_eq!(found, [one, one].concat());
    assert_eq!((&all[1]["model"], &all[1]["provider"]), (&json!("gpt-4o"), &json!("openai")));
    assert_eq!(all[1]["parent_span_id"], all[0]["id"]);
    assert_eq!(all[0].get("parent_span_id"), None);
    assert_eq!(all[1]["trace_id"], traces[0]["id"]);
    assert_eq!(all[0].get("usage"), None, "an agent repeats what its calls have used");
    assert_eq!(all[1]["usage"]["prompt_tokens"], 100);
    assert!(all[1]["total_estimated_cost"].as_f64().unwrap() > 0.0);
    assert_eq!(all[2]["input"], json!({ "gen_ai.tool.call.arguments": { "n": 7 } }));
    assert_eq!(all[2]["output"], json!({ "gen_ai.tool.call.result": "found" }));
}

#[tokio::test]
async fn protobuf_json_and_gzip_say_the_same() {
    let mut seen = Vec::new();
    for way in ["json", "protobuf", "gzip", "base64", "snake"] {
        let server = guarded();
        let mut sent = turn(1, "t", "Hello", "Hi");
        sent[0]["attributes"]["more"] = json!({ "list": [1, -2, 2.5, true, "x"], "deep": { "er": [[]] } });
        sent[2]["events"] = json!([{ "name": "note", "time": NOON, "attributes": { "n": -5 } }]);
        let mut request = json_request(&sent);
        if way == "base64" {
            for span in request["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array_mut().unwrap() {
                for name in ["traceId", "spanId", "parentSpanId"] {
                    if let Some(hex) = span[name].as_str() {
                        let bytes: Vec<u8> = (0..hex.len() / 2)
                            .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
                            .collect();
                        use base64::Engine;
                        span[name] = json!(base64::prelude::BASE64_STANDARD.encode(bytes));
                    }
                }
            }
        }
        let text = request.to_string();
        let text = if way == "snake" {
            text.replace("resourceSpans", "resource_spans")
                .replace("scopeSpans", "scope_spans")
                .replace("spanId", "span_id")
                .replace("traceId", "trace_id")
                .replace("stringValue", "string_value")
                .replace("TimeUnixNano", "_time_unix_nano")
        } else {
            text
        };
        let (kind, body) = match way {
            "protobuf" | "gzip" => (PROTOBUF, protobuf_request(&sent)),
            _ => (JSON, text.into_bytes()),
        };
        let status = if way == "gzip" {
            gzipped(&server, kind, body).await
        } else {
            send(&server, kind, body).await.0
        };
        assert_eq!(status, StatusCode::OK, "{way}");
        let mut found = [traces(&server).await, spans(&server).await];
        // Each server makes a project of its own.
        found.iter_mut().flatten().for_each(|item| drop(item.as_object_mut().unwrap().remove("project_id")));
        let [traces, spans] = found;
        seen.push((way, traces, spans));
    }
    for (way, traces, spans) in &seen[1..] {
        assert_eq!((traces, spans), (&seen[0].1, &seen[0].2), "{way}");
    }
    let more = &seen[0].2[1]["input"]["more"];
    assert_eq!(*more, json!({ "list": [1, -2, 2.5, true, "x"], "deep": { "er": [[]] } }));
}

/// Sends a packed request through everything that a request passes.
async fn gzipped(server: &Server, kind: &str, body: Vec<u8>) -> StatusCode {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&body).unwrap();
    let gateway = Gateway {
        guard: Guard::new("127.0.0.1", &[]),
        base: BasePath::root(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Local(server.api.clone()),
        largest_body: 1_000_000,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: None,
    };
    let request = Request::post("/api/v1/private/otel/v1/traces")
        .header("content-type", kind)
        .header("content-encoding", "gzip")
        .header("projectname", "p");
    gateway.answer(request.body(Body::from(packer.finish().unwrap())).unwrap()).await.status()
}

#[tokio::test]
async fn parts_may_come_in_any_order_and_more_than_once() {
    let (whole, parts) = (guarded(), guarded());
    let sent = turn(1, "t", "Hello", "Hi");
    log(&whole, &sent).await;
    // The root first and without its end, then a call with a thread of its own, then everything again.
    let mut begun = sent[2].clone();
    begun["end"] = json!(0);
    begun["attributes"] = json!({ "input": "Hello" });
    log(&parts, &[begun]).await;
    assert_eq!(traces(&parts).await[0].get("thread_id"), None);
    let mut call = sent[0].clone();
    call["attributes"]["session.id"] = json!("t");
    log(&parts, &[call]).await;
    assert_eq!(traces(&parts).await[0]["thread_id"], "t", "a call says which conversation it belongs to");
    for _ in 0..2 {
        log(&parts, &sent).await;
    }
    let (trace, again) = (traces(&whole).await, traces(&parts).await);
    assert_eq!(again.len(), 1);
    for field in ["id", "name", "thread_id", "input", "output", "start_time", "end_time", "usage"] {
        assert_eq!(again[0][field], trace[0][field], "{field}");
    }
    let of = |spans: &[Value]| spans.iter().map(|span| span["id"].clone()).collect::<Vec<_>>();
    assert_eq!(of(&spans(&parts).await), of(&spans(&whole).await));
    // A part that comes late takes nothing away.
    log(
        &parts,
        &[span(11, None, "agent", json!({}))].map(|mut span| {
            span["trace"] = sent[2]["trace"].clone();
            span
        }),
    )
    .await;
    assert_eq!(traces(&parts).await[0]["output"], json!({ "output": "Hi" }));
    assert_eq!(server_thread_count(&parts).await, 1);
}

async fn server_thread_count(server: &Server) -> usize {
    server.threads(&[]).await.len()
}

#[tokio::test]
async fn a_deleted_trace_can_be_sent_again() {
    let server = guarded();
    log(&server, &turn(1, "t", "Hello", "Hi")).await;
    let id = traces(&server).await[0]["id"].as_str().unwrap().to_owned();
    server.ok("DELETE", &format!("traces/{id}"), Value::Null).await;
    assert!(spans(&server).await.is_empty());
    log(&server, &turn(1, "t", "Hello", "Hi")).await;
    assert_eq!(traces(&server).await[0]["id"], id);
}

#[tokio::test]
async fn spans_that_cannot_be_stored_are_counted_and_the_others_are_stored() {
    let server = guarded();
    let mut bad = span(2, None, "nameless", json!({}));
    bad["trace"] = json!("0".repeat(32));
    let mut many = span(3, Some(1), "many", json!({}));
    many["attributes"] =
        (0..1001).map(|n| (format!("a{n}"), json!(1))).collect::<serde_json::Map<_, _>>().into();
    let sent = [span(1, None, "good", json!({ "input": "x" })), bad, many];
    let (status, kind, body) = send(&server, JSON, json_request(&sent).to_string().into_bytes()).await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, JSON));
    let answer: Value = serde_json::from_slice(&body).unwrap();
    let reason = "The span 'nameless' has no valid trace and span id";
    assert_eq!(answer, json!({ "partialSuccess": { "rejectedSpans": "2", "errorMessage": reason } }));
    let (status, kind, body) = send(&server, PROTOBUF, protobuf_request(&sent)).await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, PROTOBUF));
    assert_eq!(body, field(1, &[vec![0x08, 2], field(2, reason.as_bytes())].concat()));
    assert_eq!(spans(&server).await.len(), 1);
    let (status, kind, body) = send(&server, PROTOBUF, protobuf_request(&sent[..1])).await;
    assert_eq!((status, kind.as_str(), body.len()), (StatusCode::OK, PROTOBUF, 0));
}

#[tokio::test]
async fn attributes_go_where_readers_look_for_them() {
    for (attributes, field, expected) in [
        (json!({ "input.value": "Hi", "input.mime_type": "text/plain" }), "input", json!("Hi")),
        (
            json!({ "output.value": "{\"a\": 1}", "output.mime_type": "application/json" }),
            "output",
            json!({ "a": 1 }),
        ),
        (
            json!({ "llm.output_messages.0.message.content": "Hi" }),
            "output",
            json!({ "llm.output_messages.0.message.content": "Hi" }),
        ),
        (
            json!({ "llm.input_messages.0.message.content": "Hi" }),
            "input",
            json!({ "llm.input_messages.0.message.content": "Hi" }),
        ),
        (
            json!({ "gen_ai.completion.0.content": "Hi" }),
            "output",
            json!({ "gen_ai.completion.0.content": "Hi" }),
        ),
        (json!({ "gen_ai.prompt.0.content": "Hi" }), "input", json!({ "gen_ai.prompt.0.content": "Hi" })),
        (
            json!({ "ai.response.text": "Hi", "ai.settings.maxRetries": 2 }),
            "output",
            json!({ "ai.response.text": "Hi" }),
        ),
        (json!({ "my.own": [1, "x"] }), "input", json!({ "my.own": [1, "x"] })),
        (json!({ "http.method": "POST" }), "input", Value::Null),
        (json!({ "openinference.span.kind": "TOOL" }), "type", json!("tool")),
        (json!({ "openinference.span.kind": "LLM" }), "type", json!("llm")),
        (json!({ "gen_ai.request.model": "a", "gen_ai.response.model": "b" }), "model", json!("b")),
        (json!({ "gen_ai.system": "openai" }), "provider", json!("openai")),
        (
            json!({ "gen_ai.system": "openai", "gen_ai.operation.name": "invoke_agent" }),
            "type",
            json!("general"),
        ),
        (
            json!({ "llm.token_count.prompt": 3, "llm.token_count.completion": 4 }),
            "usage",
            json!({ "completion_tokens": 4, "prompt_tokens": 3, "total_tokens": 7 }),
        ),
        (json!({ "gen_ai.usage.input_tokens": "12" }), "usage", json!({ "prompt_tokens": 12 })),
        (
            json!({ "usage": "{\"input_tokens\": 5, \"details\": {}}" }),
            "usage",
            json!({ "prompt_tokens": 5 }),
        ),
        (json!({ "usage": "many" }), "usage", Value::Null),
        (json!({ "gen_ai.usage.cost": 0.25 }), "total_estimated_cost", json!(0.25)),
        (json!({ "llm.cost.total": "0.5" }), "total_estimated_cost", json!(0.5)),
        (json!({ "opik.tags": "a, b,,a" }), "tags", json!(["a", "b"])),
        (json!({ "tag.tags": ["x", "y"] }), "tags", json!(["x", "y"])),
    ] {
        let span = mapped(attributes.clone()).await;
        assert_eq!(span.get(field).unwrap_or(&Value::Null), &expected, "{attributes}: {field}");
    }
    let span =
        mapped(json!({ "metadata": "{\"k\": [1]}", "user.id": 7, "metadata.more": true, "session.id": "s" }))
            .await;
    for (name, value) in [("k", json!([1])), ("user.id", json!(7)), ("metadata.more", json!(true))] {
        assert_eq!(span["metadata"][name], value, "{name}");
    }
}

#[tokio::test]
async fn json_in_texts_is_read_and_keeps_its_digits() {
    let span = mapped(json!({
        "input.b": "\"[1, 2]\"", "input.c": "{not json", "input.d": "\"quoted\"", "input.e": "[1] and more",
    }))
    .await;
    assert_eq!(span["input"]["input.b"], json!([1, 2]), "encoded twice");
    for (name, text) in [("input.c", "{not json"), ("input.d", "\"quoted\""), ("input.e", "[1] and more")] {
        assert_eq!(span["input"][name], text);
    }
    let server = guarded();
    log(&server, &[span_with_digits()]).await;
    let request = Request::get("/v1/private/spans?project_name=p").body(Body::empty()).unwrap();
    let bytes =
        server.api.clone().oneshot(request).await.unwrap().into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(text.contains("123456789012345678901234567890") && text.contains("1e400"), "{text}");
}

fn span_with_digits() -> Value {
    span(1, None, "x", json!({ "input": "{\"n\": 123456789012345678901234567890, \"f\": 1e400}" }))
}

#[tokio::test]
async fn errors_and_events_are_kept() {
    let server = guarded();
    let mut thrown = span(1, None, "a", json!({}));
    thrown["events"] = json!([
        { "name": "started", "time": NOON, "attributes": { "n": 1 } },
        { "name": "exception", "time": NOON, "attributes": {
            "exception.type": "LookupError", "exception.message": "parcel 7", "exception.stacktrace": "at find" } },
    ]);
    let mut failed = span(2, Some(1), "b", json!({}));
    failed["error"] = json!("no answer in time");
    log(&server, &[thrown, failed]).await;
    let all = spans(&server).await;
    let error = json!({ "exception_type": "LookupError", "message": "parcel 7", "traceback": "at find" });
    assert_eq!((&all[0]["error_info"], &traces(&server).await[0]["error_info"]), (&error, &error));
    assert_eq!(all[1]["error_info"], json!({ "exception_type": "Error", "message": "no answer in time" }));
    let events = &all[0]["metadata"]["opentelemetry.events"];
    assert_eq!(events[0], json!({ "name": "started", "time_unix_nano": NOON, "attributes": { "n": 1 } }));
}

#[tokio::test]
async fn messages_that_are_logged_as_events_are_what_was_asked_and_answered() {
    let server = guarded();
    let mut sent = span(1, None, "chat", json!({ "gen_ai.system": "openai" }));
    sent["events"] = json!([
        { "name": "gen_ai.system.message", "time": NOON, "attributes": { "content": "Be brief." } },
        { "name": "gen_ai.user.message", "time": NOON, "attributes": { "content": "Hello" } },
        { "name": "gen_ai.choice", "time": NOON, "attributes": { "index": 0, "message": "{\"content\":\"Hi\"}" } },
    ]);
    let mut other = span(2, Some(1), "chat", json!({}));
    other["events"] = json!([
        { "name": "gen_ai.client.inference.operation.details", "time": NOON, "attributes": {
            "gen_ai.input.messages": "[{\"role\":\"user\"}]", "gen_ai.output.messages": "[]" } },
    ]);
    log(&server, &[sent, other]).await;
    let all = spans(&server).await;
    assert_eq!(all[0]["input"]["messages"][1], json!({ "content": "Hello", "role": "user" }));
    assert_eq!(all[0]["output"]["choices"][0]["message"], json!({ "content": "Hi" }));
    assert_eq!(all[1]["input"], json!({ "gen_ai.input.messages": [{ "role": "user" }] }));
}

#[tokio::test]
async fn the_root_says_the_thread_and_its_own_name_for_it_counts_most() {
    for (root, child, thread) in [
        (json!({ "thread_id": 7, "session.id": "s" }), json!({ "gen_ai.conversation.id": "c" }), "7"),
        (json!({ "session.id": "s", "gen_ai.conversation.id": "g" }), json!({}), "g"),
        (json!({}), json!({ "gen_ai.conversation.id": "c" }), "c"),
        (json!({ "langfuse.session.id": "l" }), json!({}), "l"),
    ] {
        let server = guarded();
        log(&server, &[span(2, Some(1), "b", child), span(1, None, "a", root)]).await;
        assert_eq!(traces(&server).await[0]["thread_id"], thread);
    }
}

#[tokio::test]
async fn spans_can_hang_on_a_trace_that_is_logged_in_another_way() {
    let server = guarded();
    server.log(vec![support::turn(0, 1, "t", "a", "b")]).await;
    let (trace, parent) = (support::id(0, 1), support::id(0, 2));
    let own = json!({ "opik.trace_id": trace, "opik.parent_span_id": parent });
    log(&server, &[span(2, Some(1), "b", json!({})), span(1, None, "a", own)]).await;
    log(&server, &[span(3, Some(1), "c", json!({}))]).await;
    let all = spans(&server).await;
    assert!(all.iter().all(|span| span["trace_id"] == trace), "{all:?}");
    assert_eq!(all.iter().find(|span| span["name"] == "a").unwrap()["parent_span_id"], parent);
    assert_eq!(traces(&server).await[0]["name"], "turn", "the trace is not replaced");
}

#[tokio::test]
async fn what_is_too_much_is_413_and_what_is_unreadable_400() {
    let server = guarded();
    let deep = (0..34).fold(json!("x"), |inner, _| json!([inner]));
    let spans: Vec<Value> = (0..10_001).map(|n| span(n + 1, None, "x", json!({}))).collect();
    let deep = [span(1, None, "x", json!({ "deep": deep }))];
    for (kind, body, status, words) in [
        (PROTOBUF, protobuf_request(&spans), 413, "at most 10000 spans"),
        (JSON, json_request(&spans).to_string().into_bytes(), 413, "at most 10000 spans"),
        (PROTOBUF, protobuf_request(&deep), 413, "at most 32 deep"),
        (JSON, json_request(&deep).to_string().into_bytes(), 413, "at most 32 deep"),
        // Each two bytes are an empty attribute.
        (PROTOBUF, field(1, &field(2, &field(2, &[0x4a, 0].repeat(600_000)))), 413, "attributes"),
        (JSON, vec![b' '; (32 << 20) + 1], 413, "33554432 bytes"),
        (JSON, Vec::new(), 400, "Unable to process JSON"),
        (JSON, b"[]".to_vec(), 400, "Unable to process JSON"),
        (JSON, b"{\"resourceSpans\": 7}".to_vec(), 400, "Unable to process JSON"),
        (PROTOBUF, b"{}".to_vec(), 400, "not a protobuf"),
        ("text/plain", b"{}".to_vec(), 415, "application/x-protobuf or application/json"),
    ] {
        let (got, kind, answer) = send(&server, kind, body).await;
        let answer = String::from_utf8(answer).unwrap();
        assert_eq!((got.as_u16(), kind.as_str()), (status, JSON), "{answer}");
        assert!(answer.contains(words), "{answer}");
    }
    let (status, _, body) = send(&server, PROTOBUF, Vec::new()).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0), "no spans are no spans");
    assert_eq!(send(&server, JSON, b"{\"resourceSpans\":null,\"new\":1}".to_vec()).await.0, StatusCode::OK);
    let twice = json!(json_request(&turn(1, "t", "a", "b")).to_string()).to_string();
    assert_eq!(send(&server, JSON, twice.into_bytes()).await.0, StatusCode::OK);
    assert_eq!(traces(&server).await.len(), 1);
}

/// Whatever bytes come, there is an answer, and it is the client's fault.
#[tokio::test]
async fn any_bytes_are_answered() {
    let server = guarded();
    let mut rng = SeededRng::of(&["otlp"]);
    let sent = turn(1, "t", "Hello", "Hi");
    let starts = [protobuf_request(&sent), json_request(&sent).to_string().into_bytes(), Vec::new()];
    let rounds: usize = std::env::var("FUZZ_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(3000);
    for round in 0..rounds {
        let mut body = starts[round % starts.len()].clone();
        if body.is_empty() {
            body = (0..rng.between(0, 60)).map(|_| rng.between(0, 255) as u8).collect();
        }
        for _ in 0..rng.between(0, 6) {
            let at = rng.between(0, body.len() as i64) as usize;
            match rng.between(0, 4) {
                0 if at < body.len() => body[at] = rng.between(0, 255) as u8,
                1 if at < body.len() => drop(body.remove(at)),
                2 => body.insert(at, rng.between(0, 255) as u8),
                3 => body.truncate(at),
                _ => {
                    let piece = body[at / 2..at].to_vec();
                    body.splice(at..at, piece);
                }
            }
        }
        let kind = if rng.happens(50) { JSON } else { PROTOBUF };
        let shown = format!("{kind} {body:?}");
        let (status, ..) = send(&server, kind, body).await;
        assert!(status == StatusCode::OK || status.is_client_error(), "{status} {shown}");
    }
}
