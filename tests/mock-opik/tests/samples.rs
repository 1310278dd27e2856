//! The sample conversations: what a first start shows.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use chrono::{DateTime, TimeDelta, Utc};
use mock_opik::inactivity;
use mock_opik::samples::{self, PROJECT};
use serde_json::{Value, json};

#[path = "support/api.rs"]
mod api;

use api::Api;

async fn loaded() -> (Api, Vec<Value>) {
    let api = Api::new();
    assert_eq!(samples::load(&api.state).await.unwrap(), 15);
    let threads = threads(&api).await;
    (api, threads)
}

async fn threads(api: &Api) -> Vec<Value> {
    let path = format!("/v1/private/traces/threads?project_name={}&size=100", PROJECT.replace(' ', "%20"));
    api.get(&path).await["content"].as_array().unwrap().clone()
}

fn find<'a>(threads: &'a [Value], id: &str) -> &'a Value {
    threads.iter().find(|thread| thread["id"] == id).unwrap()
}

#[tokio::test]
async fn there_is_something_of_everything_to_see() {
    let (_api, threads) = loaded().await;
    assert_eq!(threads.len(), 15);
    assert!(threads.iter().any(|thread| thread["status"] == "active"));
    assert!(threads.iter().any(|thread| thread["status"] == "inactive"));
    assert!(threads.iter().all(|thread| !thread["tags"].as_array().unwrap().is_empty()));
    assert!(threads.iter().all(|thread| thread["total_estimated_cost"].as_f64().unwrap() > 0.0));
    assert_eq!(find(&threads, "companion/sunday ride")["number_of_messages"], 120);
    let authors = &find(&threads, "dev-forum/api-question #88")["feedback_scores"];
    let helpful = authors.as_array().unwrap().iter().find(|score| score["name"] == "Helpfulness").unwrap();
    assert_eq!(helpful["value"], 4.5);
    assert_eq!(helpful["value_by_author"].as_object().unwrap().len(), 2);
    assert_eq!(find(&threads, "web-20391")["comments"].as_array().unwrap().len(), 2);
    assert_eq!(find(&threads, "web-20391")["comments"][0]["created_by"], "Noor");
}

#[tokio::test]
async fn the_newest_was_a_moment_ago_and_scores_are_as_old_as_they_should_be() {
    let (_api, threads) = loaded().await;
    let age = |value: &Value| Utc::now() - value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert!(age(&find(&threads, "web-20417")["end_time"]) < TimeDelta::minutes(4));
    let yesterday = find(&threads, "companion/sunday ride");
    assert!(age(&yesterday["feedback_scores"][0]["created_at"]) > TimeDelta::hours(20));
    assert!(
        threads.iter().all(|thread| age(&thread["last_updated_at"]) >= TimeDelta::zero()),
        "nothing is from the future"
    );
}

#[tokio::test]
async fn an_old_one_turns_inactive_as_of_when_its_time_ran_out() {
    let (api, before) = loaded().await;
    assert!(inactivity::check(&api.state, TimeDelta::minutes(15)).await.unwrap() > 0);
    let after = threads(&api).await;
    let oldest = |list: &[Value]| list.iter().skip(4).map(|thread| thread["id"].clone()).collect::<Vec<_>>();
    assert_eq!(oldest(&after), oldest(&before), "the old ones do not all come to the top");
    let planner = find(&after, "planner:three-islands");
    let time = |key: &str| planner[key].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert_eq!(planner["status"], "inactive");
    assert_eq!(time("last_updated_at") - time("end_time"), TimeDelta::minutes(15));
}

#[tokio::test]
async fn loading_them_leaves_the_servers_clock_alone() {
    let (api, _threads) = loaded().await;
    assert!((Utc::now() - api.state.clock.now()).abs() < TimeDelta::seconds(1));
}

#[tokio::test]
async fn the_error_turn_has_its_error_and_the_failed_tool_its_failure() {
    let (api, _threads) = loaded().await;
    let all = async |kind: &str| {
        let body = json!({ "project_name": PROJECT, "limit": 2000 });
        let (status, text) = api.text("POST", &format!("/v1/private/{kind}/search"), body).await;
        assert!(status.is_success(), "{text}");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };
    let failed = |items: &[Value], kind: &str| {
        items.iter().filter(|one| one["error_info"]["exception_type"] == kind).count()
    };
    assert_eq!(failed(&all("traces").await, "RouteServiceTimeout"), 1);
    assert_eq!(failed(&all("spans").await, "ToolError"), 1);
}

#[tokio::test]
async fn an_agents_turn_is_worth_digging_into() {
    let (api, _threads) = loaded().await;
    let project = PROJECT.replace(' ', "%20");
    let sorting = "%5B%7B%22field%22:%22span_count%22,%22direction%22:%22DESC%22%7D%5D";
    let page = api.get(&format!("/v1/private/traces?project_name={project}&size=1&sorting={sorting}")).await;
    let trace = &page["content"][0];
    assert_eq!((&trace["thread_id"], &trace["has_tool_spans"]), (&json!("agent-refund-5512"), &json!(true)));
    assert_eq!(trace["providers"], json!(["anthropic", "openai"]));
    assert_eq!(trace["span_feedback_scores"].as_array().unwrap().len(), 2);
    let id = trace["id"].as_str().unwrap();
    let page = api.get(&format!("/v1/private/spans?project_name={project}&trace_id={id}&size=100")).await;
    let spans = page["content"].as_array().unwrap();
    let parent = |span: &Value| spans.iter().find(|other| other["id"] == span["parent_span_id"]);
    let depth = |span: &Value| std::iter::successors(parent(span), |above| parent(above)).count();
    assert_eq!(spans.iter().map(depth).max(), Some(3));
    for kind in ["general", "llm", "tool", "guardrail"] {
        assert!(spans.iter().any(|span| span["type"] == kind), "{kind}");
    }
    let orphan: Vec<&Value> =
        spans.iter().filter(|span| !span["parent_span_id"].is_null() && parent(span).is_none()).collect();
    assert_eq!(orphan.len(), 1);
    assert_eq!(orphan[0]["name"], "audit.write");
    let failed = spans.iter().find(|span| !span["error_info"].is_null()).unwrap();
    assert!(failed["error_info"]["traceback"].as_str().unwrap().contains("LockGatewayTimeout"));
    assert_eq!(failed["comments"][0]["created_by"], "Jonas");
    for span in spans {
        let (from, to) = (span["start_time"].as_str(), span["end_time"].as_str());
        assert!(from >= trace["start_time"].as_str() && to <= trace["end_time"].as_str(), "{}", span["name"]);
    }
}
