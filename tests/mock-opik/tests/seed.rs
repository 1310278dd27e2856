//! Made-up conversations in any number.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use mock_opik::seed::{SeedPlan, seed};
use serde_json::{Value, json};

#[path = "support/api.rs"]
mod api;

use api::Api;

async fn seeded(number: u64) -> (Api, Vec<Value>) {
    let api = Api::new();
    let plan = SeedPlan {
        threads: 20,
        traces: 90,
        long: Some(60),
        big_mb: Some(1),
        spans: Some(300),
        output_bytes: 200_000,
        seed: number,
        end: "2026-02-03T00:00:00Z".parse().unwrap(),
    };
    let mut last = (0, 0);
    let fed = seed(&api.state, "Shop", &plan, |at, of| last = (at, of)).await.unwrap();
    assert_eq!(last, (23, 23), "progress reaches the end");
    assert_eq!(fed.traces, 90 + 60 + 3 + 1);
    let list = api.get("/v1/private/traces/threads?project_name=Shop&size=100&truncate=true").await;
    (api, list["content"].as_array().unwrap().clone())
}

#[tokio::test]
async fn as_much_is_made_as_was_asked_for() {
    let (api, threads) = seeded(1).await;
    assert_eq!(threads.len(), 23);
    let messages: i64 = threads.iter().map(|thread| thread["number_of_messages"].as_i64().unwrap()).sum();
    assert_eq!(messages, 2 * 154);
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

#[tokio::test]
async fn an_agents_turn_has_as_many_spans_as_asked_for_nested_and_of_every_kind() {
    let (api, _threads) = seeded(1).await;
    let sorting = r#"%5B%7B%22field%22:%22span_count%22,%22direction%22:%22DESC%22%7D%5D"#;
    let traces = api.get(&format!("/v1/private/traces?project_name=Shop&size=1&sorting={sorting}")).await;
    let trace = &traces["content"][0];
    assert_eq!((&trace["thread_id"], &trace["span_count"]), (&json!("seed-1-agent"), &json!(300)));
    let path =
        format!("/v1/private/spans?project_name=Shop&trace_id={}&size=15000", trace["id"].as_str().unwrap());
    let spans = api.get(&path).await["content"].as_array().unwrap().clone();
    let parent = |span: &Value| spans.iter().find(|other| other["id"] == span["parent_span_id"]);
    let depth = |span: &Value| std::iter::successors(parent(span), |above| parent(above)).count();
    let deepest = spans.iter().map(depth).max().unwrap();
    assert!((4..=12).contains(&deepest), "{deepest} deep");
    for kind in ["general", "llm", "tool", "guardrail"] {
        assert!(spans.iter().any(|span| span["type"] == kind), "{kind}");
    }
    let orphans = spans.iter().filter(|span| !span["parent_span_id"].is_null() && parent(span).is_none());
    assert_eq!(orphans.count(), 1, "one parent was never logged");
    assert!(spans.iter().any(|span| span["error_info"]["exception_type"] == "ToolTimeout"));
    let long = |span: &&Value| span["output"].to_string().len() > 200_000;
    assert_eq!(spans.iter().filter(long).count(), 1);
    let within = |span: &Value| span["start_time"].as_str() >= trace["start_time"].as_str();
    assert!(spans.iter().all(within), "no span begins before its trace");
}
