//! Made-up conversations in any amount.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use mock_opik::seed::{Plan, seed};
use serde_json::{Value, json};

#[path = "support/api.rs"]
mod api;

use api::Api;

async fn seeded(number: u64) -> (Api, Vec<Value>) {
    let api = Api::new();
    let plan = Plan {
        threads: 20,
        traces: 90,
        long: Some(60),
        big_mb: Some(1),
        seed: number,
        end: "2026-02-03T00:00:00Z".parse().unwrap(),
    };
    let mut last = (0, 0);
    let fed = seed(&api.state, "Shop", &plan, |at, of| last = (at, of)).await.unwrap();
    assert_eq!(last, (22, 22), "progress reaches the end");
    assert_eq!(fed.traces, 90 + 60 + 3);
    let list = api.get("/v1/private/traces/threads?project_name=Shop&size=100&truncate=true").await;
    (api, list["content"].as_array().unwrap().clone())
}

#[tokio::test]
async fn as_much_is_made_as_was_asked_for() {
    let (api, threads) = seeded(1).await;
    assert_eq!(threads.len(), 22);
    let messages: i64 = threads.iter().map(|thread| thread["number_of_messages"].as_i64().unwrap()).sum();
    assert_eq!(messages, 2 * 153);
    let long = threads.iter().find(|thread| thread["id"] == "seed-1-long").unwrap();
    assert_eq!(long["number_of_messages"], 120);
    let filters = r#"[{"field":"thread_id","operator":"=","value":"seed-1-big"}]"#;
    let body = json!({ "project_name": "Shop", "filters": serde_json::from_str::<Value>(filters).unwrap() });
    let (_, big) = api.text("POST", "/v1/private/traces/search", body).await;
    assert!(big.lines().any(|line| line.len() > 1_000_000), "one answer is a megabyte");
    assert!(threads.iter().any(|thread| !thread["tags"].is_null()));
    assert!(threads.iter().any(|thread| thread["feedback_scores"][0]["name"] == "Relevance"));
    assert!(
        threads.iter().all(|thread| thread["last_updated_at"] == thread["end_time"]),
        "tags came at the end"
    );
    let names = api.get("/v1/private/traces/feedback-scores/names").await;
    assert_eq!(names, json!({ "scores": [{ "name": "User feedback" }] }));
}

#[tokio::test]
async fn the_same_number_makes_the_same_world() {
    let known = |threads: &[Value]| -> Vec<Value> {
        let keep = |thread: &Value| {
            json!([thread["id"], thread["first_message"], thread["start_time"], thread["usage"]])
        };
        threads.iter().map(keep).collect()
    };
    let (first, again, other) = (seeded(1).await.1, seeded(1).await.1, seeded(2).await.1);
    assert_eq!(known(&first), known(&again));
    assert_ne!(known(&first), known(&other));
}
