//! Cards beside a text, and parts of a message beside an empty one.

use serde_json::json;

use super::*;

#[test]
fn cards_beside_a_text_are_shown_after_it() {
    let read = |value: Value| seen(&value, TurnSide::Output).join(" ");
    let answers = [
        json!({"text": "Your kayak is ready.", "cardsV2": [{"cardId": "k-1", "card": {"header": {"title": "Kayak"}, "sections": [{"widgets": [
            {"textParagraph": {"text": "Bring it back by six."}}, {"buttonList": {"buttons": [{"text": "Keep it longer", "onClick": {"action": {"function": "secretName"}}}]}}]}]}}]}),
        json!({"type": "message", "text": "Your kayak is ready.", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard",
            "body": [{"type": "TextBlock", "text": "Bring it back by six."}], "actions": [{"type": "Action.Submit", "title": "Keep it longer", "data": {"text": "secretName"}}]}}]}),
        json!({"channel": "C7", "text": "Your kayak is ready.", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Bring it back by six."}},
            {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Keep it longer"}, "value": "secretName"}]}]}),
        json!({"fulfillmentText": "Your kayak is ready.", "payload": {"richContent": [[{"type": "info", "subtitle": "Bring it back by six."}, {"type": "chips", "options": [{"text": "Keep it longer"}]}]]}}),
        json!({"fulfillmentMessages": [{"text": {"text": ["Your kayak is ready."]}}, {"payload": {"richContent": [[{"type": "info", "subtitle": "Bring it back by six."}, {"type": "chips", "options": [{"text": "Keep it longer"}]}]]}}]}),
        json!({"message": {"text": "Your kayak is ready.", "attachment": {"type": "template", "payload": {"template_type": "generic", "elements": [
            {"title": "Bring it back by six.", "buttons": [{"type": "postback", "title": "Keep it longer", "payload": "secretName"}]}]}}}}),
        json!({"messages": [{"type": "text", "text": "Your kayak is ready."}, {"type": "flex", "altText": "Kayak", "contents": {"type": "bubble",
            "body": {"type": "box", "contents": [{"type": "text", "text": "Bring it back by six."}]},
            "footer": {"type": "box", "contents": [{"type": "button", "action": {"type": "message", "label": "Keep it longer", "text": "secretName"}}]}}}]}),
    ];
    for answer in answers {
        let text = read(answer.clone());
        let places =
            ["Your kayak is ready.", "Bring it back by six.", "Keep it longer"].map(|words| text.find(words));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}: {answer}");
        assert!(!text.contains("secretName"), "{text}");
    }
    let same = json!({"channel": "C7", "text": "It is ready.", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "It is ready."}}]});
    assert_eq!(read(same), "assistant: It is ready.");
}

#[test]
fn an_empty_text_hides_no_parts() {
    let value = json!({"text": "", "sender": "Shed", "isCreatedByUser": false, "content": [{"type": "think", "think": "Look at the shelf."},
        {"type": "tool_call", "tool_call": {"id": "c-3", "name": "shelf", "args": "{\"row\":2}", "output": "[{\"saws\":4}]"}},
        {"type": "text", "text": {"value": "Four saws are left."}}]});
    let line = "assistant: thinks Look at the shelf. | calls shelf#c-3 {\"row\":2} | answers shelf#c-3 json [{\"saws\":4}] | Four saws are left.";
    assert_eq!(seen(&value, TurnSide::Output), [line]);
    let steps = json!({"messages": [{"message_type": "reasoning_message", "reasoning": "Look at the shelf."},
        {"message_type": "assistant_message", "content": "Four saws are left."}]});
    assert_eq!(
        seen(&steps, TurnSide::Output),
        ["assistant: thinks Look at the shelf.", "assistant: Four saws are left."]
    );
}
