//! A full or failing disk, or a file that another program holds: writes are refused with a sentence and can be
//! repeated, the log says why, and nothing is half written.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/references.rs"]
mod references;
#[path = "support/server.rs"]
mod support;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::TimeDelta;
use futures_util::future::join_all;
use http_body_util::BodyExt;
use mock_opik::clock::Clock;
use mock_opik::inactivity;
use mock_opik::routes;
use mock_opik::state::{AppState, ThreadRules};
use mock_opik::store::Store;
use rusqlite::Connection;
use serde_json::{Value, json};
use support::{Server, id, noon, turn};
use tower::ServiceExt;

/// A server whose store is a file.
fn on_disk() -> (tempfile::TempDir, Server) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("reviews.db")).unwrap();
    let state = AppState::new(store, Clock::frozen(noon()), ThreadRules::Guarded);
    (dir, Server { api: routes::api(state.clone()), state })
}

/// Limits the size of the file to this many more pages, as if the disk were full then.
async fn memory(server: &Server, pages: i64) {
    let limit = move |conn: &Connection| {
        let now: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        Ok(conn
            .query_row(&format!("PRAGMA max_page_count = {}", now + pages), [], |row| row.get::<_, i64>(0))?)
    };
    server.state.store.write(limit).await.unwrap();
}

async fn send(server: &Server, method: &str, path: &str, body: &Value) -> (StatusCode, HeaderMap, Value) {
    let request = Request::builder().method(method).uri(format!("/v1/private/{path}"));
    let request =
        request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap();
    let (parts, body) = server.api.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap_or_default())
}

/// A batch of twenty turns of 3 kB.
fn batch(number: i64) -> Value {
    let long = "x".repeat(3000);
    json!({ "traces": (0..20).map(|n| turn(number, n, &format!("t{}", number % 5), &long, "b")).collect::<Vec<_>>() })
}

async fn ids(server: &Server) -> Vec<String> {
    let mut ids = server.ids("traces", &[("project_name", "p"), ("size", "100000")]).await;
    ids.sort();
    ids
}

