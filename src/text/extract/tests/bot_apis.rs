//! What the APIs of bots and messengers send and answer.

use serde_json::json;

use super::super::{TurnSide, extract, turn};
use super::{lines, paths, seen};

#[test]
fn requests_and_replies_of_bots_show_their_words() {
    const ASKED: &str = "When does the ferry leave?";
    const SAID: &str = "The ferry leaves at noon.";
    for (input, output) in [
        (
            json!({"queryInput": {"text": {"text": ASKED, "languageCode": "en"}}, "session": "s"}),
            json!({"queryResult": {"queryText": ASKED, "fulfillmentText": SAID, "intent": {"displayName": "ferry"}}}),
        ),
        (
            json!({"text": ASKED, "sessionInfo": {"session": "s"}}),
            json!({"queryResult": {"text": ASKED, "responseMessages": [{"text": {"text": [SAID]}}], "languageCode": "en"}}),
        ),
        (
            json!({"inputTranscript": ASKED, "sessionState": {"intent": {"name": "Ferry"}}}),
            json!({"messages": [{"contentType": "PlainText", "content": SAID}], "sessionId": "s"}),
        ),
        (
            json!({"input": {"text": ASKED}, "context": {}}),
            json!({"output": {"generic": [{"response_type": "text", "text": SAID}], "intents": []}}),
        ),
        (
            json!([{"action": "sendMessage", "chatInput": ASKED, "sessionId": "s"}]),
            json!([{"json": {"output": SAID}, "pairedItem": {"item": 0}}]),
        ),
        (
            json!({"input_value": ASKED}),
            json!({"outputs": [{"inputs": {"input_value": ASKED}, "outputs": [{"results": {"message": {"text": SAID, "sender": "Machine"}}}]}]}),
        ),
        (
            json!({"query": ASKED, "user": "u"}),
            json!({"event": "message", "answer": SAID, "metadata": {"usage": {}}}),
        ),
        (
            json!({"event": {"type": "app_mention", "user": "U1", "text": ASKED}}),
            json!({"channel": "C", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": SAID}}]}),
        ),
        (
            json!({"message": {"from": {"is_bot": false}, "chat": {"id": 7}, "text": ASKED}}),
            json!({"ok": true, "result": {"chat": {"id": 7}, "text": SAID}}),
        ),
        (
            json!({"entry": [{"changes": [{"value": {"messages": [{"from": "1", "text": {"body": ASKED}, "type": "text"}]}}]}]}),
            json!({"to": "1", "type": "text", "text": {"body": SAID}}),
        ),
        (
            json!({"args": {"payload": {"user_message": ASKED, "user": 7}}}),
            json!({"data": {"type": "replies", "attributes": {"reply": SAID, "n": 1}}}),
        ),
        (json!({"user_says": ASKED, "lang": "en"}), json!({"bot_says": SAID, "score": 0.9})),
        (json!({"frage": ASKED}), json!({"antwort": SAID, "dauer": 3})),
    ] {
        let turn = turn(Some(&input), Some(&output));
        assert_eq!(lines(&turn.input), [format!("user: {ASKED}")], "{input}");
        assert_eq!(lines(&turn.output), [format!("assistant: {SAID}")], "{output}");
    }
}

#[test]
fn events_of_a_tracker_are_a_conversation() {
    let tracker = json!({"sender_id": "x", "latest_message": {"text": "Is it open?"}, "events": [
        {"event": "action", "name": "action_listen"}, {"event": "slot", "name": "s", "value": null},
        {"event": "user", "text": "Is it open?"}, {"event": "bot", "text": "Until eight."}]});
    let turn = turn(None, Some(&tracker));
    assert_eq!(lines(&turn.input), ["user: Is it open?"]);
    assert_eq!(lines(&turn.output), ["assistant: Until eight."]);
    assert_eq!(paths(&turn.output_left_out), ["sender_id", "latest_message", "events[0]", "events[1]"]);
}

#[test]
fn what_can_be_chosen_is_a_list_below_the_words() {
    let replies = json!([{"recipient_id": "x", "text": "Which pier?",
        "buttons": [{"title": "North", "payload": "/n"}, {"title": "South", "payload": "/s"}]}]);
    assert_eq!(seen(&replies, TurnSide::Output), ["assistant: Which pier? | - North\n- South"]);
}

#[test]
fn every_field_that_is_not_shown_is_listed_with_where_it_is() {
    let value = json!({"id": 5, "data": {"attributes": {"reply": "It is open until eight.", "lang": "en"}, "type": "x"}});
    let found = extract(&value, TurnSide::Output);
    assert_eq!(paths(&found.left_out), ["id", "data.attributes.lang", "data.type"]);
    assert_eq!(found.left_out[0].value, json!(5));
}

#[test]
fn what_can_be_chosen_stands_below_the_words_it_is_beside() {
    let kakao = json!({"version": "2.0", "template": {"outputs": [{"simpleText": {"text": "The pool closes at nine."}}],
        "quickReplies": [{"label": "Prices", "action": "message", "messageText": "prices please"}, {"label": "Lockers", "action": "message"}]}});
    assert_eq!(seen(&kakao, TurnSide::Output), ["assistant: The pool closes at nine. | - Prices\n- Lockers"]);
    let typebot = json!({"sessionId": "c1", "messages": [{"id": "u1", "type": "text", "content": {"type": "richText",
        "richText": [{"type": "p", "children": [{"text": "Which day suits you?"}]}]}}],
        "input": {"id": "i1", "type": "choice input", "items": [{"id": "a", "content": "Monday"}, {"id": "b", "content": "Friday"}]}});
    assert_eq!(seen(&typebot, TurnSide::Output), ["assistant: Which day suits you? | - Monday\n- Friday"]);
    let image = json!([{"role": "assistant", "content": [{"id": "u2", "type": "image", "content": {"url": "https://example.org/bike.png"}}]}]);
    assert_eq!(seen(&image, TurnSide::Output), ["assistant: image https://example.org/bike.png"]);
}
