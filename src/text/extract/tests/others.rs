use serde_json::json;

use super::super::{TurnSide, extract};
use super::{paths, seen};

#[test]
fn responses_items_of_one_answer_are_one_message() {
    let response = json!({"id": "r", "object": "response", "output_text": "Sunny.", "output": [
        {"type": "reasoning", "id": "1", "summary": [{"type": "summary_text", "text": "Hm."}], "encrypted_content": null},
        {"type": "web_search_call", "id": "ws", "status": "completed", "action": {"type": "search", "query": "Graz"}},
        {"type": "function_call", "call_id": "c", "name": "weather", "arguments": "{\"city\":\"Graz\"}"},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Sunny.", "annotations": []},
            {"type": "refusal", "refusal": "Not more."}]}
    ]});
    let found = extract(&response, TurnSide::Output);
    assert_eq!((found.format, paths(&found.left_out)), ("openai-responses", vec!["id", "object"]));
    assert_eq!(
        seen(&response, TurnSide::Output),
        [
            "assistant: thinks Hm. | calls web_search#ws {\"action\":{\"type\":\"search\",\"query\":\"Graz\"}} \
          | calls weather#c {\"city\":\"Graz\"} | Sunny. | refuses Not more."
        ]
    );
}

#[test]
fn a_responses_request_reads_words_and_items() {
    let words = json!({"model": "m", "instructions": "Be kind.", "input": "Hi"});
    assert_eq!(seen(&words, TurnSide::Input), ["system: Be kind.", "user: Hi"]);
    let items = json!({"model": "m", "input": [
        {"role": "user", "content": [{"type": "input_text", "text": "What is it?"},
            {"type": "input_image", "image_url": "https://example.org/a.png"},
            {"type": "input_file", "filename": "a.pdf", "file_id": "f"}]},
        {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": "a cat"},
        {"type": "mcp_list_tools", "tools": []},
    ]});
    assert_eq!(
        seen(&items, TurnSide::Input),
        [
            "user: What is it? | image https://example.org/a.png | file a.pdf <f>",
            "assistant: calls look#c {}",
            "tool: answers #c a cat",
            "mcp_list_tools: json {\"type\":\"mcp_list_tools\",\"tools\":[]}",
        ]
    );
}

#[test]
fn tools_that_the_provider_ran_show_their_results() {
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk";
    let value = json!({"output": [
        {"type": "mcp_call", "id": "m", "name": "find", "arguments": "{}", "server_label": "s", "error": "offline"},
        {"type": "image_generation_call", "id": "g", "result": png}
    ]});
    assert_eq!(
        seen(&value, TurnSide::Output),
        [
            "assistant: calls find#m {} | failed #m offline | calls image_generation#g {} | image <image/png iVBORw0K>"
        ]
    );
}

#[test]
fn telemetry_messages_are_read_from_lists_and_from_attributes() {
    let messages = json!([
        {"role": "user", "parts": [{"type": "text", "content": "Weather?"},
            {"type": "uri", "modality": "image", "mime_type": "image/png", "uri": "https://example.org/a.png"}]},
        {"role": "assistant", "finish_reason": "tool_call", "parts": [{"type": "reasoning", "content": "Hm."},
            {"type": "tool_call", "id": "c", "name": "weather", "arguments": {"city": "Graz"}}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c", "response": "rainy"}]}
    ]);
    let shown = [
        "user: Weather? | image https://example.org/a.png",
        "assistant: thinks Hm. | calls weather#c {\"city\":\"Graz\"}",
        "tool: answers #c rainy",
    ];
    assert_eq!(extract(&messages, TurnSide::Input).format, "otel-genai");
    assert_eq!(seen(&messages, TurnSide::Input), shown);
    let attributes = json!({"gen_ai.request.model": "m", "gen_ai.input.messages": messages.to_string(),
        "gen_ai.system_instructions": [{"type": "text", "content": "Be kind."}]});
    let found = extract(&attributes, TurnSide::Input);
    assert_eq!((found.format, paths(&found.left_out)), ("otel-genai", vec!["gen_ai.request.model"]));
    assert_eq!(seen(&attributes, TurnSide::Input)[0], "system: Be kind.");
    assert_eq!(seen(&attributes, TurnSide::Input)[1..], shown);
}

#[test]
fn llama_index_blocks_and_responses_are_read() {
    let request = json!({"messages": [
        {"role": "MessageRole.SYSTEM", "blocks": [{"block_type": "text", "text": "Be kind."}]},
        {"role": "user", "additional_kwargs": {}, "blocks": [{"block_type": "text", "text": "What is it?"},
            {"block_type": "image", "image": null, "url": "https://example.org/a.png", "image_mimetype": "image/png"}]},
    ]});
    assert_eq!(extract(&request, TurnSide::Input).format, "llama-index");
    assert_eq!(
        seen(&request, TurnSide::Input),
        ["system: Be kind.", "user: What is it? | image https://example.org/a.png"]
    );
    let answer = json!({"message": {"role": "assistant", "blocks": [{"block_type": "thinking", "content": "Hm."},
        {"block_type": "tool_call", "tool_call_id": "c", "tool_name": "f", "tool_kwargs": {"x": 1}},
        {"block_type": "text", "text": "A cat."}]}, "raw": {"id": 1}, "delta": null});
    assert_eq!(seen(&answer, TurnSide::Output), ["assistant: thinks Hm. | calls f#c {\"x\":1} | A cat."]);
    let queried = json!({"response": "A cat.", "source_nodes": [{"node": {}}], "metadata": {}});
    assert_eq!(extract(&queried, TurnSide::Output).format, "llama-index");
    assert_eq!(seen(&queried, TurnSide::Output), ["assistant: A cat."]);
}

#[test]
fn opiks_demo_blocks_have_the_role_of_their_side() {
    let blocks = json!({"blocks": [{"block_type": "text", "text": "Hi"}]});
    assert_eq!(extract(&blocks, TurnSide::Input).format, "opik-demo");
    assert_eq!(seen(&blocks, TurnSide::Input), ["user: Hi"]);
    assert_eq!(seen(&json!({"output": blocks, "ms": 3}), TurnSide::Output), ["assistant: Hi"]);
}

#[test]
fn a_message_inside_a_log_entry_is_read() {
    let log = json!([{"type": "user", "message": {"role": "user", "content": "Hi"}},
        {"type": "assistant", "message": {"role": "assistant", "content": [{"type": "text", "text": "Hello"}]}}]);
    assert_eq!(seen(&log, TurnSide::Output), ["user: Hi", "assistant: Hello"]);
}
