use serde_json::json;

use super::super::{TurnSide, extract};
use super::{paths, seen};

#[test]
fn a_chat_request_shows_its_messages_in_order_and_names_what_it_leaves_out() {
    let request = json!({"model": "m", "temperature": 0, "messages": [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "name": "mia", "content": "When does it leave?"},
        {"role": "assistant", "content": null, "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "timetable", "arguments": "{\"line\":7}"}}
        ]},
        {"role": "tool", "tool_call_id": "c1", "content": "{\"next\":\"9:40\"}"},
        {"role": "assistant", "content": "At 9:40."}
    ]});
    let found = extract(&request, TurnSide::Input);
    assert_eq!(found.format, "openai-chat");
    assert_eq!(paths(&found.left_out), ["model", "temperature"]);
    assert_eq!(
        seen(&request, TurnSide::Input),
        [
            "system: Be brief.",
            "user(mia): When does it leave?",
            "assistant: calls timetable#c1 {\"line\":7}",
            "tool: answers #c1 json {\"next\":\"9:40\"}",
            "assistant: At 9:40.",
        ]
    );
}

#[test]
fn every_kind_of_part_is_shown_where_it_stands() {
    let picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk";
    let value = json!([{"role": "user", "content": [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": format!("data:image/PNG;base64,{picture}")}},
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
        {"type": "image_url", "image_url": {"url": "[image]"}},
        {"type": "input_audio", "input_audio": {"data": picture, "format": "mp3"}},
        {"type": "file", "file": {"filename": "plan.pdf", "file_id": "file-1"}},
        {"type": "hologram", "beam": 3},
        "and this?"
    ]}]);
    assert_eq!(
        seen(&value, TurnSide::Input),
        [
            "user: What is this? | image <image/png iVBORw0K> | image https://example.org/a.png | image <[image]> \
          | audio <audio/mp3 iVBORw0K> - | file plan.pdf <file-1> | json {\"type\":\"hologram\",\"beam\":3} | and this?"
        ]
    );
}

#[test]
fn a_completion_shows_thoughts_refusals_and_speech() {
    let value = json!({"id": "x", "usage": {}, "choices": [
        {"index": 0, "message": {"role": "assistant", "reasoning_content": "Hm.", "content": "Yes.", "refusal": null}},
        {"index": 1, "message": {"role": "assistant", "content": null, "refusal": "I would rather not."}},
        {"index": 2, "message": {"role": "assistant", "content": null,
            "audio": {"id": "a1", "data": "", "transcript": "Hello there"}}},
        {"index": 3, "message": {"role": "assistant", "content": null,
            "function_call": {"name": "old", "arguments": "not json"}}}
    ]});
    assert_eq!(
        seen(&value, TurnSide::Output),
        [
            "assistant: answer 1 of 4 | thinks Hm. | Yes.",
            "assistant: answer 2 of 4 | refuses I would rather not.",
            "assistant: answer 3 of 4 | audio <a1> Hello there",
            "assistant: answer 4 of 4 | calls old#- \"not json\"",
        ]
    );
}

#[test]
fn a_lone_message_leaves_out_only_what_is_not_shown() {
    let value =
        json!({"role": "assistant", "content": "Yes.", "refusal": null, "tool_calls": [], "annotations": []});
    assert_eq!(paths(&extract(&value, TurnSide::Output).left_out), ["annotations"]);
    let item = json!({"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"});
    assert!(extract(&item, TurnSide::Output).left_out.is_empty());
}

#[test]
fn an_empty_answer_is_a_message_without_blocks() {
    for content in [json!(null), json!(""), json!([])] {
        let value = json!({"choices": [{"message": {"role": "assistant", "content": content}}]});
        assert_eq!(seen(&value, TurnSide::Output), ["assistant: "]);
    }
}

#[test]
fn streamed_and_legacy_choices_are_answers_too() {
    let streamed = json!({"choices": [{"delta": {"content": "Hel"}}]});
    assert_eq!(seen(&streamed, TurnSide::Output), ["assistant: Hel"]);
    assert_eq!(seen(&json!({"choices": [{"text": "Once"}]}), TurnSide::Output), ["assistant: Once"]);
}

#[test]
fn an_unknown_item_does_not_spoil_the_list() {
    let value = json!({"messages": [{"role": "user", "content": "Hi"}, {"odd": 1}]});
    assert_eq!(seen(&value, TurnSide::Input), ["user: Hi", "unknown: json {\"odd\":1}"]);
}

#[test]
fn numbers_that_parsing_would_change_stay_as_they_were_written() {
    let value = json!([{"role": "tool", "tool_call_id": "c", "content": "{\"id\":12345678901234567890123}"}]);
    assert_eq!(seen(&value, TurnSide::Input), ["tool: answers #c {\"id\":12345678901234567890123}"]);
}
