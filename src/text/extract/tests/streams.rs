//! Streams that were logged in pieces. Every test compares with what a person would read of the whole answer.

use serde_json::{Value, json};

use super::super::{TurnSide, extract};
use super::{paths, seen};

fn answer(value: &Value) -> Vec<String> {
    seen(value, TurnSide::Output)
}

fn chunk(delta: &Value) -> Value {
    json!({"id": "c", "object": "chat.completion.chunk", "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": null}]})
}

#[test]
fn chat_chunks_are_one_answer_under_any_key() {
    let chunks = json!([chunk(&json!({"role": "assistant", "content": "At "})), chunk(&json!({"content": "ten."})),
        chunk(&json!({})), {"object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 3}}]);
    assert_eq!(answer(&chunks), ["assistant: At ten."]);
    assert_eq!(answer(&json!({"output": chunks})), ["assistant: At ten."]);
    let beside = json!({"ms": 31, "raw_events": chunks});
    assert_eq!(answer(&beside), ["assistant: At ten."]);
    assert_eq!(paths(&extract(&beside, TurnSide::Output).left_out), ["ms", "id", "object", "model", "usage"]);
    // An answer beside its own chunks is read, and the chunks are left out.
    assert_eq!(answer(&json!({"answer": "At ten.", "chunks": chunks})), ["assistant: At ten."]);
    let filtered = json!([{"choices": [], "prompt_filter_results": [{"prompt_index": 0}], "object": ""},
        chunk(&json!({"content": "Ten "})), chunk(&json!({"content": "it is."}))]);
    assert_eq!(answer(&filtered), ["assistant: Ten it is."]);
}

#[test]
fn chunks_hold_calls_thoughts_refusals_and_several_answers() {
    let call = |index: u8, id: Value, name: Value, arguments: &str| {
        chunk(&json!({"tool_calls": [{"index": index, "id": id, "type": "function",
            "function": {"name": name, "arguments": arguments}}]}))
    };
    let calls = json!([
        call(0, json!("a"), json!("book"), ""),
        call(0, Value::Null, Value::Null, "{\"n\""),
        call(0, Value::Null, Value::Null, ":2}"),
        call(1, json!("b"), json!("pay"), "{}")
    ]);
    assert_eq!(answer(&calls), ["assistant: calls book#a {\"n\":2} | calls pay#b {}"]);
    let thinking = json!([
        chunk(&json!({"reasoning_content": "Hm"})),
        chunk(&json!({"reasoning_content": "m."})),
        chunk(&json!({"content": "Nine."}))
    ]);
    assert_eq!(answer(&thinking), ["assistant: thinks Hmm. | Nine."]);
    let refused = json!([chunk(&json!({"refusal": "I can"})), chunk(&json!({"refusal": "not."}))]);
    assert_eq!(answer(&refused), ["assistant: refuses I cannot."]);
    let mistral = json!([
        chunk(&json!({"content": ""})),
        chunk(&json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Let "}]}]})),
        chunk(&json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "me see."}]}]})),
        chunk(&json!({"content": "Nine"})),
        chunk(&json!({"content": " o'clock."}))
    ]);
    assert_eq!(answer(&mistral), ["assistant: thinks Let me see. | Nine o'clock."]);
    let of = |index: u8, text: &str| json!({"choices": [{"index": index, "delta": {"content": text}}]});
    assert_eq!(
        answer(&json!([of(0, "Ap"), of(1, "Pe"), of(0, "ple"), of(1, "ar")])),
        ["assistant: answer 1 of 2 | Apple", "assistant: answer 2 of 2 | Pear"]
    );
    let older = json!([{"object": "text_completion", "choices": [{"index": 0, "text": "Once "}]},
        {"object": "text_completion", "choices": [{"index": 0, "text": "upon."}]}]);
    assert_eq!(answer(&older), ["assistant: Once upon."]);
    assert_eq!(
        answer(&json!([{"role": "assistant", "content": ""}, {"content": "Ni"}, {"content": "ne."}])),
        ["assistant: Nine."]
    );
}

