use serde_json::{Value, json};

use super::super::TurnSide;
use super::seen;

fn read(value: &Value) -> Vec<String> {
    seen(value, TurnSide::Output)
}

#[test]
fn share_gpt_is_a_conversation_with_its_tools() {
    let talk = json!({"id": "7", "conversations": [{"from": "system", "value": "Be short."},
        {"from": "human", "value": "Weather?"},
        {"from": "function_call", "value": "{\"name\":\"sky\",\"arguments\":{\"c\":1}}"},
        {"from": "observation", "value": "rain"}, {"from": "gpt", "value": "It rains."}]});
    let lines = [
        "system: Be short.",
        "user: Weather?",
        "assistant: calls sky#- {\"c\":1}",
        "tool: answers #- rain",
        "assistant: It rains.",
    ];
    assert_eq!(read(&talk), lines);
    assert_eq!(read(&json!([talk, talk])).len(), 10);
    assert_eq!(read(&talk["conversations"]), lines);
}

/// Nodes of a ChatGPT tree: id, parent, children, and the message's role and content.
fn node(id: &str, parent: Value, children: Value, role: &str, content: Value) -> (String, Value) {
    let message = json!({"author": {"role": role}, "content": content});
    (id.to_owned(), json!({"id": id, "parent": parent, "children": children, "message": message}))
}

fn said(text: &str) -> Value {
    json!({"content_type": "text", "parts": [text]})
}

