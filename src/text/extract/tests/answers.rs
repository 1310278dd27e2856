//! Several answers, tools that failed, and reasoning between tags.

use serde_json::{Value, json};

use super::super::{TurnSide, headline};
use super::seen;

fn answer(value: &Value) -> Vec<String> {
    seen(value, TurnSide::Output)
}

#[test]
fn several_answers_are_numbered() {
    let gemini = |text: &str| json!({"content": {"role": "model", "parts": [{"text": text}]}});
    let chain = |text: &str| json!({"text": text, "message": {"type": "ai", "content": text}});
    for value in [
        json!({"choices": [{"message": {"role": "assistant", "content": "A"}}, {"message": {"role": "assistant", "content": "B"}}]}),
        json!({"choices": [{"text": "A"}, {"text": "B"}]}),
        json!({"candidates": [gemini("A"), gemini("B")]}),
        json!({"generations": [[chain("A"), chain("B")]], "llm_output": {}}),
        json!({"output": {"generations": [{"text": "A"}, {"text": "B"}]}}),
        json!({"results": [{"outputText": "A"}, {"outputText": "B"}]}),
        json!([{"generated_text": "A"}, {"generated_text": "B"}]),
    ] {
        assert_eq!(
            answer(&value),
            ["assistant: answer 1 of 2 | A", "assistant: answer 2 of 2 | B"],
            "{value}"
        );
    }
    assert_eq!(
        answer(&json!({"choices": [{"message": {"role": "assistant", "content": "A"}}]})),
        ["assistant: A"]
    );
    // Two prompts have an answer each.
    assert_eq!(
        answer(&json!({"generations": [[chain("A")], [chain("B")]]})),
        ["assistant: A", "assistant: B"]
    );
    let found = json!({"results": [{"text": "Row one"}, {"text": "Row two"}]});
    assert!(!answer(&found).join("").contains("answer 1"), "rows are no answers");
}

#[test]
fn a_tool_that_says_it_failed_has_failed() {
    let tool =
        |content: Value| answer(&json!([{"role": "tool", "tool_call_id": "c", "content": content}])).join("");
    for failure in [
        r#"{"isError": true, "content": [{"type": "text", "text": "no"}]}"#,
        r#"{"status": "error", "message": "no"}"#,
        r#"{"success": false}"#,
        r#"{"error": "no"}"#,
        r#"{"error": {"code": 7}}"#,
    ] {
        assert!(tool(json!(failure)).starts_with("tool: failed #c"), "{failure}");
    }
    for fine in
        [r#"{"error": null, "rows": 3}"#, r#"{"success": true}"#, r#"{"status": "ok"}"#, "error: none"]
    {
        assert!(tool(json!(fine)).starts_with("tool: answers #c"), "{fine}");
    }
    let item = json!({"output": [{"type": "function_call_output", "call_id": "c", "output": "{\"error\":\"boom\"}"},
        {"type": "function_call_output", "call_id": "d", "output": "late", "is_error": true}]});
    assert_eq!(answer(&item), ["tool: failed #c json {\"error\":\"boom\"}", "tool: failed #d late"]);
}

#[test]
fn results_of_the_context_protocol_show_their_parts() {
    let result = json!({"isError": true, "content": [
        {"type": "resource", "resource": {"uri": "file:///n.txt", "mimeType": "text/plain", "text": "buy milk"}},
        {"type": "resource_link", "uri": "https://example.org/a.md", "name": "a.md"},
        {"type": "audio", "data": "SUQzBAAAAAAAI1RTU0UAAAAPAAADTGF2ZjU4Ljc2LjEwMAAAAAAA", "mimeType": "audio/mpeg"}]});
    let talk = json!([{"role": "tool", "tool_call_id": "c", "content": result.to_string()}]);
    assert_eq!(
        answer(&talk),
        ["tool: failed #c file file:///n.txt <file:///n.txt> & buy milk \
        & file a.md https://example.org/a.md & audio <audio/mpeg SUQzBAAA> -"]
    );
    let alone = json!({"content": [{"type": "text", "text": "19°C"}], "isError": false, "structuredContent": {"t": 19}});
    assert_eq!(answer(&alone), ["assistant: 19°C"]);
}

#[test]
fn reasoning_between_tags_is_folded_and_not_in_cells() {
    for (text, shown, cell) in [
        ("<think>\nHm.\n</think>\n\nYes.", "thinks Hm. | Yes.", "Yes."),
        ("<thinking>Hm.</thinking>Yes.", "thinks Hm. | Yes.", "Yes."),
        ("<reasoning>Hm.</reasoning>\nYes.", "thinks Hm. | Yes.", "Yes."),
        ("◁think▷Hm.◁/think▷Yes.", "thinks Hm. | Yes.", "Yes."),
        ("Let me see.\n</think>\n\nYes.", "thinks Let me see. | Yes.", "Yes."),
        ("I see.</think>Yes.", "thinks I see. | Yes.", "Yes."),
        ("<think>\nStill at it", "thinks Still at it", "[reasoning]"),
        ("<think></think>\n\nYes.", "Yes.", "Yes."),
        (
            "<details style=\"color:gray;\" open> <summary> Thinking... </summary>\nHm.\n</details>\n\nYes.",
            "thinks Hm. | Yes.",
            "Yes.",
        ),
        (
            "<think>One.</think>\n\nFirst.\n\n<think>Two.</think>\n\nSecond.",
            "thinks One. | First. | thinks Two. | Second.",
            "",
        ),
    ] {
        for value in [json!(text), json!({"answer": text}), json!([{"role": "assistant", "content": text}])] {
            assert_eq!(answer(&value), [format!("assistant: {shown}")]);
            if !cell.is_empty() {
                assert_eq!(headline(&value, TurnSide::Output), cell);
            }
        }
    }
}

#[test]
fn a_text_about_the_tags_is_unchanged() {
    for text in [
        "Models wrap it in <think> and </think> tags.",
        "Write:\n\n```xml\n<think>x</think>\n```\n\nDone.",
        "The tag `</think>` ends it.",
        "<details><summary>Logs</summary>\nabc\n</details>\n\nYes.",
        "a < b and <thing>",
    ] {
        assert_eq!(answer(&json!(text)), [format!("assistant: {text}")]);
        assert_eq!(headline(&json!(text), TurnSide::Output), text);
    }
    let typed = json!({"question": "<think>x</think> what is this?"});
    assert_eq!(seen(&typed, TurnSide::Input), ["user: <think>x</think> what is this?"]);
    assert_eq!(headline(&typed, TurnSide::Input), "<think>x</think> what is this?");
}
