//! What an import makes of a line is exported as the same line again. `known_turn` of mock-opik logs the messages of a
//! turn as `{"messages": […]}`; its own tests read the lines that are written here.

use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::{Value, json};

use super::fixture::*;
use crate::{
    model::trace::Trace,
    text::export::{ExportFormat, jsonl},
};

/// What an import logs of a line.
fn imported(line: &Value) -> Vec<Trace> {
    let mut messages = line["messages"].as_array().unwrap().clone();
    let turns = line["opik"]["turns"].as_array().cloned().unwrap_or_default();
    let side = |turn: &Value, key: &str, messages: &mut Vec<Value>| {
        let count = usize::try_from(turn[key].as_u64().unwrap()).unwrap();
        let now: Vec<Value> = messages.drain(..count).collect();
        (count > 0).then(|| json!({ "messages": now }))
    };
    let one = |turn: &Value| Trace {
        input: side(turn, "input_messages", &mut messages),
        output: side(turn, "output_messages", &mut messages),
        ..Trace::default()
    };
    turns.iter().map(one).collect()
}

#[track_caller]
fn comes_back(turns: &[Trace]) {
    let first = jsonl::of_traces(&thread("a"), turns);
    let again = jsonl::of_traces(&thread("a"), &imported(&first));
    let logged: Vec<_> = turns.iter().map(|turn| (&turn.input, &turn.output)).collect();
    assert_eq!(again["messages"], first["messages"], "of {logged:?}");
    let counts = |line: &Value| -> Vec<(Value, Value)> {
        let turns = line["opik"]["turns"].as_array().cloned().unwrap_or_default();
        turns.iter().map(|turn| (turn["input_messages"].clone(), turn["output_messages"].clone())).collect()
    };
    assert_eq!(counts(&again), counts(&first), "{first}");
}

#[test]
fn a_line_has_the_messages_and_what_opik_says_of_them() {
    let text = file(ExportFormat::Jsonl, settings(), &[full()]);
    let line: Value = serde_json::from_str(text.trim_end()).unwrap();
    assert_eq!((line["id"].as_str(), text.lines().count()), (Some("t/1 ü"), 1));
    let roles: Vec<&str> =
        line["messages"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "tool", "assistant", "user"]);
    let opik = &line["opik"];
    assert_eq!(
        (&opik["turns"][0]["input_messages"], &opik["turns"][0]["output_messages"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(opik["feedback_scores"][0]["author"], "Ana Ruiz");
    assert_eq!(opik["turns"][0]["feedback_scores"][1]["category_name"], "👍");
    assert_eq!(opik["turns"][0]["start_time"], "2026-01-02T09:00:00.000Z");
    assert_eq!(
        (&opik["turns"][1]["error_info"]["message"], &opik["status"]),
        (&json!("no answer"), &json!("inactive"))
    );
}

/// The file with which mock-opik's tests begin. To change it, run with `WRITE_EXPORT=1`.
#[test]
fn the_line_that_the_import_is_tested_with_is_the_one_that_is_written() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mock-opik/tests/data/export.jsonl");
    let text = file(ExportFormat::Jsonl, settings(), &[full()]);
    if std::env::var_os("WRITE_EXPORT").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
}

#[test]
fn conversations_of_many_formats_come_back() {
    let calls =
        json!([{ "id": "c", "type": "function", "function": { "name": "f", "arguments": "not json" } }]);
    let picture = json!([{ "type": "text", "text": "Look" }, { "type": "image_url", "image_url": { "url": "data:image/png;base64,iVBORw0KGgo=" } }]);
    let anthropic = json!({ "messages": [
        { "role": "user", "content": [{ "type": "text", "text": "Hi" }] },
        { "role": "assistant", "content": [
            { "type": "thinking", "thinking": "Hm" }, { "type": "text", "text": "I look" },
            { "type": "tool_use", "id": "u", "name": "look", "input": { "a": 1 } } ] },
        { "role": "user", "content": [{ "type": "tool_result", "tool_use_id": "u", "content": "seen" }] } ] });
    let values = [
        json!("Hello"),
        json!({ "question": "What?", "lang": "en" }),
        json!([{ "role": "user", "content": picture }]),
        json!([{ "role": "assistant", "content": null, "tool_calls": calls }, { "role": "tool", "tool_call_id": "c", "content": "{ \"a\": 1 }", "is_error": true }, { "role": "assistant", "content": "Done" }]),
        anthropic,
        json!({ "choices": [{ "message": { "role": "assistant", "content": "A", "refusal": "No" } }, { "message": { "role": "assistant", "content": "B" } }] }),
        json!({ "price": 3, "tags": ["a"] }),
        json!(17),
        json!(""),
        json!("<think>Hm</think>Yes"),
        json!({ "messages": [["human", "Hi"], ["ai", "Hello"], ["human", "Bye"]] }),
        json!({ "contents": [{ "role": "user", "parts": [{ "text": "Hi" }] }, { "role": "model", "parts": [{ "functionCall": { "name": "f", "args": { "x": 1 } } }] }] }),
    ];
    // An output of the user's words alone is taken for a simulated user, an empty input for none.
    let only_user = |value: &&Value| value[0]["role"] == "user";
    for input in values.iter().filter(|value| **value != json!("")) {
        for output in values.iter().filter(|value| !only_user(value)) {
            comes_back(&[logged("t", input.clone(), output.clone()), plain_turn("u", "And?", "That")]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300, rng_seed: RngSeed::Fixed(12), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_words_come_back(question in ".{0,40}", answer in ".{0,40}", again in "[<>|\\[\\]{}\":#a `\n]{0,30}") {
        comes_back(&[plain_turn("t", &question, &answer), plain_turn("u", &again, &again)]);
    }
}
