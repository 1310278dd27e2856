//! What the list of conversations requests beside its rows: which of their turns were rated and how, without the texts
//! of the turns.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use common::{Server, at, encode, guarded, id, turn};
use serde_json::{Value, json};

/// Turns 1 to 4 of the thread `t`, ten seconds apart; 1 and 3 have thumbs, 2 another score.
async fn rated() -> Server {
    let server = guarded();
    let turns = (1..=4).map(|n| turn(i64::from(n) * 10, n, "t", "asked", "answered")).collect();
    server.log(turns).await;
    for (n, name, value) in [(1, "User feedback", 1), (3, "user FEEDBACK", 0), (2, "tone", 1)] {
        let path = format!("traces/{}/feedback-scores", id(n * 10, u32::try_from(n).unwrap()));
        server.ok("PUT", &path, json!({"name": name, "value": value, "source": "ui", "reason": "why"})).await;
    }
    server
}

fn asked(more: &[Value]) -> String {
    let thumbs =
        json!({"field": "feedback_scores", "operator": "is_not_empty", "key": "User feedback", "value": ""});
    let filters = Value::from([&[thumbs], more].concat()).to_string();
    let query = [
        ("project_name", "p"),
        ("size", "1000"),
        ("truncate", "true"),
        ("exclude", r#"["input","output","metadata"]"#),
        ("filters", &filters),
    ];
    format!("traces?{}", encode(&query))
}

fn ids(page: &Value) -> Vec<&str> {
    page["content"].as_array().unwrap().iter().map(|trace| trace["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn rated_turns_are_found_by_the_scores_name_in_any_case() {
    let server = rated().await;
    let page = server.get(&asked(&[])).await;
    assert_eq!((ids(&page), &page["total"]), (vec![&*id(30, 3), &*id(10, 1)], &json!(2)));
}

#[tokio::test]
async fn rated_turns_come_without_what_was_said_in_them() {
    let server = rated().await;
    let page = server.get(&asked(&[])).await;
    for trace in page["content"].as_array().unwrap() {
        for left_out in ["input", "output", "metadata"] {
            assert!(trace.get(left_out).is_none(), "{left_out}");
        }
        assert_eq!(
            (&trace["thread_id"], &trace["feedback_scores"][0]["reason"]),
            (&json!("t"), &json!("why"))
        );
    }
}

#[tokio::test]
async fn rated_turns_are_found_between_two_times_which_belong_to_them() {
    let server = rated().await;
    let bound = |operator: &str, seconds: i64| json!({"field": "start_time", "operator": operator, "value": at(seconds)});
    for (from, to, found) in [
        (10, 30, vec![id(30, 3), id(10, 1)]),
        (11, 30, vec![id(30, 3)]),
        (10, 29, vec![id(10, 1)]),
        (11, 29, vec![]),
    ] {
        let page = server.get(&asked(&[bound(">=", from), bound("<=", to)])).await;
        assert_eq!(ids(&page), found, "{from} to {to}");
    }
}

#[tokio::test]
async fn a_cleared_thumb_leaves_no_rated_turn() {
    let server = rated().await;
    let path = format!("traces/{}/feedback-scores/delete", id(10, 1));
    server.ok("POST", &path, json!({"name": "User feedback"})).await;
    assert_eq!(ids(&server.get(&asked(&[])).await), [id(30, 3)]);
}

#[tokio::test]
async fn another_projects_rated_turns_are_not_among_them() {
    let server = rated().await;
    let mut elsewhere = turn(50, 5, "t", "asked", "answered");
    elsewhere["project_name"] = json!("q");
    server.log(vec![elsewhere]).await;
    let path = format!("traces/{}/feedback-scores", id(50, 5));
    server.ok("PUT", &path, json!({"name": "User feedback", "value": 1, "source": "ui"})).await;
    assert_eq!(ids(&server.get(&asked(&[])).await), [id(30, 3), id(10, 1)]);
}

#[tokio::test]
async fn a_list_without_what_was_said_is_a_small_one() {
    let server = guarded();
    let long = "x".repeat(100_000);
    server.log((1..=20).map(|n| turn(i64::from(n), n, "t", &long, &long)).collect()).await;
    let query =
        encode(&[("project_name", "p"), ("size", "20"), ("exclude", r#"["input","output","metadata"]"#)]);
    let page = server.get(&format!("traces?{query}")).await;
    assert_eq!(page["size"], 20);
    let bytes = page.to_string().len();
    assert!(bytes < 20 * 1000, "{bytes} bytes for 20 turns");
    let (status, answer) = server.send("GET", "traces?project_name=p&exclude=input", Value::Null).await;
    assert_eq!(
        (status.as_u16(), &answer["message"]),
        (400, &json!("Invalid query param exclude 'input'")),
        "a list of names, not a name"
    );
}
