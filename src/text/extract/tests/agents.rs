//! Streams of agents, in which the answer stands between traces and marks.

use serde_json::{Value, json};

use super::super::{TurnSide, extract};
use super::{lines, paths, seen};

#[test]
fn amazons_streams_show_the_answer_and_leave_out_the_traces() {
    let trace =
        json!({"trace": {"agentId": "A", "trace": {"rationale": {"text": "I should look at the map."}}}});
    let attribution = json!({"citations": [{"generatedResponsePart": {"textResponsePart": {"text": "It is open.", "span": {"start": 0, "end": 11}}},
        "retrievedReferences": [{"content": {"text": "open daily"}, "location": {"s3Location": {"uri": "s3://b/hours.txt"}}}]}]});
    let agent = json!({"sessionId": "s", "completion": [trace, {"chunk": {"bytes": "SXQgaXMg"}}, {"chunk": {"bytes": "b3Blbi4=", "attribution": attribution}}]});
    let found = extract(&agent, TurnSide::Output);
    assert_eq!(
        lines(&found.messages),
        ["assistant: It is open.[\\[1\\]](#source-1) | sources - s3://b/hours.txt open daily"]
    );
    assert_eq!(paths(&found.left_out), ["sessionId", "completion[0]"]);
    for stream in [
        json!([{"chunk": {"bytes": "b'It is '"}}, {"chunk": {"bytes": "b'open.'"}}]),
        json!([{"output": {"text": "It is "}}, {"guardrail": {"action": "NONE"}}, {"output": {"text": "open."}}]),
        json!({"responseStream": [{"flowTraceEvent": {"trace": {}}}, {"flowOutputEvent": {"nodeName": "End", "content": {"document": "It is open."}}},
            {"flowCompletionEvent": {"completionReason": "SUCCESS"}}]}),
        json!([{"textEvent": {"systemMessage": "It is ", "conversationId": "c"}}, {"textEvent": {"systemMessage": "open."}}, {"metadataEvent": {"sourceAttributions": []}}]),
    ] {
        assert_eq!(seen(&stream, TurnSide::Output), ["assistant: It is open."], "{stream}");
    }
    // A model's own events in the chunks.
    let chunk = |event: &Value| json!({"chunk": {"bytes": event.to_string()}});
    let delta = |text: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}});
    let start = json!({"type": "message_start", "message": {"role": "assistant", "content": []}});
    let model = json!([chunk(&start), chunk(&delta("It is ")), chunk(&delta("open."))]);
    assert_eq!(seen(&model, TurnSide::Output), ["assistant: It is open."]);
}

#[test]
fn code_that_runs_is_a_call_and_what_the_computer_prints_its_result() {
    let code = |rest: Value| {
        let mut event = json!({"role": "assistant", "type": "code", "format": "shell"});
        event.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        event
    };
    let told =
        ["assistant: calls shell# \"ls -a\"", "tool: answers #- one file\n", "assistant: There is one file."];
    let chunks = json!([code(json!({"start": true})), code(json!({"content": "ls"})), code(json!({"content": " -a"})), code(json!({"end": true})),
        {"role": "computer", "type": "confirmation", "content": {"type": "code", "content": "ls -a"}},
        {"role": "computer", "type": "console", "start": true},
        {"role": "computer", "type": "console", "format": "active_line", "content": "1"},
        {"role": "computer", "type": "console", "format": "output", "content": "one file\n"},
        {"role": "computer", "type": "console", "end": true},
        {"role": "assistant", "type": "message", "start": true}, {"role": "assistant", "type": "message", "content": "There is "},
        {"role": "assistant", "type": "message", "content": "one file."}, {"role": "assistant", "type": "message", "end": true}]);
    let whole = json!([code(json!({"content": "ls -a"})), {"role": "computer", "type": "console", "format": "output", "content": "one file\n"},
        {"role": "assistant", "type": "message", "content": "There is one file."}]);
    for value in [chunks, whole] {
        let found = seen(&value, TurnSide::Output);
        assert_eq!(
            found.iter().map(|line| line.replace("#-", "#")).collect::<Vec<_>>(),
            told.map(|line| line.replace("#-", "#"))
        );
    }
}
