//! Data files of older schemas are migrated in one transaction, and a copy from before is kept.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/references.rs"]
mod references;

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use mock_opik::clock::Clock;
use mock_opik::routes;
use mock_opik::state::{AppState, ThreadRules};
use mock_opik::store::Store;
use mock_opik::store::schema::{APPLICATION_ID, newest, read_versions};
use rusqlite::Connection;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A file of schema 1, as the program of that time wrote it: WAL, pages of 8192 bytes, without `application_id` and
/// `user_version`.
fn schema_1(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;").unwrap();
    conn.execute_batch(include_str!("files/schema_1.sql")).unwrap();
    conn
}

fn in_dir() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reviews.db");
    (dir, path)
}

fn names(dir: &Path) -> Vec<String> {
    let mut all: Vec<String> =
        std::fs::read_dir(dir).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    all.sort();
    all
}

/// Every row of every table, as text.
fn rows(conn: &Connection) -> Vec<String> {
    let tables: Vec<String> =
        list(conn, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    let mut all = Vec::new();
    for table in tables {
        let columns = list(conn, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let quoted = columns
            .iter()
            .map(|column| format!("quote(\"{column}\")"))
            .collect::<Vec<_>>()
            .join(" || ',' || ");
        all.extend(list(conn, &format!("SELECT '{table}: ' || {quoted} FROM {table}")));
    }
    all.sort();
    all
}

fn list(conn: &Connection, sql: &str) -> Vec<String> {
    conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

async fn ask(store: &Store, method: &str, path: &str, body: Value) -> Value {
    let api = routes::api(AppState::new(store.clone(), Clock::default(), ThreadRules::Guarded));
    let request = Request::builder().method(method).uri(format!("/v1/private/{path}"));
    let request =
        request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap();
    let bytes = api.oneshot(request).await.unwrap().into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

#[tokio::test]
async fn a_file_of_schema_1_shows_everything_it_did() {
    let (_dir, path) = in_dir();
    drop(schema_1(&path));
    let store = Store::open(&path).unwrap();
    let thread = json!({ "project_name": "Support", "thread_id": "talk" });
    let thread = ask(&store, "POST", "traces/threads/retrieve", thread).await;
    for (field, value) in [
        ("number_of_messages", json!(8)),
        ("status", json!("inactive")),
        ("tags", json!(["kept"])),
        ("total_estimated_cost", json!(0.006)),
        ("first_message", json!({ "q": "question 1" })),
        ("start_time", json!("2023-11-14T22:13:20Z")),
    ] {
        assert_eq!(thread[field], value, "{field}");
    }
    assert_eq!(thread["comments"][0]["text"], "a comment");
    assert_eq!(thread["feedback_scores"][0]["created_by"], "Ada");
    let traces = ask(&store, "GET", "traces?project_name=Support", Value::Null).await;
    assert_eq!(traces["total"], 5);
    let found =
        ask(&store, "GET", "traces?project_name=Support&search=answer%202%20%C3%A4", Value::Null).await;
    assert_eq!(
        (&found["total"], &found["content"][0]["error_info"]["exception_type"]),
        (&json!(1), &json!("E"))
    );
    let spans = ask(&store, "GET", "spans?project_name=Support", Value::Null).await;
    assert_eq!(spans["total"], 5, "the one that named a deleted project belongs to its trace");
    let definitions = ask(&store, "GET", "feedback-definitions", Value::Null).await;
    assert_eq!(definitions["total"], 2);
    let configuration = ask(&store, "GET", "workspaces/configurations", Value::Null).await;
    assert_eq!(configuration["timeout_to_mark_thread_as_inactive"], "PT30M");
    store.close().await;
}

#[tokio::test]
async fn what_a_deleted_project_left_behind_is_gone_and_stays_gone() {
    let (_dir, path) = in_dir();
    drop(schema_1(&path));
    let store = Store::open(&path).unwrap();
    assert_eq!(
        store.read(references::dangling).await.unwrap(),
        [
            // A score that came before its trace.
            "1 values of scores.entity refer to something gone"
        ]
    );
    ask(&store, "POST", "projects", json!({ "name": "Next" })).await;
    for list in ["traces", "spans", "traces/threads"] {
        assert_eq!(
            ask(&store, "GET", &format!("{list}?project_name=Next"), Value::Null).await["total"],
            0,
            "{list}"
        );
    }
    let hidden = "SELECT (SELECT count(*) FROM comments WHERE text = 'hidden') + (SELECT count(*) FROM scores WHERE name = 'hidden')
                  + (SELECT count(*) FROM comment_keys WHERE key = 'k2') + (SELECT count(*) FROM threads WHERE thread_id = 'whisper')";
    let left: i64 = store.read(move |conn| Ok(conn.query_row(hidden, [], |row| row.get(0))?)).await.unwrap();
    assert_eq!(left, 0);
    store.close().await;
}

#[tokio::test]
async fn a_file_that_was_brought_up_to_date_is_like_a_new_one() {
    let (dir, path) = in_dir();
    drop(schema_1(&path));
    Store::open(&path).unwrap().close().await;
    let fresh = dir.path().join("fresh.db");
    Store::open(&fresh).unwrap().close().await;
    let facts = |path: &Path| {
        let conn = Connection::open(path).unwrap();
        let schema = list(
            &conn,
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name",
        );
        (read_versions(&conn).unwrap(), list(&conn, "PRAGMA integrity_check"), schema)
    };
    let (stamped, sound, schema) = facts(&path);
    assert_eq!((stamped, sound), ((APPLICATION_ID, newest()), vec!["ok".to_owned()]));
    let plain = |schema: Vec<String>| {
        schema.into_iter().map(|sql| sql.replace("IF NOT EXISTS ", "")).collect::<Vec<_>>()
    };
    assert_eq!(plain(schema), plain(facts(&fresh).2));
}

#[tokio::test]
async fn a_copy_from_before_is_kept_once() {
    let (dir, path) = in_dir();
    let before = rows(&schema_1(&path));
    Store::open(&path).unwrap().close().await;
    assert_eq!(names(dir.path()), ["reviews.db", "reviews.db.schema-1"]);
    let copy = Connection::open(dir.path().join("reviews.db.schema-1")).unwrap();
    assert_eq!((rows(&copy), read_versions(&copy).unwrap()), (before, (0, 0)));
    drop(copy);
    Store::open(&path).unwrap().close().await;
    assert_eq!(names(dir.path()).len(), 2, "nothing is copied that needs no change");
    // A second migration under the same name must not overwrite the first copy.
    std::fs::remove_file(&path).unwrap();
    drop(schema_1(&path));
    Store::open(&path).unwrap().close().await;
    assert_eq!(names(dir.path()), ["reviews.db", "reviews.db.schema-1", "reviews.db.schema-1-2"]);
}

#[tokio::test]
async fn what_a_killed_server_left_in_its_log_comes_along() {
    let (dir, path) = in_dir();
    let running = dir.path().join("running.db");
    let conn = schema_1(&running);
    conn.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE threads SET tags = '[\"late\"]';").unwrap();
    // The files as they are while the server runs, or after kill -9.
    std::fs::copy(&running, &path).unwrap();
    std::fs::copy(dir.path().join("running.db-wal"), dir.path().join("reviews.db-wal")).unwrap();
    let store = Store::open(&path).unwrap();
    let thread = json!({ "project_name": "Support", "thread_id": "talk" });
    assert_eq!(ask(&store, "POST", "traces/threads/retrieve", thread).await["tags"], json!(["late"]));
    store.close().await;
    let copy = Connection::open(dir.path().join("reviews.db.schema-1")).unwrap();
    assert_eq!(rows(&copy), rows(&conn), "and into the copy");
}

#[tokio::test]
async fn a_file_from_before_comments_had_keys_is_brought_up_to_date_too() {
    let (_dir, path) = in_dir();
    schema_1(&path).execute_batch("DROP TABLE comment_keys").unwrap();
    let store = Store::open(&path).unwrap();
    let traces = ask(&store, "GET", "traces?project_name=Support", Value::Null).await;
    let trace = traces["content"][0]["id"].as_str().unwrap().to_owned();
    assert!(
        ask(&store, "POST", &format!("traces/{trace}/comments"), json!({ "text": "hm" })).await["id"]
            .is_string()
    );
    store.close().await;
}

#[tokio::test]
async fn a_change_that_fails_changes_nothing_and_says_so() {
    let (dir, path) = in_dir();
    let conn = schema_1(&path);
    // Makes the second step fail, after others have been taken.
    conn.execute_batch("CREATE TABLE traces_once (x)").unwrap();
    let before = rows(&conn);
    drop(conn);
    let error = Store::open(&path).err().unwrap().to_string();
    assert!(error.contains("from schema 1 to") && error.contains("traces_once"), "{error}");
    let conn = Connection::open(&path).unwrap();
    assert_eq!((rows(&conn), read_versions(&conn).unwrap()), (before, (0, 0)));
    drop(conn);
    assert_eq!(names(dir.path()), ["reviews.db"], "a copy of what did not change is no use");
}

#[tokio::test]
async fn without_a_copy_nothing_is_changed() {
    let (dir, path) = in_dir();
    let before = rows(&schema_1(&path));
    // The copy cannot be written.
    std::fs::create_dir(dir.path().join("reviews.db.copy-unfinished")).unwrap();
    let error = Store::open(&path).err().unwrap().to_string();
    assert!(error.contains("no copy of it could be kept") && error.contains("left as it is"), "{error}");
    assert_eq!(rows(&Connection::open(&path).unwrap()), before);
}

/// The program logs what was done and where the copy is.
#[test]
fn the_log_names_the_copy() {
    let (dir, path) = in_dir();
    drop(schema_1(&path));
    let samples = std::process::Command::new(env!("CARGO_BIN_EXE_mock-opik"))
        .args(["samples", "--data"])
        .arg(&path)
        .env_remove("RUST_LOG")
        .output()
        .unwrap();
    assert!(samples.status.success());
    let said = String::from_utf8(samples.stderr).unwrap();
    let copy = dir.path().join("reviews.db.schema-1");
    let words = format!("was of schema 1 and is of schema {} now", newest());
    assert!(said.contains(&words) && said.contains(&copy.display().to_string()), "{said}");
}
