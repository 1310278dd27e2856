//! Several people and programs score the same thing: whose score is whose, what the mean is, and that nobody changes
//! another's.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use common::{Server, at, guarded, id, turn};
use mock_opik::seeded_rng::SeededRng;
use serde_json::{Value, json};

/// An inactive thread `t` of one turn; returns its model id.
async fn inactive(server: &Server) -> String {
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    server.pass(TimeDelta::seconds(10));
    server.close("t").await;
    server.thread("t").await["thread_model_id"].as_str().unwrap().to_owned()
}

/// Writes a score; `digits` is the value as sent.
async fn score(server: &Server, author: &str, name: &str, digits: &str, source: &str) {
    let body = format!(
        r#"{{"scores": [{{"thread_id": "t", "project_name": "p", "name": "{name}", "value": {digits}, "source": "{source}"}}]}}"#
    );
    let (status, answer) = server.send_as(author, "PUT", "traces/threads/feedback-scores", &body).await;
    assert_eq!(status.as_u16(), 204, "{answer}");
}

async fn clear(server: &Server, name: &str, author: Option<&str>) {
    let body = json!({"thread_id": "t", "project_name": "p", "names": [name], "author": author});
    server.ok("POST", "traces/threads/feedback-scores/delete", body).await;
}

/// The thread's one score of this name.
async fn read(server: &Server, name: &str) -> Value {
    let thread = server.thread("t").await;
    let scores = thread["feedback_scores"].as_array().cloned().unwrap_or_default();
    let mut found = scores.into_iter().filter(|score| score["name"] == name);
    let score = found.next().unwrap_or_default();
    assert!(found.next().is_none(), "one entry for each name");
    score
}

