use serde_json::json;

use super::super::{TurnSide, extract};
use super::seen;

#[test]
fn ui_messages_show_each_part_once() {
    let value = json!({"id": "chat", "messages": [
        {"id": "1", "role": "user", "content": "Old copy", "parts": [{"type": "text", "text": "Weather?"},
            {"type": "file", "mediaType": "image/png", "filename": "map.png", "url": "https://example.org/map.png"}]},
        {"id": "2", "role": "assistant", "parts": [
            {"type": "step-start"},
            {"type": "reasoning", "text": "Hm."},
            {"type": "tool-weather", "toolCallId": "c1", "state": "output-available", "input": {"city": "Graz"},
                "output": {"sky": "clear"}},
            {"type": "dynamic-tool", "toolName": "rain", "toolCallId": "c2", "state": "output-error", "input": {},
                "errorText": "timeout"},
            {"type": "tool-invocation", "toolInvocation": {"state": "call", "toolCallId": "c3", "toolName": "wind",
                "args": {"h": 2}}},
            {"type": "source-url", "sourceId": "s", "url": "https://example.org", "title": "Forecast"},
            {"type": "data-chart", "data": [1]},
            {"type": "text", "text": "Clear."}
        ]}
    ]});
    assert_eq!(extract(&value, TurnSide::Input).format, "vercel-ai");
    assert_eq!(
        seen(&value, TurnSide::Input),
        [
            "user: Weather? | image https://example.org/map.png",
            "assistant: thinks Hm. | calls weather#c1 {\"city\":\"Graz\"} | answers weather#c1 json {\"sky\":\"clear\"} \
             | calls rain#c2 {} | failed rain#c2 timeout | calls wind#c3 {\"h\":2} \
             | json {\"type\":\"data-chart\",\"data\":[1]} | Clear. | sources Forecast https://example.org -",
        ]
    );
}

#[test]
fn model_messages_pair_calls_with_tagged_results() {
    let value = json!([
        {"role": "user", "content": [{"type": "image", "image": "https://example.org/a.png"}]},
        {"role": "assistant", "content": [{"type": "tool-call", "toolCallId": "c", "toolName": "f", "input": {"x": 1}}]},
        {"role": "tool", "content": [
            {"type": "tool-result", "toolCallId": "c", "toolName": "f", "output": {"type": "text", "value": "ok"}},
            {"type": "tool-result", "toolCallId": "d", "toolName": "g", "output": {"type": "error-text", "value": "no"}},
            {"type": "tool-result", "toolCallId": "e", "toolName": "h", "result": {"n": 1}}
        ]}
    ]);
    assert_eq!(
        seen(&value, TurnSide::Input),
        [
            "user: image https://example.org/a.png",
            "assistant: calls f#c {\"x\":1}",
            "tool: answers f#c ok | failed g#d no | answers h#e json {\"n\":1}",
        ]
    );
}

#[test]
fn a_generated_result_shows_its_text_and_calls() {
    let value = json!({"text": "Done.", "reasoningText": "Hm.", "finishReason": "stop",
        "toolCalls": [{"type": "tool-call", "toolCallId": "c", "toolName": "f", "input": {}}]});
    assert_eq!(seen(&value, TurnSide::Output), ["assistant: thinks Hm. | Done. | calls f#c {}"]);
    let copied = json!([{"role": "assistant", "content": "Yes.", "reasoning": "Hm.",
        "parts": [{"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": "Yes."}]}]);
    assert_eq!(seen(&copied, TurnSide::Output), ["assistant: thinks Hm. | Yes."]);
    let attached = json!([{"role": "user", "content": "See.", "attachments": [{"odd": 1},
        {"name": "a.pdf", "contentType": "application/pdf", "url": "https://example.org/a.pdf"}]}]);
    assert_eq!(
        seen(&attached, TurnSide::Input),
        ["user: See. | json {\"odd\":1} | file a.pdf https://example.org/a.pdf"]
    );
    let old = json!([{"role": "assistant", "content": "Clear.", "toolInvocations": [
        {"state": "result", "toolCallId": "c", "toolName": "f", "args": {}, "result": "ok"}]}]);
    assert_eq!(seen(&old, TurnSide::Output), ["assistant: Clear. | calls f#c {} | answers f#c ok"]);
}
