//! Outputs that are a whole conversation: calls, tickets, sessions of coding assistants, agents' runs.

use serde_json::{Value, json};

use super::super::{TurnSide, extract, turn};
use super::{lines, paths, seen};

const ASKED: &str = "Can you move my lesson?";
const SAID: &str = "Yes, it is on Thursday now.";

fn all(input: &Value, output: &Value) -> Vec<String> {
    let turn = turn(Some(input), Some(output));
    assert!(turn.earlier.is_empty());
    lines(&turn.input).into_iter().chain(lines(&turn.output)).collect()
}

#[test]
fn a_conversation_that_was_asked_for_by_its_number_is_shown_whole() {
    let told = [format!("user: {ASKED}"), format!("assistant: {SAID}")];
    let messages = json!([{"role": "user", "content": ASKED}, {"role": "assistant", "content": SAID}]);
    for (input, output) in [
        (
            json!({"call_id": "c-77", "event": "call_ended"}),
            json!({"transcript_object": messages, "agent_id": "a"}),
        ),
        (json!({"thread_id": "8a0c-11"}), json!({"thread": {"messages": messages}})),
        (
            json!({"sessionFile": "sessions/4.json"}),
            json!({"requests": [{"message": {"text": ASKED}, "response": [{"value": SAID, "html": false}], "id": "r"}]}),
        ),
        (
            json!({"id": 5}),
            json!({"interactions": [{"humanMessage": {"speaker": "human", "text": ASKED},
                "assistantMessage": {"speaker": "assistant", "text": SAID}, "timestamp": "2026-01-02"}]}),
        ),
        (
            json!({"workspace": "w-1"}),
            json!({"logs": [{"request": {"input": {"text": ASKED}}, "response": {"output": {"text": [SAID]}}, "log_id": "1"}]}),
        ),
    ] {
        assert_eq!(all(&input, &output), told, "{output}");
        let turn = turn(Some(&input), Some(&output));
        assert_eq!(turn.input_left_out.len(), input.as_object().unwrap().len());
    }
    // Words of the person's own stay, whatever the output repeats.
    let own = turn(Some(&json!({"question": "What was said?"})), Some(&json!({"messages": messages})));
    assert_eq!(lines(&own.input), ["user: What was said?"]);
}

#[test]
fn a_call_begins_with_whoever_spoke_first() {
    let call = json!({"transcript": [
        {"role": "agent", "message": "Music school, hello."}, {"role": "user", "message": ASKED}, {"role": "agent", "message": SAID}]});
    assert_eq!(
        all(&json!({"conversation_id": "conv_1"}), &call),
        [
            "assistant: Music school, hello.",
            "user: Can you move my lesson?",
            "assistant: Yes, it is on Thursday now."
        ]
    );
    let with_calls = json!({"transcript_with_tool_calls": [
        {"role": "user", "content": ASKED, "words": [{"word": "Can", "start": 0.1}]},
        {"role": "node_transition", "new_node_id": "n"},
        {"role": "tool_call_invocation", "tool_call_id": "t", "name": "move", "arguments": "{\"day\": \"Thu\"}"},
        {"role": "tool_call_result", "tool_call_id": "t", "content": "no teacher", "successful": false},
        {"role": "agent", "content": SAID}]});
    assert_eq!(
        seen(&with_calls, TurnSide::Output),
        [
            "user: Can you move my lesson?",
            "assistant: calls move#t {\"day\":\"Thu\"}",
            "tool: failed #t no teacher",
            "assistant: Yes, it is on Thursday now."
        ]
    );
    assert_eq!(
        paths(&extract(&with_calls, TurnSide::Output).left_out),
        ["transcript_with_tool_calls[0]", "transcript_with_tool_calls[1]"]
    );
}

#[test]
fn a_session_with_an_entry_in_each_line_is_a_conversation() {
    let entries = [
        json!({"type": "summary", "summary": "Moved", "leafUuid": "u"}),
        json!({"type": "user", "message": {"role": "user", "content": ASKED}, "uuid": "1", "cwd": "/w"}),
        json!({"type": "assistant", "uuid": "2", "message": {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "Look first.", "signature": "x"}, {"type": "text", "text": SAID}]}}),
        json!({"type": "snapshot", "files": {}}),
    ];
    let log: Vec<String> = entries.iter().map(Value::to_string).collect();
    let log = Value::from(log.join("\n"));
    assert_eq!(
        all(&json!({"transcript_path": "/w/1.jsonl"}), &log),
        [format!("user: {ASKED}"), format!("assistant: thinks Look first. | {SAID}")]
    );
    assert_eq!(seen(&log, TurnSide::Input).len(), 1, "typed JSON is what was typed");
}

#[test]
fn thoughts_are_told_by_the_role_too() {
    let history = json!({"history": [
        {"message": {"role": "user", "content": ASKED}, "contextItems": []},
        {"message": {"role": "thinking", "content": "Ask the calendar."}},
        {"message": {"role": "assistant", "content": SAID}}]});
    assert_eq!(
        seen(&history, TurnSide::Output),
        [
            format!("user: {ASKED}"),
            "assistant: thinks Ask the calendar.".to_owned(),
            format!("assistant: {SAID}")
        ]
    );
}