#[test]
fn responses_events_are_read_once() {
    let add = |index: u8, item: Value| json!({"type": "response.output_item.added", "output_index": index, "item": item});
    let delta = |what: &str, id: &str, text: &str| json!({"type": format!("response.{what}.delta"), "item_id": id, "content_index": 0, "delta": text});
    let events = json!([{"type": "response.created", "response": {"id": "r", "output": []}},
        add(0, json!({"id": "i0", "type": "reasoning", "summary": []})),
        delta("reasoning_summary_text", "i0", "Look"), delta("reasoning_summary_text", "i0", "ing."),
        add(1, json!({"id": "i1", "type": "function_call", "call_id": "c", "name": "find", "arguments": ""})),
        delta("function_call_arguments", "i1", "{\"q\":"), delta("function_call_arguments", "i1", "1}"),
        {"type": "response.function_call_arguments.done", "item_id": "i1", "arguments": "{\"q\":1}"},
        add(2, json!({"id": "i2", "type": "message", "role": "assistant", "content": []})),
        delta("output_text", "i2", "Found "), delta("output_text", "i2", "it."),
        {"type": "response.output_text.done", "item_id": "i2", "content_index": 0, "text": "Found it."}]);
    let whole = ["assistant: thinks Looking. | calls find#c {\"q\":1} | Found it."];
    assert_eq!(answer(&events), whole);
    let mut finished = events.as_array().unwrap().clone();
    finished.push(json!({"type": "response.completed", "response": {"id": "r", "status": "completed", "output": [
        {"id": "i0", "type": "reasoning", "summary": [{"type": "summary_text", "text": "Looking."}]},
        {"id": "i1", "type": "function_call", "call_id": "c", "name": "find", "arguments": "{\"q\":1}"},
        {"id": "i2", "type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Found it."}]}]}}));
    assert_eq!(answer(&json!(finished)), whole);
    let failed = json!([delta("output_text", "i", "Half"), {"type": "response.failed",
        "response": {"id": "r", "output": [], "error": {"code": "server_error", "message": "overloaded"}}}]);
    let line = answer(&failed).join("");
    assert!(line.contains("Half") && line.contains("overloaded"), "{line}");
    let agent = json!([{"type": "raw_response_event", "data": delta("output_text", "m", "Hel")},
        {"type": "raw_response_event", "data": delta("output_text", "m", "lo.")}]);
    assert_eq!(answer(&agent), ["assistant: Hello."]);
    let spoken = json!([{"type": "session.created", "session": {}}, delta("output_audio_transcript", "i", "Good "),
        delta("output_audio_transcript", "i", "evening."), {"type": "response.done", "response": {"id": "r", "output": [
            {"id": "i", "type": "message", "role": "assistant", "content": [
                {"type": "output_audio", "transcript": "Good evening."}]}]}}]);
    assert_eq!(answer(&spoken), ["assistant: Good evening."]);
}

fn anthropic_events() -> Vec<Value> {
    let start = |index: u8, block: Value| json!({"type": "content_block_start", "index": index, "content_block": block});
    let delta =
        |index: u8, delta: Value| json!({"type": "content_block_delta", "index": index, "delta": delta});
    vec![
        json!({"type": "message_start", "message": {"id": "m", "role": "assistant", "content": [], "stop_reason": null}}),
        start(0, json!({"type": "thinking", "thinking": "", "signature": ""})),
        delta(0, json!({"type": "thinking_delta", "thinking": "Ask "})),
        delta(0, json!({"type": "thinking_delta", "thinking": "the tool."})),
        delta(0, json!({"type": "signature_delta", "signature": "c2ln"})),
        json!({"type": "ping"}),
        start(1, json!({"type": "text", "text": ""})),
        delta(1, json!({"type": "text_delta", "text": "One "})),
        delta(1, json!({"type": "text_delta", "text": "moment."})),
        start(2, json!({"type": "tool_use", "id": "t", "name": "look", "input": {}})),
        delta(2, json!({"type": "input_json_delta", "partial_json": "{\"at\":"})),
        delta(2, json!({"type": "input_json_delta", "partial_json": "\"Linz\"}"})),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}}),
        json!({"type": "message_stop"}),
    ]
}

const ANTHROPIC: [&str; 1] =
    ["assistant: thinks Ask the tool. | One moment. | calls look#t {\"at\":\"Linz\"}"];

#[test]
fn anthropic_events_are_one_message() {
    let events = anthropic_events();
    assert_eq!(answer(&json!(events)), ANTHROPIC);
    let wrapped: Vec<Value> =
        events.iter().map(|event| json!({"type": "stream_event", "event": event})).collect();
    assert_eq!(answer(&json!(wrapped)), ANTHROPIC);
    // A stream that was cut is still the text so far.
    assert_eq!(answer(&json!(events[7..9])), ["assistant: One moment."]);
}

