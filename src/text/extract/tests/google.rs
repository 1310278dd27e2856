use serde_json::json;

use super::super::{TurnSide, extract};
use super::{paths, seen};

const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk";

#[test]
fn a_gemini_request_reads_in_both_casings() {
    let request = json!({
    "systemInstruction": {"parts": [{"text": "Be kind."}]}, "generationConfig": {"temperature": 1},
    "contents": [
        {"role": "user", "parts": [{"text": "Weather?"}, {"inlineData": {"mimeType": "image/png", "data": PNG}},
            {"file_data": {"file_uri": "gs://bucket/a.pdf", "mime_type": "application/pdf"}}]},
        {"role": "model", "parts": [{"text": "Looking it up", "thought": true},
            {"functionCall": {"name": "weather", "args": {"city": "Graz"}}}]},
        {"role": "user", "parts": [{"function_response": {"name": "weather", "response": {"result": "sunny"}}}]}
    ]});
    let found = extract(&request, TurnSide::Input);
    assert_eq!((found.format, paths(&found.left_out)), ("gemini", vec!["generationConfig"]));
    assert_eq!(
        seen(&request, TurnSide::Input),
        [
            "system: Be kind.",
            "user: Weather? | image <image/png iVBORw0K> | file - gs://bucket/a.pdf",
            "assistant: thinks Looking it up | calls weather#- {\"city\":\"Graz\"}",
            "tool: answers weather#- sunny",
        ]
    );
}

#[test]
fn contents_may_be_text_or_parts() {
    assert_eq!(seen(&json!({"model": "m", "contents": "Hi"}), TurnSide::Input), ["user: Hi"]);
    assert_eq!(
        seen(&json!({"model": "m", "contents": ["Hi", {"text": "there"}]}), TurnSide::Input),
        ["user: Hi | there"]
    );
    let settings =
        json!({"contents": [{"parts": [{"text": "Hi"}]}], "config": {"system_instruction": "Be kind."}});
    assert_eq!(seen(&settings, TurnSide::Input), ["system: Be kind.", "user: Hi"]);
}

#[test]
fn a_candidate_is_the_answer_and_a_stopped_one_is_empty() {
    let response = json!({"candidates": [
        {"content": {"role": "model", "parts": [
            {"executableCode": {"language": "PYTHON", "code": "print(2)"}},
            {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "2"}},
            {"text": "Two."}]}, "finishReason": "STOP"},
        {"finishReason": "SAFETY"}
    ], "usageMetadata": {}});
    assert_eq!(
        seen(&response, TurnSide::Output),
        [
            "assistant: answer 1 of 2 | calls code_execution#- {\"language\":\"PYTHON\",\"code\":\"print(2)\"} | answers #- 2 | Two.",
            "assistant: answer 2 of 2 | note This answer is empty"
        ]
    );
}

#[test]
fn an_agent_event_is_read_with_its_nulls() {
    let event = json!({"content": {"parts": [{"text": "Sunny.", "function_call": null, "inline_data": null,
        "thought": null}], "role": "model"}, "author": "weather_agent", "partial": null, "usage_metadata": {"n": 1}});
    assert_eq!(seen(&event, TurnSide::Output), ["assistant(weather_agent): Sunny."]);
    assert_eq!(paths(&extract(&event, TurnSide::Output).left_out), ["partial", "usage_metadata"]);
    assert_eq!(seen(&json!([event, event]), TurnSide::Output).len(), 2);
    let asked = json!({"user_id": "u", "new_message": {"role": "user", "parts": [{"text": "Weather?"}]}});
    assert_eq!(seen(&asked, TurnSide::Input), ["user: Weather?"]);
    assert_eq!(
        seen(&json!({"parts": [{"text": "Weather?"}], "role": "user"}), TurnSide::Input),
        ["user: Weather?"]
    );
}
