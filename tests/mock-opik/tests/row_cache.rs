//! The row cache and the index for searches answer as the tables do, whatever was written in between: pages in any order,
//! totals, statistics, filters and searches.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod common;
#[path = "support/plain.rs"]
mod plain;

use common::{Server, at, encode, guarded, id};
use mock_opik::store::text_index::SegmentRule;
use plain::{Question, answered, assert_same_stats};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Texts of people and models, and some with a special meaning somewhere.
const LETTERS: [&str; 24] = [
    "a",
    "b",
    "A",
    "e",
    "the",
    "The ",
    "%",
    "_",
    "'",
    "\"",
    "\\",
    "*",
    " ",
    "é",
    "É",
    "ß",
    "ẞ",
    "İ",
    "日",
    "本語",
    "👍🏽",
    "👨‍👩‍👧",
    "0",
    "-",
];

fn written() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(LETTERS.to_vec()), 0..8)
        .prop_map(|parts| parts.concat())
}

/// A random change. Small numbers name turns, threads and spans, so that changes meet each other.
#[derive(Clone, Debug)]
enum Step {
    Log {
        turn: u32,
        thread: Option<u32>,
        input: String,
        output: String,
        more: String,
        seconds: i64,
        over: bool,
    },
    Span {
        span: u32,
        turn: u32,
        tokens: i64,
        llm: bool,
    },
    Rate {
        turn: u32,
        name: bool,
        value: i64,
    },
    RateSpan {
        span: u32,
        value: i64,
    },
    RateThread {
        thread: u32,
        value: i64,
    },
    Unrate {
        turn: u32,
        name: bool,
    },
    Change {
        turn: u32,
        output: String,
        thread: u32,
    },
    Delete {
        turn: u32,
    },
    DeleteThread {
        thread: u32,
    },
    /// Indexes some or all of what has changed for searches.
    Index {
        newest: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let log =
        (0..12_u32, proptest::option::of(0..5_u32), written(), written(), written(), 0..9_i64, any::<bool>());
    prop_oneof![
        6 => log.prop_map(|(turn, thread, input, output, more, seconds, over)| {
            Step::Log { turn, thread, input, output, more, seconds, over }
        }),
        3 => (0..9_u32, 0..12_u32, 0..5_i64, any::<bool>())
            .prop_map(|(span, turn, tokens, llm)| Step::Span { span, turn, tokens, llm }),
        2 => (0..12_u32, any::<bool>(), 0..2_i64).prop_map(|(turn, name, value)| Step::Rate { turn, name, value }),
        1 => (0..9_u32, 0..2_i64).prop_map(|(span, value)| Step::RateSpan { span, value }),
        1 => (0..5_u32, 0..2_i64).prop_map(|(thread, value)| Step::RateThread { thread, value }),
        1 => (0..12_u32, any::<bool>()).prop_map(|(turn, name)| Step::Unrate { turn, name }),
        1 => (0..12_u32, written(), 0..5_u32).prop_map(|(turn, output, thread)| Step::Change { turn, output, thread }),
        1 => (0..12_u32).prop_map(|turn| Step::Delete { turn }),
        1 => (0..5_u32).prop_map(|thread| Step::DeleteThread { thread }),
        2 => (0..2_usize).prop_map(|newest| Step::Index { newest }),
    ]
}

/// Every third turn belongs to another project.
fn project(turn: u32) -> &'static str {
    if turn % 3 == 2 { "q" } else { "p" }
}

fn turn_id(turn: u32) -> String {
    id(i64::from(turn % 4), turn)
}

fn span_id(span: u32) -> String {
    id(100, span)
}

fn thread_id(thread: u32) -> &'static str {
    ["İstanbul 100%", "thread_1", "a'b\"c", "日本語 👍🏽", "ABC-0"][thread as usize]
}

fn score(name: bool, value: i64) -> Value {
    json!({ "name": if name { "User feedback" } else { "tone" }, "value": value, "source": "sdk" })
}

async fn take(server: &Server, number: i64, step: &Step) {
    // Many changes are about things that do not exist and are refused.
    match step {
        Step::Log { turn, thread, input, output, more, seconds, over } => {
            let mut trace = json!({
                "id": turn_id(*turn), "project_name": project(*turn), "name": more, "tags": [more],
                "start_time": at(*seconds), "input": { "q": input }, "output": [output], "metadata": { "more": more },
                "last_updated_at": at(1000 + number),
            });
            if let Some(thread) = thread {
                trace["thread_id"] = json!(thread_id(*thread));
            }
            if *over {
                trace["end_time"] = json!(at(seconds + number % 3));
            } else {
                trace["error_info"] = json!({ "exception_type": "E", "message": more, "traceback": "" });
            }
            server.send("POST", "traces/batch", json!({ "traces": [trace] })).await;
        }
        Step::Span { span, turn, tokens, llm } => {
            let span = json!({
                "id": span_id(*span), "trace_id": turn_id(*turn), "project_name": project(*turn), "start_time": at(0),
                "type": if *llm { "llm" } else { "tool" }, "last_updated_at": at(1000 + number),
                "usage": { "total_tokens": tokens, "other": number }, "total_estimated_cost": *tokens as f64 / 8.0,
            });
            server.send("POST", "spans/batch", json!({ "spans": [span] })).await;
        }
        Step::Rate { turn, name, value } => {
            let path = format!("traces/{}/feedback-scores", turn_id(*turn));
            server.send("PUT", &path, score(*name, *value)).await;
        }
        Step::RateSpan { span, value } => {
            let path = format!("spans/{}/feedback-scores", span_id(*span));
            server.send("PUT", &path, score(true, *value)).await;
        }
        Step::RateThread { thread, value } => {
            let mut score = score(true, *value);
            score["thread_id"] = json!(thread_id(*thread));
            score["project_name"] = json!("p");
            server.send("PUT", "traces/threads/feedback-scores", json!({ "scores": [score] })).await;
        }
        Step::Unrate { turn, name } => {
            let path = format!("traces/{}/feedback-scores/delete", turn_id(*turn));
            server.send("POST", &path, json!({ "name": score(*name, 0)["name"] })).await;
        }
        Step::Change { turn, output, thread } => {
            let path = format!("traces/{}", turn_id(*turn));
            let change = json!({
                "project_name": project(*turn), "output": output, "thread_id": thread_id(*thread), "end_time": at(20),
            });
            server.send("PATCH", &path, change).await;
        }
        Step::Delete { turn } => {
            server.send("POST", "traces/delete", json!({ "ids": [turn_id(*turn)] })).await;
        }
        Step::DeleteThread { thread } => {
            let which = json!({ "project_name": "p", "thread_ids": [thread_id(*thread)] });
            server.send("POST", "traces/threads/delete", which).await;
        }
        Step::Index { newest } => index(server, *newest).await,
    }
}

/// Indexes everything but the newest blocks for searches.
async fn index(server: &Server, newest: usize) {
    let rule = SegmentRule { blocks: 1, newest, changed: usize::MAX, ..SegmentRule::default() };
    server.state.store.index_texts(rule).await.unwrap();
}

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
