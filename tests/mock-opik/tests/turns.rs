//! Turning messages into the traces and spans that an SDK would have logged.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use mock_opik::loader::turns::{Conversation, Turn, turns};
use serde_json::{Map, Value, json};

fn end() -> DateTime<Utc> {
    "2026-03-04T12:00:00Z".parse().unwrap()
}

fn made(messages: &[Value]) -> Vec<Turn> {
    turns(&Conversation {
        thread: "t/1",
        part: 0,
        messages,
        metadata: &Map::new(),
        model: None,
        provider: None,
        pauses: &BTreeMap::from([(1, TimeDelta::hours(20))]),
        estimate: false,
        end: end(),
    })
}

fn talk() -> Vec<Value> {
    vec![
        json!({ "role": "system", "content": "Be kind." }),
        json!({ "role": "user", "content": "Where is my order?" }),
        json!({ "role": "assistant", "content": null, "tool_calls": [
            { "id": "c1", "type": "function", "function": { "name": "find", "arguments": "{\"order\": 7}" } },
            { "id": "c2", "type": "function", "function": { "name": "stock", "arguments": "not json" } },
        ] }),
        json!({ "role": "tool", "tool_call_id": "c1", "content": "{\"place\": \"Rotterdam\"}" }),
        json!({ "role": "tool", "tool_call_id": "c2", "content": "none", "is_error": true }),
        json!({ "role": "assistant", "content": "In Rotterdam.", "usage": { "total_tokens": 5, "prompt_tokens_details": { "cached": 1 } }, "model": "m-1" }),
        json!({ "role": "user", "content": "Thanks!" }),
    ]
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

fn time(value: &Value, key: &str) -> DateTime<Utc> {
    text(value, key).parse().unwrap()
}

#[test]
fn each_message_of_the_person_begins_a_trace() {
    let made = made(&talk());
    assert_eq!(made.len(), 2);
    let roles = |side: &Value| -> Vec<String> {
        side["messages"].as_array().unwrap().iter().map(|m| text(m, "role").to_owned()).collect()
    };
    assert_eq!(roles(&made[0].trace["input"]), ["system", "user"]);
    assert_eq!(roles(&made[0].trace["output"]), ["assistant", "tool", "tool", "assistant"]);
    assert_eq!(roles(&made[1].trace["input"]), ["user"]);
    assert_eq!(made[1].trace.get("output"), None, "nobody answered");
    assert!(made.iter().all(|turn| text(&turn.trace, "thread_id") == "t/1"));
}

#[test]
fn tools_and_models_are_spans_with_what_went_in_and_out() {
    let made = made(&talk());
    let spans: Vec<(&str, &str)> = made[0].spans.iter().map(|s| (text(s, "type"), text(s, "name"))).collect();
    assert_eq!(spans, [("llm", "model"), ("tool", "find"), ("tool", "stock"), ("llm", "m-1")]);
    assert_eq!(made[0].spans[1]["input"], json!({ "order": 7 }));
    assert_eq!(made[0].spans[1]["output"], json!({ "place": "Rotterdam" }));
    assert_eq!(made[0].spans[2]["input"], json!({ "arguments": "not json" }));
    assert_eq!(made[0].spans[2]["output"], json!({ "result": "none" }));
    assert_eq!(made[0].spans[2]["error_info"]["message"], "none");
    assert_eq!(made[0].spans[3]["usage"], json!({ "total_tokens": 5 }));
    assert_eq!(made[0].spans[0].get("usage"), None, "real conversations get no made-up counts");
    assert!(made[0].spans.iter().all(|span| span["trace_id"] == made[0].trace["id"]));
}

#[test]
fn times_run_forward_and_end_when_the_conversation_did() {
    let made = made(&talk());
    let mut last = DateTime::<Utc>::UNIX_EPOCH;
    for turn in &made {
        assert!(time(&turn.trace, "start_time") > last);
        last = time(&turn.trace, "start_time");
        for span in &turn.spans {
            assert!(time(span, "start_time") >= last && time(span, "end_time") > time(span, "start_time"));
            last = time(span, "end_time");
        }
        // A turn without an answer has no end; the conversation still ends with its last message.
        let answered = turn.trace.get("output").is_some();
        assert_eq!(turn.trace.get("end_time").is_some(), answered);
        let over = time(&turn.trace, if answered { "end_time" } else { "last_updated_at" });
        assert!(over >= last);
        last = over;
    }
    assert_eq!(last, end());
    let pause = time(&made[1].trace, "start_time") - time(&made[0].trace, "end_time");
    assert!(pause > TimeDelta::hours(20), "{pause}");
}

#[test]
fn the_same_conversation_gives_the_same_ids() {
    assert_eq!(made(&talk()), made(&talk()));
    let other = turns(&Conversation {
        thread: "t/1",
        part: 1,
        messages: &talk(),
        metadata: &Map::new(),
        model: None,
        provider: None,
        pauses: &BTreeMap::new(),
        estimate: false,
        end: end(),
    });
    assert_ne!(made(&talk())[0].trace["id"], other[0].trace["id"]);
}

#[test]
fn a_model_that_speaks_first_has_a_turn_of_its_own() {
    let greeting = [
        json!({ "role": "system", "content": "Greet." }),
        json!({ "role": "assistant", "content": "Hello!" }),
        json!({ "role": "user", "content": "Hi." }),
        json!({ "role": "user", "content": "Are you there?" }),
        json!({ "role": "assistant", "content": "Yes." }),
    ];
    let made = made(&greeting);
    let sides: Vec<(usize, usize)> = made
        .iter()
        .map(|turn| {
            let count = |key: &str| turn.trace[key]["messages"].as_array().map_or(0, Vec::len);
            (count("input"), count("output"))
        })
        .collect();
    assert_eq!(sides, [(1, 1), (1, 0), (1, 1)]);
    assert!(turns_of_nothing().is_empty());
}

fn turns_of_nothing() -> Vec<Turn> {
    made(&[])
}
