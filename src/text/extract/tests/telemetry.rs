//! Attributes and events of telemetry, flat and nested.

use serde_json::json;

use super::super::{TurnSide, extract};
use super::{lines, paths, seen};

#[test]
fn numbered_keys_are_put_together_to_messages() {
    let asked = json!({
        "llm.input_messages.0.message.role": "system", "llm.input_messages.0.message.content": "Be kind.",
        "llm.input_messages.1.message.role": "user",
        "llm.input_messages.1.message.contents.0.message_content.type": "text",
        "llm.input_messages.1.message.contents.0.message_content.text": "What is this?",
        "llm.input_messages.1.message.contents.1.message_content.type": "image",
        "llm.input_messages.1.message.contents.1.message_content.image.image.url": "https://example.org/a.png",
        "llm.model_name": "m"
    });
    let found = extract(&asked, TurnSide::Input);
    assert_eq!(
        lines(&found.messages),
        ["system: Be kind.", "user: What is this? | image https://example.org/a.png"]
    );
    assert_eq!((found.format, paths(&found.left_out)), ("openinference", vec!["llm.model_name"]));
    let answered = json!({"llm": {"output_messages": [{"message": {"role": "assistant", "content": "A tram.",
        "tool_calls": [{"tool_call": {"id": "c", "function": {"name": "draw", "arguments": "{\"n\":1}"}}}]}}],
        "token_count": {"total": 5}}});
    let found = extract(&answered, TurnSide::Output);
    assert_eq!(lines(&found.messages), ["assistant: A tram. | calls draw#c {\"n\":1}"]);
    assert_eq!(paths(&found.left_out), ["llm.token_count"]);
    let indexed = json!({"gen_ai.completion.10.content": "second", "gen_ai.completion.9.role": "assistant",
        "gen_ai.completion.9.content": "first", "gen_ai.completion.9.finish_reason": "stop"});
    assert_eq!(seen(&indexed, TurnSide::Output), ["assistant: first", "assistant: second"]);
}

#[test]
fn whole_values_in_attributes_are_read_again() {
    let value = json!({"input.value": "{\"messages\": [{\"role\": \"user\", \"content\": \"How far?\"}]}",
        "input.mime_type": "application/json"});
    assert_eq!(seen(&value, TurnSide::Input), ["user: How far?"]);
    let entity = json!({"traceloop.entity.output": "{\"outputs\": {\"answer\": \"Six miles.\"}}", "traceloop.span.kind": "task"});
    assert_eq!(seen(&entity, TurnSide::Output), ["assistant: Six miles."]);
}

#[test]
fn attributes_of_the_ai_sdk_are_read() {
    let asked = json!({"ai.prompt": "{\"system\": \"Be kind.\", \"prompt\": \"How far?\"}", "ai.prompt.tools": ["{}"],
        "ai.model.id": "m"});
    assert_eq!(seen(&asked, TurnSide::Input), ["system: Be kind.", "user: How far?"]);
    let answered = json!({"ai.response.text": "Six miles.", "ai.response.reasoning": "Measure.",
        "ai.response.toolCalls": "[{\"toolCallId\": \"c\", \"toolName\": \"map\", \"input\": {\"a\": 1}}]",
        "ai.response.finishReason": "stop"});
    let found = extract(&answered, TurnSide::Output);
    assert_eq!(lines(&found.messages), ["assistant: thinks Measure. | Six miles. | calls map#c {\"a\":1}"]);
    assert_eq!(paths(&found.left_out), ["ai.response.finishReason"]);
}

#[test]
fn events_are_messages_and_what_was_answered_is_no_question() {
    let events = json!({"events": [
        {"event.name": "gen_ai.system.message", "content": "Be kind."},
        {"event.name": "gen_ai.user.message", "content": "How far?"},
        {"event.name": "gen_ai.choice", "index": 0, "message": {"role": "assistant", "content": "Six miles."}}
    ]});
    assert_eq!(seen(&events, TurnSide::Input), ["system: Be kind.", "user: How far?"]);
    assert_eq!(
        seen(&events, TurnSide::Output),
        ["system: Be kind.", "user: How far?", "assistant: Six miles."]
    );
    let records =
        json!([{"name": "gen_ai.choice", "body": {"index": 0, "message": {"content": "Six miles."}}}]);
    assert_eq!(seen(&records, TurnSide::Output), ["assistant: Six miles."]);
}