#[test]
fn the_text_of_an_event_stream_is_read_as_its_events() {
    let sent = |events: &[Value]| -> String {
        let line =
            |event: &Value| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or("x"));
        events.iter().map(line).collect()
    };
    assert_eq!(answer(&json!(sent(&anthropic_events()))), ANTHROPIC);
    let lines: Vec<String> = anthropic_events().iter().map(Value::to_string).collect();
    assert_eq!(answer(&json!(lines.join("\n"))), ANTHROPIC);
    assert_eq!(answer(&json!(lines)), ANTHROPIC);
    let done = format!("data: {}\r\n\r\ndata: [DONE]\r\n\r\n", chunk(&json!({"content": "Ten."})));
    assert_eq!(answer(&json!(done)), ["assistant: Ten."]);
    assert_eq!(
        answer(&json!("data: Past \n\ndata: the \n\ndata: bakery.\n\n")),
        ["assistant: Past the bakery."]
    );
    let coded = "f:{\"messageId\":\"m\"}\n0:\"It \"\n0:\"rains.\"\nd:{\"finishReason\":\"stop\"}\n";
    assert_eq!(answer(&json!(coded)), ["assistant: It rains."]);
    for prose in
        ["data: is the new oil, they say.", "data: one\nand then prose", "event: the ball", "0: nothing"]
    {
        assert_eq!(answer(&json!(prose)), [format!("assistant: {prose}")]);
    }
}

#[test]
fn parts_of_the_ai_sdk_and_of_ag_ui_are_joined() {
    let ui = json!([{"type": "start"}, {"type": "reasoning-delta", "id": "r", "delta": "Hm."},
        {"type": "tool-input-start", "toolCallId": "t", "toolName": "sky"},
        {"type": "tool-input-delta", "toolCallId": "t", "inputTextDelta": "{\"c\":"},
        {"type": "tool-input-delta", "toolCallId": "t", "inputTextDelta": "1}"},
        {"type": "tool-output-available", "toolCallId": "t", "output": "rain"},
        {"type": "tool-input-available", "toolCallId": "u", "toolName": "sea", "input": {}},
        {"type": "tool-output-error", "toolCallId": "u", "errorText": "offline"},
        {"type": "text-start", "id": "0"}, {"type": "text-delta", "id": "0", "delta": "It "},
        {"type": "text-delta", "id": "0", "delta": "rains."}, {"type": "finish"}]);
    assert_eq!(
        answer(&ui),
        [
            "assistant: thinks Hm. | calls sky#t {\"c\":1} | answers sky#t rain | calls sea#u {} | failed sea#u offline \
         | It rains."
        ]
    );
    let older = json!([{"type": "text-delta", "textDelta": "It "}, {"type": "text-delta", "textDelta": "rains."},
        {"type": "tool-call", "toolCallId": "a", "toolName": "f", "args": {"x": 1}},
        {"type": "tool-result", "toolCallId": "a", "toolName": "f", "result": 7}]);
    assert_eq!(answer(&older), ["assistant: It rains. | calls f#a {\"x\":1} | answers f#a json 7"]);
    let ag_ui = json!([{"type": "RUN_STARTED"}, {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "Hel"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "lo."},
        {"type": "TOOL_CALL_START", "toolCallId": "t", "toolCallName": "go"},
        {"type": "TOOL_CALL_ARGS", "toolCallId": "t", "delta": "{\"a\":1}"}, {"type": "RUN_FINISHED"}]);
    assert_eq!(answer(&ag_ui), ["assistant: Hello. | calls go#t {\"a\":1}"]);
}

fn ai(text: &str, more: &Value) -> Value {
    let mut chunk = json!({"type": "AIMessageChunk", "id": "run-1", "content": text, "additional_kwargs": {},
        "response_metadata": {}, "tool_calls": [], "tool_call_chunks": []});
    chunk.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    chunk
}