/// The answer as text, because parsing would hide the digits.
async fn raw(server: &Server) -> String {
    let body = json!({ "project_name": "p", "thread_id": "t" }).to_string();
    let request = axum::http::Request::post("/v1/private/traces/threads/retrieve");
    let request =
        request.header("content-type", "application/json").body(axum::body::Body::from(body)).unwrap();
    let response = tower::ServiceExt::oneshot(server.api.clone(), request).await.unwrap();
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_mean_of_authors_has_nine_exact_places() {
    for (values, mean) in [
        (&["0.1", "0.2"][..], "0.15"),
        (&["0.1", "0.2", "0.3"], "0.2"),
        (&["0.1", "0.7"], "0.4"),
        (&["1.1", "2.2"], "1.65"),
        (&["1", "0", "0"], "0.333333333"),
        (&["1", "1", "0"], "0.666666667"),
        (&["-1", "-1", "0"], "-0.666666667"),
        (&["0.000000001", "0.000000002", "0.000000003"], "0.000000002"),
        (&["999999999.999999999", "999999999.999999999"], "999999999.999999999"),
        (&["999999999.999999999", "-999999999.999999999"], "0.0"),
        (&["4", "5"], "4.5"),
    ] {
        let server = guarded();
        inactive(&server).await;
        for (at, digits) in values.iter().enumerate() {
            score(&server, &format!("author {at}"), "quality", digits, "ui").await;
        }
        let said = raw(&server).await;
        let (_, scores) = said.split_once(r#""feedback_scores":[{"name":"quality","value":"#).unwrap();
        assert_eq!(scores.split(',').next().unwrap(), mean, "{values:?}");
    }
}

#[tokio::test]
async fn the_mean_of_many_authors_is_theirs_and_goes_on_being_right_as_they_come_and_go() {
    let server = guarded();
    inactive(&server).await;
    let mut rng = SeededRng::of(&["many authors"]);
    let mut given: Vec<(String, i64)> = Vec::new();
    for n in 0..60 {
        let (author, tenths) = (format!("reviewer {n:02}"), rng.between(0, 50));
        score(&server, &author, "quality", &format!("{}.{}", tenths / 10, tenths % 10), "ui").await;
        given.push((author, tenths));
    }
    while let Some((author, _)) = given.last().cloned() {
        let shown = read(&server, "quality").await;
        let sum: i64 = given.iter().map(|(_, tenths)| tenths).sum();
        let count = i64::try_from(given.len()).unwrap();
        // In billionths: sum / 10 / count, to the nearest.
        let exact = (sum * 100_000_000 * 2 + count) / (count * 2);
        assert_eq!((shown["value"].as_f64().unwrap() * 1e9).round(), exact as f64, "{count} authors");
        let own = shown["value_by_author"].as_object().unwrap();
        assert_eq!(own.len(), given.len());
        for (author, tenths) in &given {
            assert_eq!(own[author]["value"].as_f64().unwrap(), *tenths as f64 / 10.0, "{author}");
        }
        clear(&server, "quality", Some(&author)).await;
        given.pop();
    }
    assert_eq!(read(&server, "quality").await, Value::Null, "nobody's score is no score");
}

#[tokio::test]
async fn clearing_with_an_author_clears_that_authors_only() {
    let server = guarded();
    inactive(&server).await;
    for (author, name, value) in [("Anna", "tone", "1"), ("Bert", "tone", "0"), ("Anna", "truth", "1")] {
        score(&server, author, name, value, "ui").await;
    }
    clear(&server, "tone", Some("Anna")).await;
    let tone = read(&server, "tone").await;
    assert_eq!((&tone["value"], &tone["created_by"]), (&json!(0.0), &json!("Bert")));
    assert_eq!(read(&server, "truth").await["value"], 1.0, "another score of the same author stays");
    clear(&server, "tone", Some("nobody")).await;
    assert_eq!(read(&server, "tone").await["value"], 0.0);
    let thumb = format!("traces/{}/feedback-scores", id(0, 1));
    for author in ["Anna", "Bert"] {
        let body =
            json!({"name": "User feedback", "value": 1, "category_name": "👍", "source": "ui"}).to_string();
        server.send_as(author, "PUT", &thumb, &body).await;
    }
    server.ok("POST", &format!("{thumb}/delete"), json!({"name": "User feedback", "author": "Anna"})).await;
    let trace = server.get(&format!("traces/{}", id(0, 1))).await;
    let thumbs = trace["feedback_scores"][0]["value_by_author"].as_object().unwrap();
    assert_eq!(thumbs.keys().collect::<Vec<_>>(), ["Bert"]);
}

#[tokio::test]
async fn reactivation_takes_the_peoples_part_of_a_score_and_leaves_the_programs() {
    let server = guarded();
    inactive(&server).await;
    for (author, value, source) in [
        ("Anna", "1", "ui"),
        ("Bert", "0.5", "ui"),
        ("nightly job", "0.2", "sdk"),
        ("judge", "0.4", "online_scoring"),
    ] {
        score(&server, author, "quality", value, source).await;
    }
    score(&server, "Anna", "only people", "1", "ui").await;
    assert_eq!(read(&server, "quality").await["value"], 0.525);
    server.log(vec![turn(20, 2, "t", "more", "of it")]).await;
    let left = read(&server, "quality").await;
    assert!((left["value"].as_f64().unwrap() - 0.3).abs() < 1e-12, "the mean follows: {left}");
    let authors: BTreeSet<&String> = left["value_by_author"].as_object().unwrap().keys().collect();
    assert_eq!(authors.into_iter().collect::<Vec<_>>(), ["judge", "nightly job"]);
    assert_eq!(read(&server, "only people").await, Value::Null);
}

#[tokio::test]
async fn whatever_is_written_carries_the_name_of_whoever_wrote_it() {
    let server = guarded();
    let model = inactive(&server).await;
    let last = async || server.thread("t").await["last_updated_by"].as_str().unwrap().to_owned();
    let send = async |author: &str, method: &str, path: &str, body: Value| {
        let (status, answer) = server.send_as(author, method, path, &body.to_string()).await;
        assert!(status.is_success(), "{method} {path}: {status} {answer}");
        answer
    };
    let thread = json!({"project_name": "p", "thread_id": "t"});
    send("Otto", "PUT", "traces/threads/open", thread.clone()).await;
    assert_eq!(last().await, "Otto");
    send("Cleo", "PUT", "traces/threads/close", thread.clone()).await;
    assert_eq!(last().await, "Cleo");
    send("Nina", "PUT", "traces/threads/close", thread).await;
    assert_eq!(last().await, "Cleo", "closing what is closed is nobody's change");
    let tags = json!({"ids": [model], "update": {"tags_to_add": ["urgent"]}});
    send("Tara", "PATCH", "traces/threads/batch", tags).await;
    assert_eq!(last().await, "Tara");
    send("Theo", "PATCH", &format!("traces/threads/{model}"), json!({"tags": ["urgent", "late"]})).await;
    assert_eq!(last().await, "Theo");
    let comment =
        send("Carl", "POST", &format!("traces/threads/{model}/comments"), json!({"text": "hm"})).await;
    let path = format!("traces/threads/comments/{}", comment["id"].as_str().unwrap());
    send("Edda", "PATCH", &path, json!({"text": "aha"})).await;
    let comment = server.thread("t").await["comments"][0].clone();
    assert_eq!((&comment["created_by"], &comment["last_updated_by"]), (&json!("Carl"), &json!("Edda")));
    score(&server, "Sara", "tone", "1", "ui").await;
    let tone = read(&server, "tone").await;
    assert_eq!((&tone["created_by"], &tone["last_updated_by"]), (&json!("Sara"), &json!("Sara")));
    assert_eq!(tone["value_by_author"]["Sara"]["author"], "Sara");
    assert_eq!(last().await, "Theo", "judging is no change of the thread");
}

#[tokio::test]
async fn fifty_tags_added_at_once_by_two_people_are_all_there() {
    let server = guarded();
    let model = inactive(&server).await;
    let add = async |author: &str, tag: String| {
        let body = json!({"ids": [model], "update": {"tags_to_add": [tag]}}).to_string();
        server.send_as(author, "PATCH", "traces/threads/batch", &body).await.0.as_u16()
    };
    let writers = (0..50).map(|n| add(if n % 2 == 0 { "Anna" } else { "Bert" }, format!("tag {n}")));
    let answers = futures_util::future::join_all(writers).await;
    assert!(answers.iter().all(|status| *status == 204), "{answers:?}");
    let tags = || async {
        let thread = server.thread("t").await;
        let tags = thread["tags"].as_array().cloned().unwrap_or_default();
        tags.iter().map(|tag| tag.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let all: BTreeSet<String> = (0..50).map(|n| format!("tag {n}")).collect();
    assert_eq!(tags().await, all);
    assert_eq!(add("Anna", "one too many".to_owned()).await, 422);
    assert_eq!(tags().await, all, "a refused tag costs none of the others");
    let change = |body: Value| async { server.ok("PATCH", "traces/threads/batch", body).await };
    let one = change(json!({"ids": [model], "update": {"tags_to_remove": ["tag 1"]}}));
    let two =
        change(json!({"ids": [model], "update": {"tags_to_remove": ["tag 2"], "tags_to_add": ["new"]}}));
    tokio::join!(one, two);
    let left = tags().await;
    assert!(!left.contains("tag 1") && !left.contains("tag 2") && left.contains("new"), "{left:?}");
    assert_eq!(left.len(), 49);
}

#[tokio::test]
async fn an_authors_second_word_replaces_the_first_and_leaves_the_others_alone() {
    let server = guarded();
    inactive(&server).await;
    score(&server, "Anna", "tone", "1", "ui").await;
    score(&server, "Bert", "tone", "0", "ui").await;
    server.pass(TimeDelta::seconds(5));
    score(&server, "Anna", "tone", "0.5", "ui").await;
    let tone = read(&server, "tone").await;
    assert_eq!((&tone["value"], &tone["created_by"]), (&json!(0.25), &json!("Anna, Bert")));
    assert_eq!((&tone["created_at"], &tone["last_updated_at"]), (&json!(at(10)), &json!(at(15))));
    assert_eq!(tone["value_by_author"]["Bert"]["last_updated_at"], at(10));
}