#[test]
fn sentences_are_whole_around_what_they_mention() {
    let session = json!({"requests": [{"message": "Where is it?", "response": [
        {"kind": "started", "ids": []}, {"kind": "thinking", "value": "Search."}, {"value": "It is in "},
        {"kind": "inlineReference", "inlineReference": {"path": "/srv/plan.md"}}, {"value": ", at the end."}]},
        {"message": "Thanks", "response": []}]});
    let found = extract(&session, TurnSide::Output);
    assert_eq!(
        lines(&found.messages),
        ["user: Where is it?", "assistant: thinks Search. | It is in `plan.md`, at the end.", "user: Thanks"]
    );
    assert_eq!(paths(&found.left_out), ["requests[0].response[0]", "requests[1].response"]);
    let cut = json!({"role": "assistant", "content": [{"type": "text", "text": "It closes at six"},
        {"type": "reference", "reference_ids": [3]}, {"type": "text", "text": " on Sundays."}]});
    assert_eq!(seen(&cut, TurnSide::Output), ["assistant: It closes at six on Sundays."]);
}

#[test]
fn texts_of_help_desks_are_html() {
    let part = |kind: &str, html: &str| json!({"part_type": "comment", "body": html, "author": {"type": kind, "id": "1"}});
    let ticket = json!({"id": "9", "source": {"body": "<p>Can you move my lesson?</p>", "author": {"type": "user"}},
        "parts": {"total": 2, "parts": [
            part("bot", "<div>Yes &amp; gladly:<ul><li>Tuesday</li><li>Thursday<br/>at <b>six</b></li></ul></div><p>Which?</p>"),
            part("user", "Thursday < Friday > me")]}});
    assert_eq!(
        all(&json!({"ticket_id": 9}), &ticket),
        [
            "user: Can you move my lesson?",
            "assistant: Yes & gladly:\n- Tuesday\n- Thursday\nat six\n\nWhich?",
            "user: Thursday < Friday > me"
        ]
    );
    let mails = json!({"value": [{"from": "user", "body": {"contentType": "html", "content": "<style>p{}</style><p>Hello&nbsp;there</p>"}},
        {"from": "bot", "body": {"contentType": "text", "content": "<p> is a tag"}}]});
    assert_eq!(seen(&mails, TurnSide::Output), ["user: Hello\u{A0}there", "assistant: <p> is a tag"]);
    // What a person typed to a model stays.
    let typed = json!({"messages": [{"role": "user", "content": "<p>Why?</p>"}]});
    assert_eq!(seen(&typed, TurnSide::Input), ["user: <p>Why?</p>"]);
}

#[test]
fn lists_with_the_newest_first_are_turned_round() {
    let message =
        |role: &str, text: &str, time: Value| json!({"role": role, "content": text, "created_at": time});
    let three = |times: [Value; 3]| {
        let [a, b, c] = times;
        json!({"data": [message("assistant", SAID, a), message("user", ASKED, b), message("assistant", "Hello!", c)]})
    };
    let order = |value: &Value| -> Vec<char> {
        let first = |line: &String| line.rsplit(": ").next().and_then(|text| text.chars().next());
        seen(value, TurnSide::Output).iter().filter_map(first).collect()
    };
    let two = |a: Value, b: Value| json!([message("assistant", SAID, a), message("user", ASKED, b)]);
    assert_eq!(order(&two(json!(20), json!(10))), ['C', 'Y']);
    assert_eq!(order(&two(json!("2026-03-01T10:00:01Z"), json!("2026-03-01T10:00:00Z"))), ['C', 'Y']);
    assert_eq!(order(&two(json!(10), json!(10))), ['Y', 'C'], "nothing says which was first");
    assert_eq!(order(&two(json!("soon"), json!("now"))), ['Y', 'C']);
    assert_eq!(order(&three([json!(1), json!(3), json!(2)])), ['Y', 'C', 'H']);
    // An answer that a faster clock dates before its question.
    let skewed = json!([message("user", ASKED, json!(11)), message("assistant", SAID, json!(10))]);
    assert_eq!(order(&skewed), ['C', 'Y']);
}

#[test]
fn the_answer_above_many_steps_is_the_answer() {
    let run = json!({"output": "Eighty chairs are enough.", "state": "success", "steps": [
        {"task": "How many?"}, {"step": 1, "model_output_message": {"role": "assistant",
            "content": [{"type": "text", "text": "Thought: multiply the rows."}]}, "is_final_answer": false}]});
    assert_eq!(seen(&run, TurnSide::Output), ["assistant: Eighty chairs are enough."]);
}

