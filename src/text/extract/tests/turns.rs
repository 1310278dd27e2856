use serde_json::json;

use super::super::turn;
use super::{lines, paths};

#[test]
fn a_turn_separates_the_conversation_so_far_from_what_is_new() {
    let input = json!({"model": "m", "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "ok"},
        {"role": "assistant", "content": "Anything else?"},
        {"role": "user", "content": "ok"},
        {"role": "user", "content": "ok"},
        {"role": "assistant", "content": "", "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "1", "content": "done"}
    ]});
    let output =
        json!({"model": "m", "usage": 1, "choices": [{"message": {"role": "assistant", "content": "Bye."}}]});
    let turn = turn(Some(&input), Some(&output));
    assert_eq!(lines(&turn.earlier), ["system: Be brief.", "user: ok", "assistant: Anything else?"]);
    assert_eq!(
        lines(&turn.input),
        ["user: ok", "user: ok", "assistant: calls f#1 {}", "tool: answers #1 done"]
    );
    assert_eq!(lines(&turn.output), ["assistant: Bye."]);
    assert_eq!(paths(&turn.input_left_out), ["model"]);
    assert_eq!(paths(&turn.output_left_out), ["model", "usage"]);
}

#[test]
fn a_first_turn_keeps_its_system_message() {
    let input = json!([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]);
    let turn = turn(Some(&input), None);
    assert!(turn.earlier.is_empty() && turn.output.is_empty());
    assert_eq!(lines(&turn.input), ["system: Be brief.", "user: Hi"]);
}

#[test]
fn an_output_that_is_a_whole_state_shows_only_its_answer() {
    let state = json!({"messages": [
        {"role": "user", "content": "One"}, {"role": "assistant", "content": "1"},
        {"role": "user", "content": "Two"}, {"role": "assistant", "content": "2"}
    ]});
    let known = turn(Some(&json!({"question": "Two"})), Some(&state));
    assert_eq!(
        (lines(&known.input), lines(&known.output)),
        (vec!["user: Two".into()], vec!["assistant: 2".into()])
    );
    let alone = turn(None, Some(&state));
    assert_eq!(lines(&alone.earlier), ["user: One", "assistant: 1"]);
    assert_eq!(
        (lines(&alone.input), lines(&alone.output)),
        (vec!["user: Two".into()], vec!["assistant: 2".into()])
    );
}

#[test]
fn a_state_that_ends_with_the_person_has_an_empty_answer() {
    let state = json!([{"role": "user", "content": "One"}, {"role": "assistant", "content": "1"},
        {"role": "user", "content": "Two"}]);
    assert_eq!(lines(&turn(Some(&json!("Two")), Some(&state)).output), ["assistant: "]);
}

#[test]
fn a_program_that_simulates_the_user_is_shown() {
    let played = json!({"role": "user", "content": "I want a refund."});
    assert_eq!(lines(&turn(None, Some(&played)).output), ["user: I want a refund."]);
}
