//! Random changes of what a server keeps.
#![allow(dead_code, reason = "each test file uses the part it needs")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use mock_opik::store::text_index::SegmentRule;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::common::{Server, at, id};

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

pub fn written() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(LETTERS.to_vec()), 0..8)
        .prop_map(|parts| parts.concat())
}

/// A random change. Small numbers name turns, threads and spans, so that changes meet each other.
#[derive(Clone, Debug)]
pub enum Step {
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

pub fn step() -> impl Strategy<Value = Step> {
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
pub fn project(turn: u32) -> &'static str {
    if turn % 3 == 2 { "q" } else { "p" }
}

pub fn turn_id(turn: u32) -> String {
    id(i64::from(turn % 4), turn)
}

pub fn span_id(span: u32) -> String {
    id(100, span)
}

pub fn thread_id(thread: u32) -> &'static str {
    ["İstanbul 100%", "thread_1", "a'b\"c", "日本語 👍🏽", "ABC-0"][thread as usize]
}

pub fn score(name: bool, value: i64) -> Value {
    json!({ "name": if name { "User feedback" } else { "tone" }, "value": value, "source": "sdk" })
}

pub async fn take(server: &Server, number: i64, step: &Step) {
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
pub async fn index(server: &Server, newest: usize) {
    let rule = SegmentRule { blocks: 1, newest, changed: usize::MAX, ..SegmentRule::default() };
    server.state.store.index_texts(rule).await.unwrap();
}
