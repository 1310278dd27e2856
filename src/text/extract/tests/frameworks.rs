//! Dumps of agent frameworks: their messages, calls and reasoning, and nothing of their bookkeeping.

use serde_json::json;

use super::super::{TurnSide, extract, turn};
use super::{lines, paths, seen};

#[test]
fn pydantic_ai_messages_are_read_from_a_run_and_from_a_list() {
    let run = json!({"all_messages": [
        {"kind": "request", "parts": [
            {"part_kind": "system-prompt", "content": "Be kind.", "timestamp": "2026-02-01T08:00:00Z"},
            {"part_kind": "user-prompt", "content": ["Is it warm?", {"kind": "image-url", "url": "https://example.org/a.png"}]}]},
        {"kind": "response", "model_name": "m", "parts": [
            {"part_kind": "thinking", "content": "Ask the station."},
            {"part_kind": "tool-call", "tool_name": "station", "args": "{\"town\":\"Linz\"}", "tool_call_id": "s1"}]},
        {"kind": "request", "parts": [
            {"part_kind": "tool-return", "tool_name": "station", "content": {"degrees": 21}, "tool_call_id": "s1"}]},
        {"kind": "response", "parts": [{"part_kind": "text", "content": "Yes, 21 degrees."}]}
    ], "output": "Yes, 21 degrees.", "usage": {"requests": 2}});
    let found = extract(&run, TurnSide::Output);
    assert_eq!(found.format, "pydantic-ai");
    assert_eq!(
        lines(&found.messages),
        [
            "system: Be kind.",
            "user: Is it warm? | image https://example.org/a.png",
            "assistant: thinks Ask the station. | calls station#s1 {\"town\":\"Linz\"}",
            "tool: answers station#s1 json {\"degrees\":21}",
            "assistant: Yes, 21 degrees."
        ]
    );
    assert_eq!(paths(&found.left_out), ["usage"]);
    let listed = json!([run["all_messages"][3]]);
    assert_eq!(seen(&listed, TurnSide::Output), ["assistant: Yes, 21 degrees."]);
}

#[test]
fn roles_in_objects_and_items_with_a_dollar_type_are_read() {
    let history = json!([
        {"Role": {"Label": "user"}, "Items": [{"$type": "TextContent", "Text": "Open the gate"}]},
        {"Role": {"Label": "assistant"}, "Items": [
            {"$type": "FunctionCallContent", "Id": "g", "FunctionName": "gate", "Arguments": {"open": true}},
            {"$type": "TextContent", "Text": "It is open."}]},
        {"Role": {"Label": "tool"}, "Items": [{"$type": "FunctionResultContent", "CallId": "g", "Result": "ok"}]}
    ]);
    assert_eq!(
        seen(&history, TurnSide::Output),
        [
            "user: Open the gate",
            "assistant: calls gate#g {\"open\":true} | It is open.",
            "tool: answers #g ok"
        ]
    );
}

#[test]
fn a_team_of_agents_speaks_under_its_own_names() {
    let result = json!({"messages": [
        {"source": "user", "type": "TextMessage", "content": "Plan a trip", "models_usage": null},
        {"source": "planner", "type": "ThoughtEvent", "content": "Trains first."},
        {"source": "planner", "type": "ToolCallRequestEvent", "content": [{"id": "t", "name": "trains", "arguments": "{}"}]},
        {"source": "planner", "type": "ToolCallExecutionEvent",
            "content": [{"call_id": "t", "name": "trains", "content": "none", "is_error": true}]},
        {"source": "writer", "type": "TextMessage", "content": "Stay at home."}
    ], "stop_reason": "done"});
    let turn = turn(Some(&json!({"task": "Plan a trip"})), Some(&result));
    assert_eq!(
        lines(&turn.output),
        [
            "assistant(planner): thinks Trains first.",
            "assistant(planner): calls trains#t {}",
            "tool: failed trains#t none",
            "assistant(writer): Stay at home."
        ]
    );
    assert_eq!(paths(&turn.output_left_out), ["stop_reason"]);
}

#[test]
fn the_answer_of_a_crew_is_its_raw_text() {
    let crew = json!({"raw": "**Gate B** closes at six.", "pydantic": null, "json_dict": null,
        "tasks_output": [{"description": "Find out when it closes", "agent": "Guide", "raw": "**Gate B** closes at six."}]});
    let found = extract(&crew, TurnSide::Output);
    assert_eq!(lines(&found.messages), ["assistant: **Gate B** closes at six."]);
    assert_eq!(paths(&found.left_out), ["pydantic", "json_dict", "tasks_output"]);
}

#[test]
fn a_prediction_has_its_reasoning_apart_and_fields_of_any_name() {
    let turn = turn(
        Some(&json!({"args": [], "kwargs": {"question": "Which bus goes there?"}})),
        Some(&json!({"reasoning": "The map shows line five.", "itinerary": "Take bus five to the mill."})),
    );
    assert_eq!(lines(&turn.input), ["user: Which bus goes there?"]);
    assert_eq!(
        lines(&turn.output),
        ["assistant: thinks The map shows line five. | Take bus five to the mill."]
    );
    assert!(turn.output_is_sure);
    // Of two texts that may both be the answer, both are shown, and the whole is offered.
    let both = json!({"itinerary": "Take bus five to the mill.", "hint": "Buy the ticket before."});
    let found = extract(&both, TurnSide::Output);
    assert!(!found.is_sure());
    assert_eq!(lines(&found.messages), ["assistant: Take bus five to the mill. | Buy the ticket before."]);
}

