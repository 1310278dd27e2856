use serde_json::json;

use super::super::{TurnSide, extract, turn};
use super::{lines, paths, seen};

const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk";

#[test]
fn a_request_with_tools_and_pictures_reads_in_order() {
    let request = json!({"model": "m", "max_tokens": 9, "system": [{"type": "text", "text": "Be kind."}], "messages": [
        {"role": "user", "content": [
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
            {"type": "image", "source": {"type": "url", "url": "https://example.org/b.png"}},
            {"type": "document", "title": "Plan", "source": {"type": "file", "file_id": "f1"}},
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Line one"}},
            {"type": "text", "text": "Compare.", "cache_control": {"type": "ephemeral"}}
        ]},
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "Hm.", "signature": "abc"},
            {"type": "redacted_thinking", "data": "xyz"},
            {"type": "text", "text": "Let me look."},
            {"type": "tool_use", "id": "t1", "name": "look", "input": {"at": 1}},
            {"type": "tool_use", "id": "t2", "name": "look", "input": {"at": 2}}
        ]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "a cat"}]},
            {"type": "tool_result", "tool_use_id": "t2", "content": "gone", "is_error": true},
            {"type": "text", "text": "Hurry up"}
        ]}
    ]});
    let found = extract(&request, TurnSide::Input);
    assert_eq!((found.format, paths(&found.left_out)), ("anthropic", vec!["model", "max_tokens"]));
    assert_eq!(
        seen(&request, TurnSide::Input),
        [
            "system: Be kind.",
            "user: image <image/png iVBORw0K> | image https://example.org/b.png | file Plan <f1> | Line one | Compare.",
            "assistant: thinks Hm. | thinks (hidden by the provider) | Let me look. \
             | calls look#t1 {\"at\":1} | calls look#t2 {\"at\":2}",
            "tool: answers #t1 a cat | failed #t2 gone",
            "user: Hurry up",
        ]
    );
}

#[test]
fn a_response_is_the_assistants_also_when_only_its_blocks_were_logged() {
    let response = json!({"id": "msg", "type": "message", "role": "assistant", "stop_reason": "end_turn", "content": [
        {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "cats"}},
        {"type": "web_search_tool_result", "tool_use_id": "s1",
         "content": {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}},
        {"type": "text", "text": "No luck."}
    ]});
    assert_eq!(extract(&response, TurnSide::Output).format, "anthropic");
    let shown = "assistant: calls web_search#s1 {\"query\":\"cats\"} | failed #s1 json \
                 {\"type\":\"web_search_tool_result_error\",\"error_code\":\"max_uses_exceeded\"} | No luck.";
    assert_eq!(seen(&response, TurnSide::Output), [shown]);
    assert_eq!(seen(&json!({"content": response["content"]}), TurnSide::Output), [shown]);
}

#[test]
fn a_tools_answer_sent_as_the_user_does_not_start_a_new_turn() {
    let input = json!({"messages": [
        {"role": "user", "content": "One"},
        {"role": "assistant", "content": [{"type": "text", "text": "1"}]},
        {"role": "user", "content": "Two"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "done"}]}
    ]});
    let turn = turn(Some(&input), None);
    assert_eq!(lines(&turn.earlier), ["user: One", "assistant: 1"]);
    assert_eq!(lines(&turn.input), ["user: Two", "assistant: calls f#t {}", "tool: answers #t done"]);
}
