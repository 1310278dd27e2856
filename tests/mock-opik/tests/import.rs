//! Conversations from files, through the API into the store.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use mock_opik::import::{Imported, import};
use mock_opik::loader::Loader;
use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "support/api.rs"]
mod api;

use api::Api;

fn file(lines: &[String]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("talks.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    (dir, path)
}

fn talk(id: &str) -> String {
    json!({ "id": id, "reward": 1.0, "messages": [
        { "role": "system", "content": "Be kind." },
        { "role": "user", "content": "Where is my order?" },
        { "role": "assistant", "content": null, "tool_calls": [
            { "id": "c1", "type": "function", "function": { "name": "find", "arguments": "{\"order\":7}" } } ] },
        { "role": "tool", "tool_call_id": "c1", "name": "find", "content": "{\"place\":\"Rotterdam\"}" },
        { "role": "assistant", "content": "In **Rotterdam**." },
        { "role": "user", "content": "Thanks!" },
        { "role": "assistant", "content": "Any time." },
    ] })
    .to_string()
}

async fn load(api: &Api, path: &Path, start: Option<DateTime<Utc>>) -> Imported {
    let mut loader = Loader::new(api.router(), "Talks");
    import(&mut loader, path, start, |_, _| {}).await.unwrap()
}

async fn threads(api: &Api) -> Value {
    let mut list = api.get("/v1/private/traces/threads?project_name=Talks&size=100").await["content"].clone();
    for thread in list.as_array_mut().unwrap() {
        // These are the times of the import, not of the conversation.
        thread.as_object_mut().unwrap().retain(|key, _| key != "created_at");
    }
    list
}

#[tokio::test]
async fn a_line_becomes_a_thread_with_its_turns_and_spans() {
    let api = Api::new();
    let (_dir, path) = file(&[talk("t-1")]);
    let done = load(&api, &path, None).await;
    assert_eq!((done.threads, done.counts.traces, done.counts.spans), (1, 2, 4));
    let thread = threads(&api).await[0].clone();
    assert_eq!((&thread["id"], &thread["number_of_messages"]), (&json!("t-1"), &json!(4)));
    assert_eq!(thread["first_message"]["messages"][1]["content"], "Where is my order?");
    assert_eq!(thread["last_message"]["messages"][0]["content"], "Any time.");
    let traces = api.get("/v1/private/traces?project_name=Talks").await;
    assert_eq!(traces["content"][0]["metadata"]["reward"], 1.0);
    let id = traces["content"][1]["id"].as_str().unwrap();
    let spans = api.get(&format!("/v1/private/spans?project_name=Talks&trace_id={id}")).await;
    let tool = spans["content"].as_array().unwrap().iter().find(|span| span["type"] == "tool").unwrap();
    assert_eq!((&tool["name"], &tool["input"]), (&json!("find"), &json!({ "order": 7 })));
    assert_eq!(tool["output"], json!({ "place": "Rotterdam" }));
}

#[tokio::test]
async fn importing_twice_changes_nothing() {
    let api = Api::new();
    let (_dir, path) = file(&[talk("t-1"), talk("t-2"), talk("t-1")]);
    load(&api, &path, None).await;
    let first = threads(&api).await;
    assert_eq!(first.as_array().unwrap().len(), 2, "a repeated id goes on in the same thread");
    load(&api, &path, None).await;
    assert_eq!(threads(&api).await, first);
}

#[tokio::test]
async fn the_conversations_lie_where_the_start_puts_them() {
    let api = Api::new();
    let (_dir, path) = file(&[talk("t-1"), talk("t-2")]);
    load(&api, &path, Some("2026-01-31T09:00:00Z".parse().unwrap())).await;
    let list = threads(&api).await;
    assert_eq!((&list[0]["id"], &list[0]["end_time"]), (&json!("t-2"), &json!("2026-01-31T09:14:00Z")));
    assert_eq!((&list[1]["id"], &list[1]["end_time"]), (&json!("t-1"), &json!("2026-01-31T09:07:00Z")));
}

#[tokio::test]
async fn a_bad_line_is_skipped_with_its_number_and_the_rest_goes_in() {
    let api = Api::new();
    let lines = [
        talk("t-1"),
        "{ broken".to_owned(),
        String::new(),
        "[]".to_owned(),
        json!({ "messages": [{ "role": "user" }] }).to_string(),
        json!({ "id": "t-x", "messages": [] }).to_string(),
        json!({ "id": "t-y", "messages": [{ "content": "who?" }] }).to_string(),
        talk("t-2"),
    ];
    let (_dir, path) = file(&lines);
    let done = load(&api, &path, None).await;
    assert_eq!(done.threads, 2);
    let numbers: Vec<usize> = done.skipped.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [2, 4, 5, 6, 7]);
    assert_eq!(done.skipped[4].1, "message 1 has no \"role\"");
    assert_eq!(threads(&api).await.as_array().unwrap().len(), 2);
}