#[test]
fn langchain_chunks_and_events_are_joined() {
    let none = json!({});
    assert_eq!(
        answer(&json!([ai("The ", &none), ai("tram.", &none), ai("", &none)])),
        ["assistant: The tram."]
    );
    let first = json!({"tool_call_chunks": [{"name": "add", "args": "", "id": "c", "index": 0}],
        "tool_calls": [{"name": "add", "args": {}, "id": "c"}]});
    let rest = json!({"tool_call_chunks": [{"name": null, "args": "{\"a\": 3}", "id": null, "index": 0}]});
    assert_eq!(answer(&json!([ai("", &first), ai("", &rest)])), ["assistant: calls add#c {\"a\":3}"]);
    let dumped = |text: &str| {
        json!({"lc": 1, "type": "constructor",
        "id": ["langchain", "schema", "messages", "AIMessageChunk"], "kwargs": {"content": text, "type": "AIMessageChunk"}})
    };
    assert_eq!(answer(&json!([dumped("Hel"), dumped("lo")])), ["assistant: Hello"]);
    let event = |name: &str, data: Value| json!({"event": name, "run_id": "1", "name": "m", "data": data});
    let events = json!([
        event("on_chain_start", json!({"input": "x"})),
        event("on_chat_model_stream", json!({"chunk": ai("Hel", &none)})),
        event("on_chat_model_stream", json!({"chunk": ai("lo.", &none)})),
        event("on_chat_model_end", json!({"output": ai("Hello.", &none)}))
    ]);
    assert_eq!(answer(&events), ["assistant: Hello."]);
}

#[test]
fn a_graphs_updates_states_and_messages_are_read() {
    let call =
        json!({"type": "ai", "content": "", "tool_calls": [{"name": "f", "args": {"x": 1}, "id": "c"}]});
    let failed = json!({"type": "tool", "content": "no", "tool_call_id": "c", "status": "error"});
    let last = json!({"type": "ai", "content": "Nine."});
    let updates = json!([{"agent": {"messages": [call]}}, {"tools": {"messages": [failed]}}, {"route": null},
        {"agent": {"messages": [last]}}]);
    let lines = ["assistant: calls f#c {\"x\":1}", "tool: failed #c no", "assistant: Nine."];
    assert_eq!(answer(&updates), lines);
    let asked = json!({"type": "human", "content": "Hi"});
    let states = json!([{"messages": [asked]}, {"messages": [asked, last]}]);
    assert_eq!(answer(&states), ["user: Hi", "assistant: Nine."]);
    let none = json!({});
    let pairs = json!([[ai("Hel", &none), {"langgraph_node": "agent"}], [ai("lo.", &none), {"langgraph_node": "agent"}]]);
    assert_eq!(answer(&pairs), ["assistant: Hello."]);
    let modes = json!([["updates", {"agent": {"messages": [last]}}], ["messages", pairs[0]]]);
    assert_eq!(answer(&modes), ["assistant: Nine."]);
}

