//! Rich text of editors and chat programs.

use serde_json::json;

use super::*;

const TEXT: &str = "Bring boots and a map.\n\nWe leave at six.";

#[test]
fn trees_of_rich_text_are_words() {
    let trees = [
        // ProseMirror, Tiptap, Atlassian
        json!({"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "Bring "}, {"type": "text", "text": "boots", "marks": [{"type": "strong"}]}, {"type": "text", "text": " and a map."}]},
            {"type": "paragraph", "content": [{"type": "text", "text": "We leave at six."}]}]}),
        // Lexical
        json!({"root": {"type": "root", "version": 1, "children": [
            {"type": "paragraph", "children": [{"type": "text", "text": "Bring boots", "format": 1}, {"type": "text", "text": " and a map.", "format": 0}]},
            {"type": "paragraph", "children": [{"type": "text", "text": "We leave at six."}]}]}}),
        // As the editor Slate stores it, with and without types.
        json!([{"type": "p", "children": [{"text": "Bring boots and "}, {"text": "a map.", "bold": true}]},
            {"type": "p", "children": [{"text": "We leave at six."}]}]),
        json!([{"children": [{"text": "Bring boots and a map."}]}, {"children": [{"text": "We leave at six."}]}]),
        // As the content manager Contentful stores it.
        json!({"nodeType": "document", "data": {}, "content": [
            {"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": "Bring boots and a map.", "marks": [], "data": {}}]},
            {"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": "We leave at six.", "marks": [], "data": {}}]}]}),
        // Portable Text
        json!([{"_type": "block", "_key": "k1", "style": "normal", "markDefs": [], "children": [{"_type": "span", "_key": "s1", "text": "Bring boots and a map.", "marks": []}]},
            {"_type": "block", "_key": "k2", "children": [{"_type": "span", "text": "We leave at six."}]}]),
        // Typebot
        json!({"type": "richText", "richText": [{"type": "p", "children": [{"text": "Bring boots and a map."}]},
            {"type": "p", "children": [{"type": "inline-variable", "children": [{"type": "p", "children": [{"text": "We leave at six."}]}]}]}]}),
        // Quill
        json!({"ops": [{"insert": "Bring "}, {"insert": "boots", "attributes": {"bold": true}}, {"insert": " and a map.\n\nWe leave at six.\n"}]}),
    ];
    for tree in trees {
        let places = [
            json!({"content": tree}),
            json!({"role": "assistant", "content": tree}),
            json!({"reply": {"id": "r-81", "body": tree}}),
            json!({"content": tree.to_string()}),
        ];
        for place in places {
            assert_eq!(seen(&place, TurnSide::Output), [format!("assistant: {TEXT}")], "{place}");
        }
    }
}

#[test]
fn lines_and_pieces_of_other_editors_are_words() {
    let read = |value: Value| seen(&value, TurnSide::Output);
    let slack = json!({"type": "message", "bot_id": "B1", "ts": "1", "text": "fallback", "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "The bus is late."}},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "See "}, {"type": "link", "url": "https://example.org/bus", "text": "the plan"}, {"type": "emoji", "name": "bus"}]},
            {"type": "rich_text_list", "style": "bullet", "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "Line 4"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "Line 7"}]}]}]}]});
    let blocks = read(json!({"blocks": slack["blocks"]})).join(" ");
    for words in ["The bus is late.", "See [the plan](https://example.org/bus):bus:", "- Line 4\n- Line 7"] {
        assert!(blocks.contains(words), "{words}: {blocks}");
    }
    let draft = json!({"blocks": [{"key": "a1", "text": "Two rooms are free.", "type": "unstyled", "entityRanges": []}], "entityMap": {}});
    assert_eq!(read(json!({"answer": draft})), ["assistant: Two rooms are free."]);
    let editor = json!({"time": 1700000000000_u64, "version": "2.3", "blocks": [{"id": "b1", "type": "paragraph", "data": {"text": "Two rooms are free."}}]});
    assert_eq!(read(json!({"answer": editor})), ["assistant: Two rooms are free."]);
    let notion = json!([{"type": "text", "text": {"content": "Two rooms ", "link": null}, "plain_text": "Two rooms "},
        {"type": "text", "text": {"content": "are free."}, "plain_text": "are free."}]);
    assert_eq!(read(json!({"answer": notion})), ["assistant: Two rooms are free."]);
    let post = json!({"title": "", "content": [[{"tag": "text", "text": "Two rooms "}, {"tag": "a", "href": "https://example.org", "text": "here"}], [{"tag": "text", "text": "are free."}]]});
    let sent = json!({"message_id": "om_1", "msg_type": "post", "content": post.to_string()});
    assert_eq!(read(sent), ["assistant: Two rooms [here](https://example.org)\nare free."]);
}

#[test]
fn a_feishu_message_names_whom_it_mentions() {
    let event = json!({"schema": "2.0", "header": {"event_type": "im.message.receive_v1"}, "event": {"sender": {"sender_type": "user"},
        "message": {"message_id": "om_2", "message_type": "text", "content": "{\"text\":\"@_user_1 are you there?\"}",
        "mentions": [{"key": "@_user_1", "name": "Helper", "id": {"open_id": "ou_1"}}]}}});
    assert_eq!(seen(&event, TurnSide::Input), ["user: @Helper are you there?"]);
}

#[test]
fn messages_and_parts_are_no_trees() {
    let parts = json!({"role": "user", "content": [{"type": "text", "text": "One"}, {"type": "text", "text": "Two"}]});
    assert_eq!(seen(&parts, TurnSide::Input), ["user: One | Two"]);
}

#[test]
fn hostile_trees_and_templates_are_read_in_time() {
    let begin = std::time::Instant::now();
    let mut nested = json!({"type": "p", "children": [{"text": "deep"}], "role": "x"});
    for _ in 0..90 {
        nested =
            json!({"type": "p", "children": [nested, {"text": "a"}, {"id": 1, "type": "q", "children": []}]});
    }
    let long = |piece: &str| piece.repeat(200_000 / piece.len());
    let hostile = [
        nested,
        json!({"prompt": format!("<|im_start|>user\n{}", long("</s>"))}),
        json!({"generated_text": long("</s>")}),
        json!({"generated_text": format!("<s>{}", long("<|im_end|>"))}),
        json!({"prompt": long("<|im_start|>")}),
        json!({"prompt": format!("{}Assistant:", long("Human: a\n"))}),
        json!({"speech": format!("<speak>{}</speak>", long("<p>"))}),
        json!({"history": long("AI: a\n"), "question": "Why is that?"}),
        (0..3_000).map(|at| json!({"type": "delta", "x": {"y": {"text": "a".repeat(at % 50)}}})).collect(),
        (0..3_000).map(|at| json!({"id": at, "input": {"messages": [{"role": "user", "content": "a b"}]}, "output": "c d"})).collect(),
        json!({"users": (0..3_000).map(|at| json!({"id": at, "role": "agent"})).collect::<Value>(), "comments": (0..3_000).map(|at| json!({"author_id": at, "body": "a b"})).collect::<Value>()}),
    ];
    for value in hostile {
        for side in [TurnSide::Input, TurnSide::Output] {
            let _ = extract(&value, side);
        }
        assert!(begin.elapsed().as_secs() < 20, "{:.200}", value.to_string());
    }
}