async fn sound(server: &Server) {
    let check =
        |conn: &Connection| Ok(conn.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?);
    assert_eq!(server.state.store.read(check).await.unwrap(), "ok");
    assert_eq!(server.state.store.read(references::dangling).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn on_a_full_disk_what_was_answered_is_there_and_the_rest_can_be_sent_again() {
    let (_dir, server) = on_disk();
    server.log(vec![turn(-60, 1, "t", "a", "b")]).await;
    for pages in [0, 3, 10, 30, 60] {
        memory(&server, pages).await;
        let before = ids(&server).await;
        // All at once, so that they share transactions: what fails for one must not be reported as stored for another.
        let numbers: Vec<i64> = (pages * 100..pages * 100 + 30).collect();
        let batches: Vec<Value> = numbers.iter().map(|number| batch(*number)).collect();
        let answers =
            join_all(batches.iter().map(|batch| send(&server, "POST", "traces/batch", batch))).await;
        let mut kept: Vec<String> = before;
        for (number, (status, headers, answer)) in numbers.iter().zip(&answers) {
            if *status == StatusCode::NO_CONTENT {
                kept.extend((0..20).map(|n| id(*number, n)));
                continue;
            }
            assert_eq!((status.as_u16(), &answer["code"]), (503, &json!(503)), "{answer}");
            let message = answer["message"].as_str().unwrap();
            assert!(message.contains("nothing of this was kept"), "{message}");
            assert_eq!(headers["retry-after"], "5");
        }
        kept.sort();
        let refused = answers.iter().filter(|answer| answer.0 == 503).count();
        assert!(refused > 0, "{pages} pages are enough");
        assert_eq!(ids(&server).await, kept, "{refused} were refused with room for {pages} pages");
        sound(&server).await;
        memory(&server, 1_000_000).await;
        let again = answers.iter().zip(&batches).filter(|(answer, _)| answer.0 == 503);
        for (_, batch) in again {
            server.ok("POST", "traces/batch", batch.clone()).await;
        }
        assert_eq!(ids(&server).await.len(), kept.len() + refused * 20);
        sound(&server).await;
    }
}

#[tokio::test]
async fn what_a_person_writes_on_a_full_disk_is_written_once_when_it_is_sent_again() {
    let (_dir, server) = on_disk();
    server.log(vec![turn(-60, 1, "t", "a", "b")]).await;
    memory(&server, 0).await;
    let comment = json!({ "text": "x".repeat(20_000) });
    let path = format!("traces/{}/comments", id(-60, 1));
    let answers = join_all((0..5).map(|_| send(&server, "POST", &path, &comment))).await;
    for (status, _, answer) in &answers {
        assert_eq!(*status, 503);
        assert!(answer["message"].as_str().unwrap().contains("nothing of this was kept"), "{answer}");
    }
    // Reads still work.
    assert_eq!(server.get(&format!("traces/{}", id(-60, 1))).await["comments"], Value::Null);
    memory(&server, 1000).await;
    server.ok("POST", &path, comment).await;
    let comments = server.get(&format!("traces/{}", id(-60, 1))).await["comments"].clone();
    assert_eq!(comments.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_time_when_nothing_can_be_written_does_not_stop_threads_from_turning_inactive() {
    let (dir, server) = on_disk();
    server.log(vec![turn(-60, 1, "t", "a", "b")]).await;
    server.pass(TimeDelta::hours(1));
    let other = held(&server, &dir).await;
    let error = inactivity::check(&server.state, TimeDelta::minutes(15)).await.unwrap_err();
    assert_eq!(error.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!server.state.store.is_closed(), "which is the only thing that ends the looking");
    drop(other);
    assert_eq!(inactivity::check(&server.state, TimeDelta::minutes(15)).await.unwrap(), 1);
    server.state.store.close().await;
    assert!(server.state.store.is_closed());
}

/// Another program that holds the write lock until it is dropped; the server does not wait for it here.
async fn held(server: &Server, dir: &tempfile::TempDir) -> Connection {
    let impatient =
        |conn: &Connection| Ok(conn.query_row("PRAGMA busy_timeout = 0", [], |row| row.get::<_, i64>(0))?);
    server.state.store.write(impatient).await.unwrap();
    let other = Connection::open(dir.path().join("reviews.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[tokio::test]
async fn while_another_program_writes_nothing_is_written_beside_it() {
    let (dir, server) = on_disk();
    server.log(vec![turn(-60, 1, "t", "a", "b")]).await;
    let other = held(&server, &dir).await;
    let comment = json!({ "text": "hm" });
    let path = format!("traces/{}/comments", id(-60, 1));
    let answers = join_all((0..5).map(|_| send(&server, "POST", &path, &comment))).await;
    for (status, headers, answer) in answers {
        assert_eq!((status.as_u16(), &headers["retry-after"]), (503, &"5".parse().unwrap()));
        assert!(answer["message"].as_str().unwrap().contains("Another program is writing"), "{answer}");
    }
    drop(other);
    server.ok("POST", &path, comment).await;
    let comments = server.get(&format!("traces/{}", id(-60, 1))).await["comments"].clone();
    assert_eq!(comments.as_array().unwrap().len(), 1);
}

/// The program with a limit of one megabyte for files: the system answers with a failed write.
#[cfg(unix)]
#[tokio::test]
async fn the_log_says_why_nothing_can_be_written() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("reviews.db");
    let start = |limit: &str| {
        let mut child = Command::new("sh")
            .args(["-c", &format!("trap '' XFSZ; {limit} exec \"$0\" \"$@\"")])
            .arg(env!("CARGO_BIN_EXE_mock-opik"))
            .args(["--port", "0", "--data"])
            .arg(&data)
            .env_remove("RUST_LOG")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
        (child, url)
    };
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = async |url: &str, number: i64| {
        let request =
            client.post(format!("{url}v1/private/traces/batch")).header("content-type", "application/json");
        let response = request.body(batch(number).to_string()).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (mut child, url) = start("ulimit -f 2000;");
    let mut kept = 0;
    let refusal = loop {
        let (status, answer) = post(&url, kept).await;
        if status != 204 {
            break (status, answer);
        }
        kept += 1;
        assert!(kept < 1000, "the disk is not full");
    };
    assert_eq!(refusal.0, 503, "{}", refusal.1);
    assert!(
        refusal.1.contains("disk of this server") && refusal.1.contains("nothing of this was kept"),
        "{}",
        refusal.1
    );
    child.kill().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    assert!(said.contains("ERROR") && said.contains("disk of this server"), "{said}");
    // Without the limit everything that was answered is there.
    let (mut child, url) = start("");
    let count = async || {
        let url = format!("{url}v1/private/traces?project_name=p&size=1");
        serde_json::from_str::<Value>(&client.get(url).send().await.unwrap().text().await.unwrap()).unwrap()["total"].clone()
    };
    assert_eq!(count().await, kept * 20);
    assert_eq!(post(&url, kept).await.0, 204);
    assert_eq!(count().await, (kept + 1) * 20);
    child.kill().unwrap();
    child.wait().unwrap();
}
