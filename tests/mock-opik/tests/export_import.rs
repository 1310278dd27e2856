//! A file that Colloquy exported (`data/export.jsonl`, which a test of the app writes), imported and read again. What the
//! API answers then is `data/export.rest.json`, of which a test of the app writes the same file again.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use mock_opik::import::{Imported, import};
use mock_opik::loader::Loader;
use serde_json::{Value, json};

#[path = "support/api.rs"]
mod api;

use api::Api;

const EXPORT: &str = include_str!("data/export.jsonl");

async fn load(api: &Api, text: &str) -> Imported {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let mut loader = Loader::with_own_clock(&api.state, "Talks");
    import(&mut loader, file.path(), None, |_, _| {}).await.unwrap()
}

/// The thread and its turns in order, as the API answers them, with fixed ids in place of the random ones.
async fn answered(api: &Api) -> Value {
    let thread = api.get("/v1/private/traces/threads?project_name=Talks").await["content"][0].clone();
    let traces = api.get("/v1/private/traces?project_name=Talks&size=100").await["content"].clone();
    let mut traces = traces.as_array().unwrap().clone();
    traces.reverse();
    let mut all = json!({ "thread": thread, "traces": traces });
    scrub(&mut all);
    all
}

fn scrub(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(scrub),
        Value::Object(fields) => {
            if fields.contains_key("text") {
                fields.insert("id".to_owned(), json!("comment"));
            } else {
                // When the row was made, not when something happened.
                fields.remove("created_at");
            }
            for key in ["thread_model_id", "project_id"] {
                if fields.contains_key(key) {
                    fields.insert(key.to_owned(), json!(key));
                }
            }
            fields.values_mut().for_each(scrub);
        }
        _ => {}
    }
}

#[tokio::test]
async fn an_exported_conversation_comes_back_with_all_that_was_said_of_it() {
    let api = Api::new();
    let done = load(&api, EXPORT).await;
    assert_eq!((done.threads, done.counts.traces, done.skipped.len()), (1, 2, 0), "{:?}", done.skipped);
    let all = answered(&api).await;
    let thread = &all["thread"];
    assert_eq!((&thread["id"], &thread["status"]), (&json!("t/1 ü"), &json!("inactive")));
    assert_eq!(thread["last_updated_at"], "2026-01-02T09:20:00Z");
    let quality = &thread["feedback_scores"][0]["value_by_author"];
    assert_eq!(quality["Ana Ruiz"]["reason"], "Half right, \"half\" wrong");
    assert_eq!(quality["Ana Ruiz"]["last_updated_at"], "2026-01-02T10:00:00Z");
    assert_eq!((&quality["Zoë"]["source"], &quality["Zoë"]["value"]), (&json!("sdk"), &json!(1.0)));
    let comment = &thread["comments"][0];
    assert_eq!((&comment["text"], &comment["created_by"]), (&json!("See **order** 7"), &json!("Ana Ruiz")));
    assert_eq!(comment["created_at"], "2026-01-02T10:05:00Z");
    assert_eq!(comment["last_updated_at"], "2026-01-02T10:06:00Z");
    let turn = &all["traces"][0];
    assert_eq!(turn["id"], "0196b2d0-1111-7000-8000-000000000001");
    assert_eq!(
        (&turn["start_time"], &turn["end_time"]),
        (&json!("2026-01-02T09:00:00Z"), &json!("2026-01-02T09:00:02.250Z"))
    );
    assert_eq!(turn["feedback_scores"][0]["value_by_author"]["Bo"]["category_name"], "👍");
    assert_eq!((&turn["tags"], &turn["usage"]["total_tokens"]), (&json!(["tool"]), &json!(30)));
    assert_eq!(all["traces"][1]["error_info"]["message"], "no answer");
}

#[tokio::test]
async fn what_the_api_answers_is_what_the_app_exports_again() {
    let api = Api::new();
    load(&api, EXPORT).await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/export.rest.json");
    let text = serde_json::to_string_pretty(&answered(&api).await).unwrap() + "\n";
    if std::env::var_os("WRITE_EXPORT").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
}

#[tokio::test]
async fn an_export_that_is_imported_twice_changes_nothing() {
    let api = Api::new();
    load(&api, EXPORT).await;
    let first = answered(&api).await;
    load(&api, EXPORT).await;
    assert_eq!(answered(&api).await, first);
}

#[tokio::test]
async fn an_active_conversation_stays_active_unless_people_have_scored_it() {
    let status = async |opik: Value| {
        let api = Api::new();
        let line = json!({ "id": "t", "messages": [{ "role": "user", "content": "Hi" }], "opik": opik });
        assert!(load(&api, &line.to_string()).await.skipped.is_empty());
        answered(&api).await["thread"].clone()
    };
    let score = |source: &str| json!({ "name": "Quality", "value": 1, "source": source, "author": "Ana" });
    assert_eq!(status(json!({ "status": "active", "tags": ["a"] })).await["status"], "active");
    let by_program = status(json!({ "feedback_scores": [score("sdk")] })).await;
    assert_eq!(
        (&by_program["status"], &by_program["feedback_scores"][0]["value"]),
        (&json!("active"), &json!(1.0))
    );
    let by_people = status(json!({ "status": "active", "feedback_scores": [score("ui")] })).await;
    assert_eq!(
        (&by_people["status"], &by_people["feedback_scores"][0]["value"]),
        (&json!("inactive"), &json!(1.0))
    );
}

#[tokio::test]
async fn what_is_wrong_in_an_export_is_said_with_its_line() {
    let api = Api::new();
    let line = |id: &str, opik: Value| {
        json!({ "id": id, "messages": [{ "role": "user", "content": "Hi" }], "opik": opik }).to_string()
    };
    let lines = [
        line("a", json!({ "turns": [{ "input_messages": 2 }] })),
        line("b", json!({ "turns": [{ "input_messages": u64::MAX, "output_messages": 2 }] })),
        line("c", json!({ "turns": [{ "input_messages": 1, "start_time": "yesterday" }] })),
        line("d", json!([1])),
        line(
            "e",
            json!({ "tags": ["x".repeat(101)], "feedback_scores": [{ "name": "Q", "value": 1e300 }], "comments": [{ "text": "kept" }] }),
        ),
        line(
            "f",
            json!({ "turns": [{ "id": "no id", "input_messages": 1, "usage": { "total_tokens": 3 } }] }),
        ),
    ];
    let done = load(&api, &lines.join("\n")).await;
    let numbers: Vec<usize> = done.skipped.iter().map(|(number, _)| *number).collect();
    assert_eq!((done.threads, numbers), (2, vec![1, 2, 3, 4, 5, 5]), "{:?}", done.skipped);
    assert!(done.skipped[0].1.contains("do not have the line's 1 messages"), "{:?}", done.skipped);
    let all = api.get("/v1/private/traces/threads?project_name=Talks&size=10").await["content"].clone();
    let of = |id: &str| all.as_array().unwrap().iter().find(|thread| thread["id"] == id).unwrap();
    assert_eq!(of("e")["comments"][0]["text"], "kept");
    assert_eq!(of("f")["usage"]["total_tokens"], 3);
}
