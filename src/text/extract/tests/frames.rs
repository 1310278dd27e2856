//! Frames of streams that no format is known for.

use serde_json::json;

use super::*;

fn read(frames: Value) -> Vec<String> {
    assert_eq!(seen(&json!({"frames": frames}), TurnSide::Output), seen(&frames, TurnSide::Output));
    seen(&frames, TurnSide::Output)
}

#[test]
fn the_pieces_are_joined_wherever_they_stand_in_a_frame() {
    let pieces = ["The ferry ", "leaves at ", "noon."];
    let expected = ["assistant: The ferry leaves at noon."];
    let frames = |frame: fn(usize, &str) -> Value| -> Value {
        pieces.iter().enumerate().map(|(at, piece)| frame(at, piece)).collect()
    };
    assert_eq!(
        read(frames(|at, piece| json!({"header": {"code": 0, "sid": "cht01", "status": at},
            "payload": {"choices": {"seq": at, "text": [{"content": piece, "role": "assistant", "index": 0}]}}}))),
        expected
    );
    assert_eq!(
        read(frames(
            |at, piece| json!({"seq": at, "result": {"alternatives": [{"piece": {"text": piece}}]}})
        )),
        expected
    );
    assert_eq!(
        read(frames(|_, piece| json!({"kind": "chunk", "inner": {"deep": {"text": piece}}}))),
        expected
    );
}

#[test]
fn steps_beside_the_pieces_are_not_in_the_text() {
    let update = |update: Value| json!({"jsonrpc": "2.0", "method": "session/update", "params": {"sessionId": "s1", "update": update}});
    let said = |text: &str| {
        update(json!({"sessionUpdate": "agent_message_chunk", "content": {"type": "text", "text": text}}))
    };
    let frames = json!([
        update(json!({"sessionUpdate": "agent_thought_chunk", "content": {"type": "text", "text": "Look at the plan."}})),
        update(json!({"sessionUpdate": "tool_call", "toolCallId": "c1", "title": "Read plan.txt", "status": "pending"})),
        said("The ferry "), said("leaves at noon."),
        {"jsonrpc": "2.0", "id": 1, "result": {"stopReason": "end_turn"}}]);
    assert_eq!(read(frames.clone()), ["assistant: thinks Look at the plan. | The ferry leaves at noon."]);
    assert_eq!(paths(&extract(&frames, TurnSide::Output).left_out), ["[1]", "[4]"]);
}

#[test]
fn a_frame_may_have_all_of_the_text_so_far() {
    let texts = ["The", "The ferry leaves", "The ferry leaves at noon."];
    let bare: Value = texts.iter().map(|text| json!({"text": text, "done": false})).collect();
    assert_eq!(read(bare), ["assistant: The ferry leaves at noon."]);
    let deep: Value =
        texts.iter().map(|text| json!({"event": "update", "data": {"answer": {"text": text}}})).collect();
    assert_eq!(read(deep), ["assistant: The ferry leaves at noon."]);
    let mut served: Vec<Value> = texts
        .iter()
        .map(|text| {
            json!({"event": "messages/partial", "data": [
        {"type": "ai", "id": "run-1", "content": text, "tool_calls": []}]})
        })
        .collect();
    served.insert(0, json!({"event": "metadata", "data": {"run_id": "1ef"}}));
    served.push(
        json!({"event": "messages/complete", "data": [{"type": "ai", "id": "run-1", "content": texts[2]}]}),
    );
    assert_eq!(read(Value::from(served)), ["assistant: The ferry leaves at noon."]);
}

#[test]
fn the_events_of_a_stream_may_have_all_but_their_type_in_an_object() {
    let chunk = |kind: &str, payload: Value| json!({"type": kind, "runId": "r1", "from": "AGENT", "payload": payload});
    let frames = json!([
        chunk("start", json!({"id": "guide"})),
        chunk("tool-call", json!({"toolCallId": "c1", "toolName": "timetable", "args": {"line": 2}})),
        chunk("tool-result", json!({"toolCallId": "c1", "toolName": "timetable", "result": {"at": 12}})),
        chunk("text-delta", json!({"id": "t0", "text": "The ferry "})),
        chunk("text-delta", json!({"id": "t0", "text": "leaves at noon."})),
        chunk("finish", json!({"stepResult": {"reason": "stop"}}))
    ]);
    assert_eq!(
        read(frames),
        [
            "assistant: calls timetable#c1 {\"line\":2} | answers timetable#c1 json {\"at\":12} | The ferry leaves at noon."
        ]
    );
}

#[test]
fn what_people_say_is_no_stream() {
    let talk =
        json!([{"who": "user", "note": {"text": "Is it "}}, {"who": "bot", "note": {"text": "No, it is "}}]);
    let lines = seen(&talk, TurnSide::Output);
    assert!(!lines.join(" ").contains("Is it No"), "{lines:?}");
}