#[test]
fn gemini_responses_and_partial_events_are_joined() {
    let piece = |text: &str| json!({"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}], "usageMetadata": {}});
    let thought =
        json!({"candidates": [{"content": {"role": "model", "parts": [{"text": "Hm.", "thought": true}]}}]});
    assert_eq!(answer(&json!([thought, piece("Past "), piece("it.")])), ["assistant: thinks Hm. | Past it."]);
    let event = |partial: bool, text: &str| {
        json!({"author": "guide", "partial": partial,
        "content": {"role": "model", "parts": [{"text": text}]}})
    };
    let finished = json!([event(true, "Hel"), event(true, "lo."), event(false, "Hello.")]);
    assert_eq!(answer(&finished), ["assistant(guide): Hello."]);
    assert_eq!(answer(&json!([event(true, "Hel"), event(true, "lo.")])), ["assistant(guide): Hello."]);
}

#[test]
fn bedrock_and_cohere_events_are_joined() {
    let delta =
        |index: u8, delta: Value| json!({"contentBlockDelta": {"contentBlockIndex": index, "delta": delta}});
    let converse = json!({"stream": [{"messageStart": {"role": "assistant"}},
        delta(0, json!({"reasoningContent": {"text": "Hm."}})), delta(1, json!({"text": "It "})), delta(1, json!({"text": "rains."})),
        {"contentBlockStart": {"contentBlockIndex": 2, "start": {"toolUse": {"toolUseId": "t", "name": "sky"}}}},
        delta(2, json!({"toolUse": {"input": "{\"c\":"}})), delta(2, json!({"toolUse": {"input": "1}"}})),
        {"messageStop": {"stopReason": "tool_use"}}, {"metadata": {"usage": {}}}]});
    assert_eq!(answer(&converse), ["assistant: thinks Hm. | It rains. | calls sky#t {\"c\":1}"]);
    let message =
        |kind: &str, message: Value| json!({"type": kind, "index": 0, "delta": {"message": message}});
    let cohere = json!([message("message-start", json!({"role": "assistant", "content": []})),
        message("tool-plan-delta", json!({"tool_plan": "Look."})),
        message("tool-call-start", json!({"tool_calls": {"id": "t", "type": "function", "function": {"name": "f", "arguments": ""}}})),
        message("tool-call-delta", json!({"tool_calls": {"function": {"arguments": "{\"x\":1}"}}})),
        message("content-start", json!({"content": {"type": "text", "text": ""}})),
        message("content-delta", json!({"content": {"text": "Tall "}})),
        message("content-delta", json!({"content": {"text": "penguins."}})), {"type": "message-end"}]);
    assert_eq!(answer(&cohere), ["assistant: Tall penguins. | calls f#t {\"x\":1}"]);
    let older = json!([{"event_type": "stream-start"}, {"event_type": "text-generation", "text": "Hi "},
        {"event_type": "text-generation", "text": "you."}]);
    assert_eq!(answer(&older), ["assistant: Hi you."]);
}

#[test]
fn small_pieces_of_many_programs_are_one_text() {
    let ollama = |text: &str, done: bool| json!({"model": "l", "message": {"role": "assistant", "content": text}, "done": done});
    assert_eq!(
        answer(&json!([ollama("Hel", false), ollama("lo", false), ollama("", true)])),
        ["assistant: Hello"]
    );
    let lines = "{\"response\":\"The \",\"done\":false}\n{\"response\":\"sky.\",\"done\":false}\n{\"response\":\"\",\"done\":true}\n";
    assert_eq!(answer(&json!(lines)), ["assistant: The sky."]);
    let token = |text: &str, special: bool, all: Value| json!({"token": {"text": text, "special": special}, "generated_text": all});
    let tokens = json!([
        token("Deep", false, Value::Null),
        token(" sea", false, Value::Null),
        token("</s>", true, json!("Deep sea"))
    ]);
    assert_eq!(answer(&tokens), ["assistant: Deep sea"]);
    let dify = "data: {\"event\":\"message\",\"answer\":\"Past \"}\n\ndata: {\"event\":\"message\",\"answer\":\"it.\"}\n\ndata: {\"event\":\"message_end\",\"metadata\":{}}\n\n";
    assert_eq!(answer(&json!(dify)), ["assistant: Past it."]);
    let flowise = "event: token\ndata: {\"event\":\"token\",\"data\":\"Hel\"}\n\nevent: token\ndata: {\"event\":\"token\",\"data\":\"lo\"}\n\n";
    assert_eq!(answer(&json!(flowise)), ["assistant: Hello"]);
    let cumulative = json!([{"delta": "Hel", "text": "Hel"}, {"delta": "lo", "text": "Hello"}]);
    assert_eq!(answer(&cumulative), ["assistant: Hello"]);
    let stopped = json!([{"content": "The", "stop": false}, {"content": " sky", "stop": false}, {"content": "", "stop": true}]);
    assert_eq!(answer(&stopped), ["assistant: The sky"]);
    let thread = |data: Value| json!({"event": "thread.message.delta", "data": data});
    let delta = |text: &str| {
        thread(json!({"id": "m", "object": "thread.message.delta",
        "delta": {"content": [{"index": 0, "type": "text", "text": {"value": text}}]}}))
    };
    assert_eq!(
        answer(&json!([delta("Hel"), delta("lo."), {"event": "done", "data": "[DONE]"}])),
        ["assistant: Hello."]
    );
}

#[test]
fn pieces_of_a_text_are_told_from_the_items_of_a_list() {
    assert_eq!(
        answer(&json!({"output": ["It was ", "painted ", "by Mira."]})),
        ["assistant: It was painted by Mira."]
    );
    assert_eq!(answer(&json!(["Hel", "lo", ",", " you", "."])), ["assistant: Hello, you."]);
    assert_eq!(
        answer(&json!(["你", "好，", "欢迎", "来到", "动物园。"])),
        ["assistant: 你好，欢迎来到动物园。"]
    );
    for list in [
        json!(["Apples", "Pears", "Plums"]),
        json!([{"id": 1, "text": "First row"}, {"id": 2, "text": "Second row"}]),
    ] {
        let shown = answer(&list).join("");
        assert!(!shown.contains("ApplesPears") && !shown.contains("rowSecond"), "{shown}");
    }
}

#[test]
fn what_a_stream_does_not_know_is_left_out_by_name() {
    let mut events = anthropic_events();
    events.insert(3, json!({"type": "gateway_note", "text": "cached"}));
    let found = extract(&json!(events), TurnSide::Output);
    assert!(paths(&found.left_out).contains(&"[3]"), "{:?}", found.left_out);
}
