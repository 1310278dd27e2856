use serde_json::json;

use super::super::{TurnSide, extract, headline, turn};
use super::{lines, paths, seen};

#[test]
fn a_batch_of_serialised_messages_is_flat() {
    let prompt = json!({"messages": [[
        {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "SystemMessage"],
            "kwargs": {"content": "Be kind.", "type": "system"}},
        {"lc": 1, "type": "constructor", "id": ["langchain_core", "messages", "HumanMessage"],
            "kwargs": {"content": "Weather?"}}
    ]], "options": {}});
    let found = extract(&prompt, TurnSide::Input);
    assert_eq!((found.format, paths(&found.left_out)), ("langchain", vec!["options"]));
    assert_eq!(seen(&prompt, TurnSide::Input), ["system: Be kind.", "user: Weather?"]);
}

#[test]
fn generations_show_the_message_rather_than_its_text_again() {
    let result = json!({"generations": [[{"text": "Sunny.", "generation_info": {}, "message": {"lc": 1,
        "type": "constructor", "id": ["langchain", "schema", "messages", "AIMessage"], "kwargs": {
            "content": [{"type": "text", "text": "Sunny."}, {"type": "tool_use", "id": "c", "name": "f", "input": {}}],
            "tool_calls": [{"name": "f", "args": {}, "id": "c", "type": "tool_call"}],
            "additional_kwargs": {"tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{}"}}]}
        }}}]], "llm_output": {"tokens": 1}});
    assert_eq!(seen(&result, TurnSide::Output), ["assistant: Sunny. | calls f#c {}"]);
    assert_eq!(
        seen(&json!({"generations": [[{"text": "Sunny."}]]}), TurnSide::Output),
        ["assistant: Sunny."]
    );
}

#[test]
fn calls_only_in_additional_kwargs_are_found() {
    let message = json!({"type": "ai", "content": "", "additional_kwargs": {
        "reasoning_content": "Hm.", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{\"x\":1}"}}]}});
    assert_eq!(seen(&json!([message]), TurnSide::Output), ["assistant: thinks Hm. | calls f#c {\"x\":1}"]);
}

#[test]
fn a_graphs_state_is_read_and_its_output_is_only_the_answer() {
    let state = json!({"messages": [
        {"type": "human", "content": "One", "id": "1"},
        {"type": "ai", "content": "1", "tool_calls": [], "usage_metadata": {"n": 1}},
        {"type": "human", "content": "Two"},
        {"type": "ai", "content": "", "tool_calls": [{"name": "f", "args": {"x": 1}, "id": "c", "type": "tool_call"}]},
        {"type": "tool", "content": "down", "name": "f", "tool_call_id": "c", "status": "error"},
        {"type": "AIMessageChunk", "content": "2"}
    ], "step": 3});
    assert_eq!(extract(&state, TurnSide::Output).format, "langgraph");
    let turn = turn(Some(&json!({"messages": [{"type": "human", "content": "Two"}]})), Some(&state));
    assert_eq!(lines(&turn.input), ["user: Two"]);
    assert_eq!(
        lines(&turn.output),
        ["assistant: calls f#c {\"x\":1}", "tool: failed f#c down", "assistant: 2"]
    );
    assert_eq!(paths(&turn.output_left_out), ["step", "messages[1]"]);
    assert_eq!(headline(&json!({"values": state, "next": []}), TurnSide::Output), "2");
}

#[test]
fn pairs_and_dicts_are_messages_too() {
    let pairs = json!({"messages": [["system", "Be kind."], ["human", "Hi"]]});
    assert_eq!(seen(&pairs, TurnSide::Input), ["system: Be kind.", "user: Hi"]);
    let dicts = json!([{"type": "human", "data": {"content": "Hi", "name": "mia"}}]);
    assert_eq!(seen(&dicts, TurnSide::Input), ["user(mia): Hi"]);
}

#[test]
fn an_answer_beside_the_conversation_so_far_is_the_answer() {
    let state = json!({"messages": [{"type": "human", "content": "Who?"}], "answer": "Ada."});
    assert_eq!(seen(&state, TurnSide::Output), ["assistant: Ada."]);
    let asked = json!({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
        "question": "Who?"});
    assert_eq!(seen(&asked, TurnSide::Input), ["user: Hi", "assistant: Hello", "user: Who?"]);
}

#[test]
fn standard_media_is_shown() {
    let value = json!([{"type": "human", "content": [
        {"type": "image", "source_type": "url", "url": "https://example.org/a.png"},
        {"type": "audio", "mime_type": "audio/wav", "id": "rec-1"},
        {"type": "media", "mime_type": "application/pdf", "file_uri": "gs://b/a.pdf"}
    ]}]);
    let shown = "user: image https://example.org/a.png | audio <rec-1> - | file - gs://b/a.pdf";
    assert_eq!(seen(&value, TurnSide::Input), [shown]);
}
