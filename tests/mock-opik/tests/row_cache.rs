//! The row cache and the index for searches answer as the tables do, whatever was written in between: pages in any order,
//! totals, statistics, filters and searches.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;
#[path = "support/plain.rs"]
mod plain;
#[path = "support/random_steps.rs"]
mod random_steps;

use common::{Server, at, encode, guarded, id};
use plain::{Question, answered, assert_same_stats};
use proptest::prelude::*;
use random_steps::{Step, score, step, take, written};
use serde_json::{Value, json};

const THREAD_ORDERS: [&str; 11] = [
    "start_time",
    "end_time",
    "duration",
    "number_of_messages",
    "last_updated_at",
    "created_at",
    "total_estimated_cost",
    "usage.total_tokens",
    "usage.other",
    "feedback_scores.User feedback",
    "id",
];
const TRACE_ORDERS: [&str; 10] = [
    "start_time",
    "end_time",
    "duration",
    "span_count",
    "llm_span_count",
    "total_estimated_cost",
    "usage.total_tokens",
    "usage.other",
    "feedback_scores.tone",
    "name",
];

/// Filters that the cache checks, that SQL checks, and both.
fn filters(threads: bool) -> Vec<String> {
    let one = |field: &str, operator: &str, key: &str, value: &str| json!({ "field": field, "operator": operator, "key": key, "value": value });
    let rated = one("feedback_scores", "=", "user feedback", "1");
    let mut all = vec![
        vec![one("duration", ">=", "", "2000")],
        vec![one("duration", "!=", "", "0"), one("start_time", "<", "", &at(5))],
        vec![one("end_time", ">", "", "2026-03-01T12:00:03Z"), one("feedback_scores", "<", "tone", "1")],
        vec![one("feedback_scores", "is_empty", "User feedback", "")],
        vec![rated.clone()],
        vec![one("created_at", ">", "", "1971-01-01T00:00:00Z"), one("source", "!=", "", "ui")],
    ];
    all.extend(if threads {
        vec![
            vec![one("number_of_messages", "=", "", "4")],
            vec![one("status", "=", "", "active"), one("last_updated_at", "<=", "", &at(1010))],
        ]
    } else {
        vec![
            vec![one("error_info", "is_not_empty", "", "")],
            vec![one("error_info", "is_empty", "", ""), one("name", "contains", "", "e")],
            vec![one("total_estimated_cost", "<=", "", "0.25"), one("llm_span_count", "=", "", "1")],
            vec![one("usage.total_tokens", ">", "", "2")],
            vec![one("thread_id", "=", "", "thread_1")],
        ]
    });
    all.into_iter().map(|filters| Value::from(filters).to_string()).collect()
}

/// Compares all pages, the total and the statistics.
async fn assert_answered(server: &Server, question: &Question, size: usize) {
    let ids = question.ids(server).await;
    let mut pages = ids.chunks(size);
    for page in ["1", "2"] {
        let size = size.to_string();
        let query = [question.query(), vec![("size", &size), ("page", page)]].concat();
        let answer = server.get(&format!("{}?{}", question.list(), encode(&query))).await;
        let content = answer["content"].as_array().unwrap();
        let found: Vec<&str> = content.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(found, pages.next().unwrap_or_default(), "page {page} of {question:?}");
        assert_eq!(answer["total"], ids.len(), "{question:?}");
    }
}

async fn assert_counted(server: &Server, question: &Question) {
    let answer = server.get(&format!("{}/stats?{}", question.list(), encode(&question.query()))).await;
    assert_same_stats(&answered(&answer), &question.stats(server).await, question);
}

async fn assert_the_same(server: &Server, project: &'static str) {
    for threads in [true, false] {
        let whole = Question::about(threads, project);
        assert_counted(server, &whole).await;
        assert_answered(server, &whole, 3).await;
        let orders = if threads { &THREAD_ORDERS[..] } else { &TRACE_ORDERS };
        for (field, direction) in orders.iter().flat_map(|field| [(field, "ASC"), (field, "DESC")]) {
            let sorting = json!([{ "field": field, "direction": direction }]).to_string();
            assert_answered(server, &Question { sorting, ..whole.clone() }, 3).await;
        }
        for filters in filters(threads) {
            let filtered = Question { filters, ..whole.clone() };
            assert_answered(server, &filtered, 3).await;
            assert_counted(server, &filtered).await;
            let sorting = json!([{ "field": "id", "direction": "ASC" }]).to_string();
            assert_answered(server, &Question { sorting, search: "e".to_owned(), ..filtered.clone() }, 2)
                .await;
            let both = Question { search: "a".to_owned(), ..filtered };
            assert_answered(server, &both, 2).await;
            assert_counted(server, &both).await;
        }
    }
}

async fn assert_found(server: &Server, project: &'static str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    for threads in [true, false] {
        let search = Question { search: text.to_owned(), ..Question::about(threads, project) };
        assert_answered(server, &search, 1000).await;
        assert_counted(server, &search).await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_answers_as_the_tables_do(
        steps in proptest::collection::vec(step(), 1..40),
        searches in proptest::collection::vec(written(), 1..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = guarded();
            for name in ["p", "q"] {
                server.ok("POST", "projects", json!({ "name": name })).await;
            }
            for (number, step) in steps.iter().enumerate() {
                take(&server, i64::try_from(number).unwrap(), step).await;
                // Lists in between fill the cache, so that it has something to invalidate.
                if number % 16 == 7 {
                    assert_the_same(&server, "p").await;
                }
                if let Step::Log { output, .. } = step {
                    let part: String = output.chars().skip(number % 3).take(1 + number % 4).collect();
                    assert_found(&server, "p", &part).await;
                }
            }
            for project in ["p", "q"] {
                assert_the_same(&server, project).await;
                for text in searches.iter().map(String::as_str).chain(["e", "%", "_", "日", "a1", "0199", "xyzzy"]) {
                    assert_found(&server, project, text).await;
                }
            }
        });
    }
}

#[tokio::test]
async fn nothing_is_found_across_two_texts() {
    let server = guarded();
    server.log(vec![common::turn(0, 1, "t", "one", "two"), common::turn(1, 2, "u", "three", "four")]).await;
    for text in ["onetwo", "one two", "one\ntwo", "twothree", "wo\u{ff}th", "fourturn"] {
        assert_eq!(server.threads(&[("search", text)]).await, [""; 0], "{text:?}");
    }
    assert_eq!(server.threads(&[("search", "hre")]).await, ["u"]);
}

/// Blocks have 128 rows: a list of several blocks of which some change.
#[tokio::test]
async fn many_rows_are_kept_in_blocks_and_each_is_read_again_when_it_changed() {
    let server = guarded();
    for lot in 0..8_u32 {
        let turns = (0..100).map(|n| {
            common::turn(i64::from(lot * 100 + n), lot * 100 + n, &format!("t{n}"), "asked", "said")
        });
        server.log(turns.collect()).await;
    }
    assert_the_same(&server, "p").await;
    for n in [0, 127, 128, 500, 799] {
        server
            .log(vec![{
                let mut turn = common::turn(i64::from(n), n, "t5", "asked", &format!("word{n}"));
                turn["last_updated_at"] = json!(at(5000));
                turn
            }])
            .await;
        let path = format!("traces/{}/feedback-scores", id(i64::from(n), n));
        server.ok("PUT", &path, score(true, 1)).await;
        assert_eq!(server.threads(&[("search", &format!("word{n}"))]).await, ["t5"]);
        assert_the_same(&server, "p").await;
    }
    assert_found(&server, "p", "said").await;
    assert_found(&server, "p", "word").await;
}