#[test]
fn parts_with_one_key_are_calls_results_and_reasoning() {
    let replies = json!({"llm": {"replies": [
        {"role": "assistant", "meta": {}, "content": [
            {"reasoning": {"reasoning_text": "Look it up.", "extra": {}}},
            {"tool_call": {"tool_name": "look", "arguments": {"x": 1}, "id": "l"}}]},
        {"role": "tool", "content": [{"tool_call_result": {"result": "blue", "origin": {"tool_name": "look"}, "error": false}}]},
        {"role": "assistant", "content": [{"text": "It is blue."}]}
    ]}});
    assert_eq!(
        seen(&replies, TurnSide::Output),
        [
            "assistant: thinks Look it up. | calls look#l {\"x\":1}",
            "tool: answers #- blue",
            "assistant: It is blue."
        ]
    );
}

#[test]
fn sessions_of_coding_agents_show_messages_and_tools_once() {
    let rollout = json!([
        {"type": "turn_context", "payload": {"cwd": "/home", "model": "m"}},
        {"type": "response_item", "payload": {"type": "reasoning", "summary": [{"type": "summary_text", "text": "List first."}]}},
        {"type": "response_item", "payload": {"type": "function_call", "name": "shell", "arguments": "{\"c\":\"ls\"}", "call_id": "c"}},
        {"type": "response_item", "payload": {"type": "function_call_output", "call_id": "c", "output": "a b"}},
        {"type": "event_msg", "payload": {"type": "agent_message", "message": "Two files."}},
        {"type": "response_item", "payload": {"type": "message", "role": "assistant",
            "content": [{"type": "output_text", "text": "Two files."}]}}
    ]);
    let found = extract(&rollout, TurnSide::Output);
    assert_eq!(
        lines(&found.messages),
        [
            "assistant: thinks List first.",
            "assistant: calls shell#c {\"c\":\"ls\"}",
            "tool: answers #c a b",
            "assistant: Two files."
        ]
    );
    assert_eq!(paths(&found.left_out), ["[0]", "[1]"]);
    let log = json!([
        {"type": "system", "subtype": "init", "session_id": "s"},
        {"type": "assistant", "message": {"role": "assistant", "content": [
            {"thinking": "Move it.", "signature": "x"}, {"type": "tool_use", "id": "b", "name": "Bash", "input": {"command": "mv"}}]}},
        {"type": "user", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "b", "content": "ok"}]}},
        {"type": "assistant", "message": {"role": "assistant", "content": [{"type": "text", "text": "Moved."}]}},
        {"type": "result", "subtype": "success", "is_error": false, "result": "Moved."}
    ]);
    let found = extract(&log, TurnSide::Output);
    assert_eq!(
        lines(&found.messages),
        [
            "assistant: thinks Move it. | calls Bash#b {\"command\":\"mv\"}",
            "tool: answers #b ok",
            "assistant: Moved."
        ]
    );
    assert_eq!(paths(&found.left_out), ["system", "result"]);
}

#[test]
fn results_of_other_libraries_show_their_words() {
    for (value, words) in [
        (
            json!({"result": {"output": {"messageType": "ASSISTANT", "text": "Past the mill.", "toolCalls": []},
            "metadata": {"finishReason": "STOP"}}, "metadata": {"model": "m"}}),
            "Past the mill.",
        ),
        (
            json!({"text": "", "steps": [{"content": [{"type": "text", "text": "Past the mill."}]}], "finishReason": "stop"}),
            "Past the mill.",
        ),
        (json!([{"generated_text": "Past the mill."}]), "Past the mill."),
        (
            json!({"body": {"role": "assistant", "content": [{"type": "text", "text": "Past the mill."}]}, "contentType": "application/json"}),
            "Past the mill.",
        ),
        (
            json!({"body": "{\"generation\": \"Past the mill.\", \"prompt_token_count\": 3}"}),
            "Past the mill.",
        ),
        (
            json!({"input": "Where?", "new_items": [{"type": "message_output_item", "raw_item": {"role": "assistant",
            "content": [{"type": "output_text", "text": "Past the mill."}]}}], "final_output": "Past the mill."}),
            "Past the mill.",
        ),
        (
            json!({"predictions": [{"candidates": [{"author": "1", "content": "Past the mill."}], "safetyAttributes": [{"scores": [0.1]}]}]}),
            "Past the mill.",
        ),
        (
            json!({"state": "success", "output": "Past the mill.", "steps": [{"code_action": "walk()"}]}),
            "Past the mill.",
        ),
    ] {
        assert_eq!(seen(&value, TurnSide::Output), [format!("assistant: {words}")], "{value}");
    }
}
