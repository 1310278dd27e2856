//! Values of programs' own shapes, read by the general reader.

use serde_json::{Value, json};

use super::super::{TurnSide, extract, recognise, turn};
use super::{lines, paths, seen};

#[test]
fn speakers_have_many_names() {
    let said = ["user: Is it far?", "assistant: Not at all."];
    for list in [
        json!([{"from": "customer", "body": "Is it far?"}, {"from": "bot", "body": "Not at all."}]),
        json!({"dialog": [{"speaker": "Visitor", "utterance": "Is it far?"}, {"speaker": "AI", "utterance": "Not at all."}]}),
        json!({"log": {"entries": [{"is_user": true, "mes": "x", "text": "Is it far?"}, {"is_user": false, "text": "Not at all."}]}}),
        json!([{"author": {"role": "user"}, "message": "Is it far?"}, {"author": {"role": "assistant"}, "message": "Not at all."}]),
        json!({"turns": [{"user": "Is it far?", "bot": "Not at all."}]}),
        json!({"Transcript": [{"ParticipantRole": "CUSTOMER", "Content": "Is it far?"}, {"ParticipantRole": "AGENT", "Content": "Not at all."}]}),
        json!({"items": [{"direction": "inbound", "msg": "Is it far?"}, {"direction": "outbound", "msg": "Not at all."}]}),
    ] {
        assert_eq!(seen(&list, TurnSide::Output), said, "{list}");
    }
}

#[test]
fn prose_goes_before_ids_numbers_dates_and_constants() {
    let value = json!({"run": "a81bc81b-dead-4e5d-abff-90865d1e13b1", "at": "2026-02-01 08:00", "code": "PLAIN_TEXT",
        "link": "https://example.org/a/long/path", "verdict": "The bridge is closed today."});
    assert_eq!(seen(&value, TurnSide::Output), ["assistant: The bridge is closed today."]);
    // Nothing in it is a message: it is shown as it is.
    let data = json!({"run": "a81bc81b-dead-4e5d-abff-90865d1e13b1", "at": "2026-02-01 08:00", "n": 3});
    assert!(recognise(&data, TurnSide::Output).is_none());
}

#[test]
fn the_key_decides_between_texts() {
    let value = json!({"passage": "A long passage about bridges and rivers, read from a file.", "notes": [
        {"text": "Another long text that was found and read."}], "reply": "Closed."});
    let found = extract(&value, TurnSide::Output);
    assert_eq!(lines(&found.messages), ["assistant: Closed."]);
    assert!(found.is_sure());
    assert_eq!(paths(&found.left_out), ["passage", "notes"]);
    let asked = json!({"answer": "Closed, as expected here.", "system_prompt": "Be kind.", "customer_question": "Is the bridge open?"});
    assert_eq!(seen(&asked, TurnSide::Input), ["system: Be kind.", "user: Is the bridge open?"]);
}

#[test]
fn an_echo_of_the_question_is_not_the_answer() {
    let input = json!({"text": "Is the bridge open?"});
    let output =
        json!({"result": {"text": "Is the bridge open?", "lines": [{"spoken": ["No, until May."]}]}});
    let turn = turn(Some(&input), Some(&output));
    assert_eq!(lines(&turn.output), ["assistant: No, until May."]);
    // Unless there is nothing else.
    let parrot = super::super::turn(Some(&input), Some(&json!({"text": "Is the bridge open?", "n": 1})));
    assert_eq!(lines(&parrot.output), ["assistant: Is the bridge open?"]);
}

#[test]
fn a_conversation_without_the_answer_is_the_conversation_so_far() {
    let value = json!({"reply": "Closed until May.", "talk": [
        {"who": "user", "says": "Hello"}, {"who": "bot", "says": "How can I help?"}]});
    let found = extract(&value, TurnSide::Output);
    assert_eq!(lines(&found.messages), ["assistant: Closed until May."]);
    assert_eq!(paths(&found.left_out), ["talk"]);
}

#[test]
fn json_is_read_from_strings_however_often_it_was_encoded() {
    let once = json!({"statusCode": 200, "body": "{\"answer\": \"Closed until May.\", \"sure\": 0.8}"});
    assert_eq!(seen(&once, TurnSide::Output), ["assistant: Closed until May."]);
    let twice = Value::String(Value::String(json!({"question": "Open?"}).to_string()).to_string());
    assert_eq!(seen(&twice, TurnSide::Input), ["user: Open?"]);
}

#[test]
fn structured_answers_show_their_words_or_their_structure() {
    let answer = |content: Value| json!({"role": "assistant", "content": content});
    let obvious = answer(json!({"answer": "Past the mill.", "confidence": 0.9}));
    let found = extract(&obvious, TurnSide::Output);
    assert_eq!(lines(&found.messages), ["assistant: Past the mill."]);
    assert_eq!(paths(&found.left_out), ["content.confidence"]);
    let own = answer(json!("{\"category\":\"billing\",\"summary\":\"Paid twice.\"}"));
    assert_eq!(
        seen(&own, TurnSide::Output),
        ["assistant: json {\"category\":\"billing\",\"summary\":\"Paid twice.\"}"]
    );
    // What a person typed stays a text.
    let typed = json!({"role": "user", "content": "{\"answer\": \"Past the mill.\"}"});
    assert_eq!(seen(&typed, TurnSide::Input), ["user: {\"answer\": \"Past the mill.\"}"]);
}

#[test]
fn an_answer_that_is_empty_says_why() {
    let stopped =
        json!({"candidates": [{"finishReason": "SAFETY"}], "error": {"message": "Blocked for safety."}});
    assert_eq!(seen(&stopped, TurnSide::Output), ["assistant: Blocked for safety."]);
}
