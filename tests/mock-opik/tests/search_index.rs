//! The index for searches in a data file: it is made beside the writer, kept over restarts, and never needed to be right.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;

use std::path::Path;

use common::{Server, at, id, server_on, turn};
use mock_opik::state::ThreadRules;
use mock_opik::store::Store;
use mock_opik::store::text_index::SegmentRule;
use rusqlite::Connection;
use serde_json::json;

fn opened(path: &Path) -> Server {
    server_on(Store::open(path).unwrap(), ThreadRules::Guarded)
}

/// Everything, in segments of two blocks.
const ALL: SegmentRule = SegmentRule { blocks: 1, bytes: i64::MAX, newest: 0, changed: usize::MAX };

/// Logs turns of a thread for each of these numbers: "question 17" and "answer 17".
async fn log(server: &Server, numbers: std::ops::Range<u32>) {
    let one =
        |n: u32| turn(i64::from(n), n, &format!("t{n}"), &format!("question {n}"), &format!("answer {n}"));
    server.log(numbers.map(one).collect()).await;
}

async fn segments(server: &Server) -> i64 {
    let count =
        |conn: &Connection| Ok(conn.query_row("SELECT count(*) FROM text_segments", [], |row| row.get(0))?);
    server.state.store.read(count).await.unwrap()
}

#[tokio::test]
async fn the_index_is_kept_and_what_changes_is_found_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reviews.db");
    let server = opened(&path);
    log(&server, 0..300).await;
    assert_eq!(server.state.store.index_texts(ALL).await.unwrap(), 3);
    server.state.store.close().await;
    assert!(!dir.path().join("reviews.db-wal").exists(), "nothing is left open");
    let server = opened(&path);
    assert_eq!(segments(&server).await, 3);
    assert_eq!(server.threads(&[("search", "question 17"), ("size", "10")]).await.len(), 10);
    assert_eq!(server.threads(&[("search", "answer 299")]).await, ["t299"]);
    let mut changed = turn(17, 17, "t17", "question 17", "another word");
    changed["last_updated_at"] = json!(at(5000));
    server.log(vec![changed]).await;
    assert_eq!(server.threads(&[("search", "answer 17")]).await.len(), 10, "170 to 179");
    assert_eq!(server.threads(&[("search", "another word")]).await, ["t17"]);
    server.ok("POST", "traces/delete", json!({ "ids": [id(299, 299)] })).await;
    assert_eq!(server.threads(&[("search", "answer 299")]).await, [""; 0]);
    let tags = json!({ "ids": [id(298, 298)], "update": { "tags": ["mint"] } });
    server.send("PATCH", "traces/batch", tags).await;
    server.state.store.index_texts(ALL).await.unwrap();
    assert_eq!(server.threads(&[("search", "another word")]).await, ["t17"]);
    assert_eq!(server.threads(&[("search", "answer 299")]).await, [""; 0]);
    server.state.store.close().await;
}

/// A server that is killed leaves some segments; each is whole.
#[tokio::test]
async fn a_kill_in_the_middle_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (running, path) = (dir.path().join("running.db"), dir.path().join("reviews.db"));
    let server = opened(&running);
    log(&server, 0..300).await;
    server.state.store.index_texts(SegmentRule { newest: 2, ..ALL }).await.unwrap();
    for end in ["", "-wal"] {
        std::fs::copy(format!("{}{end}", running.display()), format!("{}{end}", path.display())).unwrap();
    }
    let killed = opened(&path);
    assert_eq!(segments(&killed).await, 1);
    for n in [105, 130, 299] {
        assert_eq!(killed.threads(&[("search", &format!("question {n}"))]).await, [format!("t{n}")]);
    }
    assert_eq!(killed.state.store.index_texts(ALL).await.unwrap(), 2);
    assert_eq!(killed.threads(&[("search", "question 299")]).await, ["t299"]);
    killed.state.store.close().await;
    server.state.store.close().await;
}

/// As a server of schema 5 has left it.
#[tokio::test]
async fn an_older_file_is_indexed_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reviews.db");
    let server = opened(&path);
    let long = "So many words about so little. ".repeat(2500);
    for lot in 0..5_u32 {
        let turns =
            (0..30).map(|n| lot * 30 + n).map(|n| turn(0, n, &format!("t{n}"), "?", &format!("{long}{n}!")));
        server.log(turns.collect()).await;
    }
    server.state.store.close().await;
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("DROP TABLE text_segments; DROP TABLE text_parts; PRAGMA user_version = 5;").unwrap();
    drop(conn);
    let server = opened(&path);
    assert_eq!(server.threads(&[("search", "little. 17!")]).await, ["t17"]);
    server.state.store.upkeep().await;
    assert_eq!(segments(&server).await, 1, "the first 128 turns; the others are too few");
    for n in [17, 149] {
        assert_eq!(server.threads(&[("search", &format!("little. {n}!"))]).await, [format!("t{n}")]);
    }
    server.state.store.close().await;
    let copy = Connection::open(dir.path().join("reviews.db.schema-5")).unwrap();
    assert_eq!(copy.query_row("SELECT count(*) FROM traces", [], |row| row.get(0)), Ok(150));
}
