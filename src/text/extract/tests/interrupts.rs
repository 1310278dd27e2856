//! Graphs that stop to ask a person, and what the person answers.

use serde_json::json;

use super::super::turn;
use super::{lines, paths};

#[test]
fn the_question_of_an_interrupt_is_the_answer_of_its_turn() {
    let asked = json!({"messages": [{"type": "human", "content": "Cancel the order"}]});
    let state = json!({"messages": [{"type": "human", "content": "Cancel the order"}],
        "__interrupt__": [{"value": {"question": "Cancel all three items?", "kind": "confirm"}, "id": "i"}]});
    let first = turn(Some(&asked), Some(&state));
    assert_eq!(lines(&first.input), ["user: Cancel the order"]);
    assert_eq!(lines(&first.output), ["assistant: Cancel all three items?"]);
    assert_eq!(paths(&first.output_left_out), ["__interrupt__.kind"]);
    let resumed = turn(
        Some(&json!({"__resume__": "only the first"})),
        Some(
            &json!({"messages": [{"type": "human", "content": "Cancel the order"}, {"type": "ai", "content": "Done."}]}),
        ),
    );
    assert_eq!(lines(&resumed.input), ["user: only the first"]);
    assert_eq!(lines(&resumed.output), ["assistant: Done."]);
}

#[test]
fn a_call_that_waits_for_approval_is_shown_once() {
    let state = json!({"messages": [{"type": "human", "content": "Mail Eve"},
            {"type": "ai", "content": "", "tool_calls": [{"name": "mail", "args": {"to": "Eve"}, "id": "m"}]}],
        "__interrupt__": [{"value": {"action_requests": [{"name": "mail", "args": {"to": "Eve"},
            "description": "Mailing needs your approval."}], "review_configs": [{"action_name": "mail"}]}}]});
    let turn = turn(Some(&json!({"messages": [{"type": "human", "content": "Mail Eve"}]})), Some(&state));
    assert_eq!(
        lines(&turn.output),
        ["assistant: calls mail#m {\"to\":\"Eve\"}", "assistant: Mailing needs your approval."]
    );
}

#[test]
fn a_state_without_an_answer_does_not_repeat_the_question_as_one() {
    let state = json!({"messages": [{"type": "human", "content": "Anybody there?"}]});
    let turn = turn(Some(&state), Some(&state));
    assert_eq!(lines(&turn.input), ["user: Anybody there?"]);
    assert_eq!(lines(&turn.output), ["assistant: "]);
}
