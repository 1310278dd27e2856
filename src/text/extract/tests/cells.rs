//! The texts of list cells: what is told without the reader of all formats is what it says.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::in_cell;
use crate::text::{cell::CellText, message::TurnSide};

fn quick(value: &Value, side: TurnSide) -> Option<String> {
    match CellText::new(Some(value), side) {
        CellText::Words(words) => Some(words),
        CellText::Unread(_) => None,
    }
}

#[test]
fn plain_text_and_simple_messages_need_no_other_reader() {
    let both = json!({"messages": [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Is it **open**?"},
        {"role": "assistant", "content": "Yes, **until six**."},
    ]});
    assert_eq!(quick(&both, TurnSide::Input).as_deref(), Some("Is it **open**?"));
    assert_eq!(quick(&both, TurnSide::Output).as_deref(), Some("Yes, until six."));
    assert_eq!(quick(&json!({"_input_value": "Hello"}), TurnSide::Input).as_deref(), Some("Hello"));
    assert_eq!(quick(&json!({"output": {"reply": "Hi"}}), TurnSide::Output).as_deref(), Some("Hi"));
    assert_eq!(quick(&Value::Null, TurnSide::Output).as_deref(), Some(""));
}

#[test]
fn what_may_be_more_than_words_is_left() {
    for text in [
        "{\"a\": 1}",
        "<think>so</think> Yes",
        "data: x",
        "User: hi\nBot: hello",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
    ] {
        assert_eq!(quick(&json!(text), TurnSide::Output), None, "{text}");
    }
    assert_eq!(quick(&json!({"id": 1, "text": "Yes"}), TurnSide::Output), None);
    let pieces = json!({"messages": [{"role": "assistant", "content": "A"}, {"role": "assistant", "content": " cat"}]});
    assert_eq!(quick(&pieces, TurnSide::Output), None);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z ,.?*_#`\\n-]{0,60}",
        "(data|event|user|Human|b'|<think>|\\[\\[ ## |\\{|\\(|'|q|a)[:>' ]?[A-Za-z \\n:{}'<>/]{0,40}",
        "\\PC{0,40}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let message = (prop_oneof!["user", "assistant", "system", "tool"], text())
        .prop_map(|(role, content)| json!({"role": role, "content": content}));
    prop_oneof![
        text().prop_map(Value::from),
        ("[a-z_]{1,12}", text()).prop_map(|(key, text)| json!({ key: text })),
        ("[a-z_]{1,8}", "[a-z]{1,8}", text()).prop_map(|(outer, key, text)| json!({ outer: { key: text } })),
        prop::collection::vec(message, 0..5).prop_map(|messages| json!({ "messages": messages })),
    ]
}

proptest! {
    #[test]
    fn both_readers_show_the_same(value in value()) {
        for side in [TurnSide::Input, TurnSide::Output] {
            if let Some(quick) = quick(&value, side) {
                prop_assert_eq!(quick, in_cell(&value, side), "{}", value);
            }
        }
    }
}