#[test]
fn chat_gpts_tree_shows_its_chosen_branch() {
    let picture = json!({"content_type": "multimodal_text", "parts": [
        {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1"}, "What is it?"]});
    let nodes = [
        ("root".to_owned(), json!({"id": "root", "message": null, "parent": null, "children": ["a"]})),
        node("a", json!("root"), json!(["b", "c"]), "user", picture),
        node("b", json!("a"), json!([]), "assistant", said("A bus.")),
        node(
            "c",
            json!("a"),
            json!(["d"]),
            "assistant",
            json!({"content_type": "thoughts", "thoughts": [{"summary": "Look", "content": "Rails."}]}),
        ),
        node("d", json!("c"), json!([]), "assistant", said("A tram.")),
    ];
    let mapping: serde_json::Map<String, Value> = nodes.into_iter().collect();
    let lines = [
        "user: image sediment://file_1 | What is it?",
        "assistant: thinks Rails.",
        "assistant: A tram. | note 1 other branch is not shown",
    ];
    assert_eq!(read(&json!({"title": "T", "mapping": mapping, "current_node": "d"})), lines);
    // Without a chosen node the newest branch is shown.
    assert_eq!(read(&json!([{"title": "T", "mapping": mapping}])), lines);
    let other = read(&json!({"mapping": mapping, "current_node": "b"}));
    assert_eq!(other[1], "assistant: A bus. | note 1 other branch is not shown");
}

#[test]
fn chat_gpts_tools_are_calls_and_answers() {
    let mut call =
        node("b", json!("a"), json!(["c"]), "assistant", json!({"content_type": "code", "text": "1+1"})).1;
    call["message"]["recipient"] = json!("python");
    let mapping = json!({"a": node("a", Value::Null, json!(["b"]), "user", said("Sum")).1, "b": call,
        "c": node("c", json!("b"), json!(["d"]), "tool", json!({"content_type": "execution_output", "text": "2"})).1,
        "d": node("d", json!("c"), json!([]), "assistant", said("Two.")).1});
    assert_eq!(
        read(&json!({"mapping": mapping, "current_node": "d"})),
        ["user: Sum", "assistant: calls python#- \"1+1\"", "tool: answers #- 2", "assistant: Two."]
    );
}

#[test]
fn a_tree_that_goes_in_circles_ends() {
    let mapping = json!({"a": node("a", json!("b"), json!(["b"]), "user", said("One")).1,
        "b": node("b", json!("a"), json!(["a"]), "assistant", said("Two")).1});
    assert!(!read(&json!({"mapping": mapping, "current_node": "b"})).is_empty());
    let list = json!([{"id": "x", "parentId": "y", "role": "user", "content": "One"},
        {"id": "y", "parentId": "x", "role": "assistant", "content": "Two"}]);
    assert!(!read(&list).is_empty());
}

#[test]
fn open_web_uis_history_is_read_with_its_reasoning() {
    let messages = json!({
        "a": {"id": "a", "parentId": null, "childrenIds": ["b", "c"], "role": "user", "content": "Hi"},
        "b": {"id": "b", "parentId": "a", "childrenIds": [], "role": "assistant", "content": "One"},
        "c": {"id": "c", "parentId": "a", "childrenIds": [], "role": "assistant", "content":
            "<details type=\"reasoning\" done=\"true\" duration=\"2\">\n<summary>Thought for 2 seconds</summary>\n> Greet\n> kindly.\n</details>\nTwo"}});
    let lines = ["user: Hi", "assistant: thinks Greet\nkindly. | Two | note 1 other branch is not shown"];
    let history = json!({"messages": messages, "currentId": "c"});
    assert_eq!(read(&json!({"history": history})), lines);
    assert_eq!(read(&json!([{"id": "u", "chat": {"history": history, "messages": []}}])), lines);
    let plain = json!({"messages": {"1": {"role": "user", "content": "Hi"}, "2": {"role": "assistant", "content": "Hello"}}});
    assert_eq!(read(&plain), ["user: Hi", "assistant: Hello"]);
}

#[test]
fn trees_of_replies_follow_the_best_answer() {
    let tree = json!({"message_tree_id": "t", "prompt": {"message_id": "a", "text": "Why?", "role": "prompter", "replies": [
        {"message_id": "b", "text": "Because.", "role": "assistant", "rank": 1, "replies": [
            {"text": "Oh", "role": "prompter", "replies": []}, {"text": "Ah", "role": "prompter", "replies": []}]},
        {"message_id": "c", "text": "Since.", "role": "assistant", "rank": 0, "replies": []}]}});
    assert_eq!(read(&tree), ["user: Why?", "assistant: Since. | note 2 other branches are not shown"]);
    let flat = json!([{"message_id": "a", "parent_id": null, "text": "Why?", "role": "prompter"},
        {"message_id": "b", "parent_id": "a", "text": "Because.", "role": "assistant"},
        {"message_id": "c", "parent_id": "a", "text": "Since.", "role": "assistant"}]);
    assert_eq!(read(&flat), ["user: Why?", "assistant: Since. | note 1 other branch is not shown"]);
    let libre = json!({"conversationId": "x", "messages": [
        {"messageId": "1", "parentMessageId": "0", "text": "Hi", "sender": "User", "isCreatedByUser": true},
        {"messageId": "2", "parentMessageId": "1", "text": "Hello.", "sender": "Model 4", "isCreatedByUser": false}]});
    assert_eq!(read(&libre), ["user: Hi", "assistant: Hello."]);
}

#[test]
fn claudes_export_shows_text_and_attachments() {
    let value = json!({"uuid": "u", "name": "N", "chat_messages": [
        {"uuid": "1", "text": "Hi", "sender": "human", "content": [{"type": "text", "text": "Hi"}],
            "attachments": [{"file_name": "list.txt", "extracted_content": "milk"}]},
        {"uuid": "2", "text": "Hello.", "sender": "assistant", "content": []}]});
    assert_eq!(read(&value), ["user: Hi | file list.txt <list.txt> | milk", "assistant: Hello."]);
}

#[test]
fn pairs_are_questions_and_answers() {
    let pairs = json!([["Hi there", "Hello!"], [["/tmp/a/cat.png"], "A cat."], ["Bye now", null]]);
    let lines = [
        "user: Hi there",
        "assistant: Hello!",
        "user: file cat.png </tmp/a/cat.png>",
        "assistant: A cat.",
        "user: Bye now",
    ];
    assert_eq!(read(&json!({"history": pairs})), lines);
    assert_eq!(read(&pairs), lines);
    let asked = json!({"message": "Bye now", "history": [["Hi there", "Hello!"]]});
    assert_eq!(seen(&asked, TurnSide::Input), ["user: Hi there", "assistant: Hello!", "user: Bye now"]);
    assert_eq!(read(&json!([["a", "b"], ["c", "d"]])), ["assistant: json [[\"a\",\"b\"],[\"c\",\"d\"]]"]);
}

#[test]
fn messengers_show_who_wrote_and_in_order() {
    let slack = json!({"ok": true, "messages": [
        {"type": "message", "user": "U1", "text": "Thanks", "ts": "1700000003.0"},
        {"type": "message", "subtype": "bot_message", "bot_id": "B", "username": "helper", "text": "Done.", "ts": "1700000002.0"},
        {"type": "message", "user": "U1", "text": "Deploy", "ts": "1700000001.0"}]});
    assert_eq!(read(&slack), ["user(U1): Deploy", "assistant(helper): Done.", "user(U1): Thanks"]);
    let discord = json!({"channel": {"name": "c"}, "messages": [
        {"id": "1", "timestamp": "2026-01-01T00:00:00Z", "content": "Hi", "author": {"name": "mia", "isBot": false},
            "attachments": [{"url": "https://cdn.example.org/a.png", "fileName": "a.png"}]},
        {"id": "2", "timestamp": "2026-01-01T00:00:01Z", "content": "Hello.", "author": {"name": "helper", "isBot": true}}]});
    assert_eq!(
        read(&discord),
        ["user(mia): Hi | file a.png https://cdn.example.org/a.png", "assistant(helper): Hello."]
    );
    let telegram = json!({"name": "Helper Bot", "messages": [
        {"id": 1, "type": "message", "date": "2026-01-01T00:00:00", "from": "Mia", "from_id": "user1",
            "text": ["Look at ", {"type": "link", "text": "https://example.org"}]},
        {"id": 2, "type": "message", "date": "2026-01-01T00:00:05", "from": "Helper Bot", "from_id": "user2", "text": "Nice."}]});
    assert_eq!(read(&telegram), ["user(Mia): Look at https://example.org", "assistant(Helper Bot): Nice."]);
    let android = "12/31/23, 9:41 PM - Messages are end-to-end encrypted.\n12/31/23, 9:41 PM - Mia: Hi\nthere\n12/31/23, 9:42 PM - Shop Bot: Hello!\n";
    assert_eq!(read(&json!(android)), ["user(Mia): Hi\nthere", "assistant(Shop Bot): Hello!"]);
    let iphone = "[31.12.23, 21:41:07] Mia: Hi\n[31.12.23, 21:42:00] Shop Bot: Hello!";
    assert_eq!(read(&json!(iphone)), ["user(Mia): Hi", "assistant(Shop Bot): Hello!"]);
    assert_eq!(
        read(&json!("12/31/23 was a Sunday - was it?")),
        ["assistant: 12/31/23 was a Sunday - was it?"]
    );
}