#[test]
fn steps_show_calls_with_what_they_were_given_and_no_answer_twice() {
    let step = |kind: &str, name: &str, input: &str, output: &str| json!({"id": name, "type": kind, "name": name, "input": input, "output": output});
    let thread = json!({"id": "t", "steps": [
        step("user_message", "Ada", "", ASKED), step("run", "main", "", ""),
        step("tool", "calendar", "{\"day\": 4}", "free"), step("llm", "model", "[]", SAID),
        step("assistant_message", "Helper", "", SAID)]});
    assert_eq!(
        seen(&thread, TurnSide::Output),
        [
            format!("user: {ASKED}"),
            "assistant: calls calendar#calendar {\"day\":4}".to_owned(),
            "tool: answers calendar#calendar free".to_owned(),
            format!("assistant: {SAID}")
        ]
    );
}

#[test]
fn a_users_envelope_is_opened_and_typed_json_is_not() {
    let sent = json!([{"message_type": "user_message", "content": "{\"type\": \"user_message\", \"message\": \"Is it far?\", \"time\": \"9 am\"}"}]);
    assert_eq!(seen(&sent, TurnSide::Input), ["user: Is it far?"]);
    let typed = json!([{"role": "user", "content": "{\"type\": \"user\", \"message\": \"Is it far?\"}"}]);
    assert_eq!(seen(&typed, TurnSide::Input), ["user: {\"type\": \"user\", \"message\": \"Is it far?\"}"]);
}

#[test]
fn speakers_are_told_by_switches_numbers_and_variants() {
    let two = [format!("user: {ASKED}"), format!("assistant: {SAID}")];
    for log in [
        json!({"results": [{"text": ASKED, "is_inbound": true}, {"text": SAID, "is_inbound": false}]}),
        json!({"data": [{"body_text": ASKED, "body_html": "<p>x</p>", "from_agent": false}, {"body_text": SAID, "from_agent": true}]}),
        json!({"messages": [{"User": {"content": [{"Text": ASKED}]}}, {"Agent": {"content": [{"Text": SAID}]}}]}),
        json!({"conversation": [{"type": 1, "bubbleId": "a", "text": ASKED}, {"type": 2, "bubbleId": "b", "text": SAID}]}),
        json!([{"info": {"role": "user", "id": "1"}, "parts": [{"type": "text", "text": ASKED}]},
            {"info": {"role": "assistant"}, "parts": [{"type": "text", "text": SAID}]}]),
        json!({"phrases": [{"text": ASKED, "participantPurpose": "external", "at": 1}, {"text": SAID, "participantPurpose": "agent", "at": 2}]}),
    ] {
        assert_eq!(seen(&log, TurnSide::Output), two, "{log}");
    }
    let phone = json!([{"author": "+43 660 555000", "body": ASKED}, {"author": "bot", "body": SAID}]);
    assert_eq!(
        seen(&phone, TurnSide::Output),
        ["user(+43 660 555000): Can you move my lesson?", "assistant: Yes, it is on Thursday now."]
    );
}

#[test]
fn who_is_not_named_is_the_other_side_but_a_note_is_nobody() {
    let item = |kind: &str, by: Value, body: &str| json!({"id": 1, "type": kind, "by": by, "body": body});
    let threads = json!({"threads": [item("customer", json!({"type": "customer"}), ASKED), item("message", json!({"id": 3}), SAID),
        item("note", json!({"id": 3}), "Only for our eyes, please.")]});
    let found = extract(&threads, TurnSide::Output);
    assert_eq!(lines(&found.messages), [format!("user: {ASKED}"), format!("assistant: {SAID}")]);
    assert!(paths(&found.left_out).contains(&"threads[2]"));
}

#[test]
fn a_ticket_begins_with_its_description() {
    let ticket = json!({"id": 4, "subject": "Lesson", "description_text": ASKED,
        "conversations": [{"body_text": SAID, "incoming": false}]});
    assert_eq!(all(&json!({"ticket": 4}), &ticket), [format!("user: {ASKED}"), format!("assistant: {SAID}")]);
}

#[test]
fn a_tools_state_and_its_wrapped_result_are_read() {
    let part = json!([{"info": {"role": "assistant"}, "parts": [
        {"type": "tool", "callID": "c", "tool": "calendar", "state": {"status": "completed", "input": {"day": 4}, "output": "free"}},
        {"type": "text", "text": SAID}]}, {"info": {"role": "user"}, "parts": [{"type": "text", "text": "Thanks!"}]}]);
    assert_eq!(
        seen(&part, TurnSide::Output),
        [
            "assistant: calls calendar#c {\"day\":4}",
            "tool: answers calendar#c free",
            "assistant: Yes, it is on Thursday now.",
            "user: Thanks!"
        ]
    );
    let wrapped = json!([
        {"role": "assistant", "content": [{"type": "toolRequest", "id": "c", "toolCall": {"status": "success", "value": {"name": "calendar", "arguments": {"day": 4}}}}]},
        {"role": "user", "content": [{"type": "toolResponse", "id": "c", "toolResult": {"status": "success", "value": [{"type": "text", "text": "free"}]}}]},
        {"role": "assistant", "content": [{"type": "text", "text": SAID}]}]);
    assert_eq!(
        seen(&wrapped, TurnSide::Output),
        [
            "assistant: calls calendar#c {\"day\":4}",
            "tool: answers #c free",
            "assistant: Yes, it is on Thursday now."
        ]
    );
}
