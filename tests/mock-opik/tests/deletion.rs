//! Deleting removes everything that belongs to what is deleted, and no key is used twice.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/references.rs"]
mod references;
#[path = "support/server.rs"]
mod support;

use mock_opik::seeded_rng::SeededRng;
use references::{dangling, unlisted};
use serde_json::{Value, json};
use support::{Server, at, guarded, id, turn};

async fn wrong(server: &Server) -> Vec<String> {
    server.state.store.read(dangling).await.unwrap()
}

async fn rows(server: &Server, table: &'static str) -> i64 {
    let count = move |conn: &rusqlite::Connection| {
        Ok(conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
    };
    server.state.store.read(count).await.unwrap()
}

fn span(seconds: i64, n: u32, trace: &str, project: &str) -> Value {
    json!({ "id": id(seconds, n), "trace_id": trace, "project_name": project, "name": "step", "type": "llm",
            "start_time": at(seconds), "usage": { "total_tokens": n }, "total_estimated_cost": 0.25 })
}

/// A thread of two turns in `p` with spans and feedback of every kind.
async fn judged(server: &Server) {
    server.log(vec![turn(-60, 1, "talk", "a", "b"), turn(-50, 2, "talk", "c", "d")]).await;
    server.log_spans(vec![span(-60, 3, &id(-60, 1), "p"), span(-50, 4, &id(-50, 2), "p")]).await;
    server.close("talk").await;
    let model = server.thread("talk").await["thread_model_id"].as_str().unwrap().to_owned();
    let score = json!({ "name": "tone", "value": 1, "source": "ui", "project_name": "p" });
    let of = |mut score: Value, field: &str, value: &str| {
        score[field] = json!(value);
        json!({ "scores": [score] })
    };
    server.ok("PUT", "traces/threads/feedback-scores", of(score.clone(), "thread_id", "talk")).await;
    server.ok("PUT", "traces/feedback-scores", of(score.clone(), "id", &id(-60, 1))).await;
    server.ok("PUT", "spans/feedback-scores", of(score, "id", &id(-60, 3))).await;
    server.ok("PATCH", &format!("traces/threads/{model}"), json!({ "tags": ["kept"] })).await;
    for path in [
        format!("traces/threads/{model}/comments"),
        format!("traces/{}/comments", id(-60, 1)),
        format!("spans/{}/comments", id(-60, 3)),
    ] {
        server.ok("POST", &path, json!({ "text": "hm" })).await;
    }
    for (kind, entity) in [("trace", id(-60, 1)), ("span", id(-60, 3))] {
        let query = format!("file_name=a.txt&project_name=p&entity_type={kind}&entity_id={entity}");
        server.ok("PUT", &format!("attachment/upload?{query}"), json!("content")).await;
    }
}

async fn project(server: &Server, name: &str) -> String {
    let found = server.ok("POST", "projects/retrieve", json!({ "name": name })).await;
    found["id"].as_str().unwrap().to_owned()
}

/// The tables with rows of a conversation; `comment_keys` only has rows for requests with a key.
const TABLES: [&str; 11] = [
    "threads",
    "traces",
    "trace_bodies",
    "trace_texts",
    "spans",
    "span_bodies",
    "span_totals",
    "scores",
    "comments",
    "attachments",
    "attachment_contents",
];

#[tokio::test]
async fn the_project_after_a_deleted_one_is_empty() {
    for by_list in [false, true] {
        let server = guarded();
        judged(&server).await;
        let gone = project(&server, "p").await;
        if by_list {
            server.ok("POST", "projects/delete", json!({ "ids": [gone] })).await;
        } else {
            server.ok("DELETE", &format!("projects/{gone}"), Value::Null).await;
        }
        server.ok("POST", "projects", json!({ "name": "next" })).await;
        let next = project(&server, "next").await;
        for list in ["traces/threads", "traces", "spans"] {
            let page = server.get(&format!("{list}?project_id={next}")).await;
            assert_eq!((&page["total"], &page["content"]), (&json!(0), &json!([])), "{list}");
        }
        for names in ["traces/threads", "traces", "spans"] {
            let names = server.get(&format!("{names}/feedback-scores/names?project_id={next}")).await;
            assert_eq!(names["scores"], json!([]));
        }
        assert_eq!(server.get("projects?name=next").await["content"][0]["thread_count"], 0);
        for table in TABLES {
            assert_eq!(rows(&server, table).await, 0, "{table}");
        }
        assert_eq!(server.send("GET", &format!("traces/{}", id(-60, 1)), Value::Null).await.0, 404);
    }
}

#[tokio::test]
async fn deleting_one_project_leaves_the_others_as_they_are() {
    let server = guarded();
    judged(&server).await;
    let mut elsewhere = turn(-40, 5, "other", "e", "f");
    elsewhere["project_name"] = json!("q");
    server.log(vec![elsewhere]).await;
    // A span of project q under a trace of p and the other way round: both name their own project.
    server.log_spans(vec![span(-40, 6, &id(-60, 1), "q"), span(-40, 7, &id(-40, 5), "p")]).await;
    let before = server.thread("talk").await;
    let gone = project(&server, "q").await;
    server.ok("DELETE", &format!("projects/{gone}"), Value::Null).await;
    assert_eq!(wrong(&server).await, Vec::<String>::new());
    let after = server.thread("talk").await;
    assert_eq!(after["total_estimated_cost"], json!(0.5), "the span of q is taken out of the sum");
    for field in ["feedback_scores", "comments", "tags", "number_of_messages", "status", "thread_model_id"] {
        assert_eq!(after[field], before[field], "{field}");
    }
}

#[tokio::test]
async fn a_deleted_thread_does_not_come_back_judged() {
    let server = guarded();
    judged(&server).await;
    let body = json!({ "project_name": "p", "thread_ids": ["talk"] });
    server.ok("POST", "traces/threads/delete", body).await;
    for table in TABLES {
        assert_eq!(rows(&server, table).await, 0, "{table}");
    }
    server.log(vec![turn(-10, 9, "talk", "again", "b")]).await;
    let thread = server.thread("talk").await;
    for field in ["feedback_scores", "comments", "tags"] {
        assert_eq!(thread.get(field), None, "{field}");
    }
}

#[tokio::test]
async fn a_project_says_when_the_last_of_its_traces_changed() {
    let server = guarded();
    server
        .log(vec![turn(-60, 1, "t", "a", "b"), turn(-50, 2, "t", "c", "d"), turn(-40, 3, "u", "e", "f")])
        .await;
    let last = async || server.get("projects?name=p").await["content"][0]["last_updated_trace_at"].clone();
    assert_eq!(last().await, at(-39));
    server.ok("DELETE", &format!("traces/{}", id(-40, 3)), Value::Null).await;
    assert_eq!(last().await, at(-49));
    server.ok("DELETE", &format!("traces/{}", id(-60, 1)), Value::Null).await;
    assert_eq!(last().await, at(-49));
    server.ok("POST", "traces/threads/delete", json!({ "project_name": "p", "thread_ids": ["t"] })).await;
    assert_eq!(last().await, Value::Null);
}

#[tokio::test]
async fn no_key_is_used_twice() {
    let server = guarded();
    let keys = |conn: &rusqlite::Connection| {
        let key = |table: &str| {
            conn.query_row(&format!("SELECT max(key) FROM {table}"), [], |row| row.get::<_, i64>(0))
        };
        Ok([key("projects")?, key("threads")?, key("traces")?, key("spans")?])
    };
    judged(&server).await;
    let before = server.state.store.read(keys).await.unwrap();
    let gone = project(&server, "p").await;
    server.ok("DELETE", &format!("projects/{gone}"), Value::Null).await;
    judged(&server).await;
    let after = server.state.store.read(keys).await.unwrap();
    for (before, after) in before.into_iter().zip(after) {
        assert!(after > before, "{before}, then {after}");
    }
}

/// A new table must have keys that are never reused and, when its rows belong to others, an entry in
/// `support/references.rs` (and in `store::deletion`).
#[tokio::test]
async fn no_tables_key_can_be_used_twice_and_every_reference_is_known() {
    let server = guarded();
    let reusable = |conn: &rusqlite::Connection| {
        // A row number column (INTEGER PRIMARY KEY) in a table with automatic row numbers.
        let mut query = conn.prepare(
            "SELECT l.name, c.name, s.sql FROM pragma_table_list l, pragma_table_info(l.name) c, sqlite_schema s
             WHERE l.schema = 'main' AND l.type = 'table' AND NOT l.wr AND s.name = l.name AND c.pk = 1
             AND upper(c.type) = 'INTEGER' AND l.name NOT LIKE 'sqlite_%'
             AND (SELECT count(*) FROM pragma_table_info(l.name) p WHERE p.pk > 0) = 1",
        )?;
        let all: Vec<(String, String, String)> = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        Ok(all)
    };
    let tables = server.state.store.read(reusable).await.unwrap();
    assert!(tables.len() >= 8, "the tables are found: {tables:?}");
    for (table, column, sql) in tables {
        let once = sql.to_uppercase().contains("AUTOINCREMENT");
        let another_rows = references::REFERENCES
            .iter()
            .any(|known| (known.0, known.1) == (table.as_str(), column.as_str()));
        let only_one = sql.contains(&format!("CHECK ({column} = 1)"));
        // The index for searches has keys of blocks, and knows by their change counts whether it is about what is there.
        let of_index = ["text_segments", "text_parts"].contains(&table.as_str());
        assert!(once || another_rows || only_one || of_index, "a key of {table} could be used twice: {sql}");
    }
    assert_eq!(server.state.store.read(unlisted).await.unwrap(), Vec::<String>::new());
}

/// The names that a random history uses.
struct World {
    traces: Vec<String>,
    spans: Vec<String>,
}

const PROJECTS: [&str; 3] = ["p", "q", "r"];
const THREADS: [&str; 3] = ["one", "two", "three"];

/// Does one random thing; returns whether it was a deletion.
async fn step(server: &Server, rng: &mut SeededRng, world: &mut World, n: u32) -> bool {
    let seconds = i64::from(n);
    let project = PROJECTS[rng.between(0, 2) as usize];
    let thread = THREADS[rng.between(0, 2) as usize];
    let known = |list: &[String], rng: &mut SeededRng| {
        (!list.is_empty()).then(|| list[rng.between(0, list.len() as i64 - 1) as usize].clone())
    };
    let trace = known(&world.traces, rng).unwrap_or_else(|| id(seconds, 0));
    let span_id = known(&world.spans, rng).unwrap_or_else(|| id(seconds, 0));
    let (method, path, body) = match rng.between(0, 15) {
        0..=2 => {
            let mut new = turn(seconds, n, thread, "a", "b");
            new["project_name"] = json!(project);
            // Sometimes a known trace, which may move to another thread and project.
            if rng.between(0, 3) == 0 {
                new["id"] = json!(trace);
            }
            if rng.between(0, 4) == 0 {
                new["error_info"] = json!({ "exception_type": "E", "traceback": "" });
            }
            world.traces.push(new["id"].as_str().unwrap().to_owned());
            ("POST", "traces/batch".to_owned(), json!({ "traces": [new] }))
        }
        3..=5 => {
            let mut new = span(seconds, n, &trace, project);
            if rng.between(0, 3) == 0 {
                new["id"] = json!(span_id);
            }
            world.spans.push(new["id"].as_str().unwrap().to_owned());
            ("POST", "spans/batch".to_owned(), json!({ "spans": [new] }))
        }
        6 => {
            // A PATCH before its POST, whose project may differ.
            let early = id(seconds, n);
            world.traces.push(early.clone());
            ("PATCH", format!("traces/{early}"), json!({ "project_name": project, "thread_id": thread }))
        }
        7 => ("PATCH", format!("traces/{trace}"), json!({ "thread_id": thread })),
        8 => (
            "PUT",
            format!("traces/{trace}/feedback-scores"),
            json!({ "name": "n", "value": 1, "source": "sdk" }),
        ),
        9 => (
            "PUT",
            format!("spans/{span_id}/feedback-scores"),
            json!({ "name": "n", "value": 1, "source": "sdk" }),
        ),
        10 => {
            let score = json!({ "thread_id": thread, "project_name": project, "name": "n", "value": 1, "source": "sdk" });
            ("PUT", "traces/threads/feedback-scores".to_owned(), json!({ "scores": [score] }))
        }
        11 => ("POST", format!("spans/{span_id}/comments"), json!({ "text": "hm" })),
        12 => ("DELETE", format!("traces/{trace}"), Value::Null),
        13 => {
            let project =
                server.send("POST", "projects/retrieve", json!({ "name": project })).await.1["id"].clone();
            ("POST", "traces/delete".to_owned(), json!({ "ids": [trace], "project_id": project }))
        }
        14 => (
            "POST",
            "traces/threads/delete".to_owned(),
            json!({ "project_name": project, "thread_ids": [thread] }),
        ),
        _ => {
            let found = server.send("POST", "projects/retrieve", json!({ "name": project })).await.1;
            let Some(project) = found["id"].as_str() else { return false };
            ("DELETE", format!("projects/{project}"), Value::Null)
        }
    };
    let (status, answer) = server.send(method, &path, body).await;
    assert!(!status.is_server_error(), "{method} {path}: {status} {answer}");
    method == "DELETE" || path.ends_with("/delete")
}

/// The lists of every project show what is in the tables, whatever is cached.
async fn lists_are_those_of_the_store(server: &Server) {
    for name in PROJECTS {
        for (list, rows) in [
            (
                "traces",
                "SELECT count(*) FROM traces t JOIN projects p ON p.key = t.project WHERE p.name = ?1",
            ),
            ("spans", "SELECT count(*) FROM spans t JOIN projects p ON p.key = t.project WHERE p.name = ?1"),
            (
                "traces/threads",
                "SELECT count(*) FROM threads t JOIN projects p ON p.key = t.project WHERE p.name = ?1 AND t.traces > 0",
            ),
        ] {
            let count = move |conn: &rusqlite::Connection| {
                Ok(conn.query_row(rows, [name], |row| row.get::<_, i64>(0))?)
            };
            let count = server.state.store.read(count).await.unwrap();
            let (status, page) =
                server.send("GET", &format!("{list}?project_name={name}&size=1000"), Value::Null).await;
            if status.is_success() {
                assert_eq!(page["total"], count, "{list} of {name}");
                assert_eq!(page["content"].as_array().unwrap().len() as i64, count, "{list} of {name}");
            } else {
                assert_eq!(count, 0, "{list} of {name}");
            }
        }
    }
}

#[tokio::test]
async fn after_any_deletion_nothing_refers_to_anything_gone() {
    let mut deletions = 0;
    for round in 0..6 {
        let server = guarded();
        let mut rng = SeededRng::of(&["deletion", &round.to_string()]);
        let mut world = World { traces: Vec::new(), spans: Vec::new() };
        for n in 1..120 {
            let deleted = step(&server, &mut rng, &mut world, n).await;
            deletions += usize::from(deleted);
            if deleted || n % 10 == 0 {
                assert_eq!(wrong(&server).await, Vec::<String>::new(), "round {round}, step {n}");
            }
            if n % 30 == 0 {
                lists_are_those_of_the_store(&server).await;
            }
        }
    }
    assert!(deletions > 60, "{deletions}");
}
