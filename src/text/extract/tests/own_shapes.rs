use serde_json::{Value, json};

use super::super::{Side, extract, headline};
use super::seen;

#[test]
fn a_plain_string_is_what_was_said() {
    assert_eq!(seen(&json!("How are you?"), Side::Input), ["user: How are you?"]);
    assert_eq!(
        seen(&json!("[1] is the first footnote"), Side::Output),
        ["assistant: [1] is the first footnote"]
    );
    assert_eq!(seen(&json!("\"Quoted.\""), Side::Input), ["user: \"Quoted.\""]);
    assert_eq!(seen(&json!("{ or ["), Side::Input), ["user: { or ["]);
    assert_eq!(seen(&json!(""), Side::Output), ["assistant: "]);
}

#[test]
fn null_holds_no_message_and_the_unknown_is_shown_whole() {
    assert_eq!(seen(&Value::Null, Side::Output), Vec::<String>::new());
    for unknown in [json!({}), json!([]), json!(7), json!({"a": 1, "b": "x"}), json!([[["x"]]])] {
        let found = extract(&unknown, Side::Output);
        assert_eq!(found.format, "json");
        assert_eq!(seen(&unknown, Side::Output), [format!("assistant: json {unknown}")]);
    }
}

#[test]
fn what_track_wraps_is_unwrapped() {
    assert_eq!(seen(&json!({"_input_value": "Hi"}), Side::Input), ["user: Hi"]);
    let completion = json!({"output": {"choices": [{"message": {"role": "assistant", "content": "Hello"}}]}});
    assert_eq!(seen(&completion, Side::Output), ["assistant: Hello"]);
    assert_eq!(seen(&json!({"result": {"data": "Deep"}}), Side::Output), ["assistant: Deep"]);
    assert_eq!(seen(&json!({"output": null}), Side::Output), ["assistant: "]);
}

#[test]
fn telling_keys_are_found_in_their_order() {
    let asked = json!({"session": "s1", "text": "second", "question": "first", "history": []});
    let found = extract(&asked, Side::Input);
    assert_eq!(
        (found.format, found.left_out),
        ("generic", vec!["session".into(), "text".into(), "history".into()])
    );
    assert_eq!(seen(&asked, Side::Input), ["user: first"]);
    assert_eq!(seen(&json!({"sys.query": "Dify", "x": 1}), Side::Input), ["user: Dify"]);
    assert_eq!(
        seen(&json!({"answer": {"answer": "deep", "n": 1}, "x": 1}), Side::Output),
        ["assistant: deep"]
    );
    assert_eq!(seen(&json!({"question": "", "input": "Hi"}), Side::Input), ["user: Hi"]);
    assert_eq!(seen(&json!({"output": 42, "unit": "km"}), Side::Output), ["assistant: 42"]);
    let nested = json!({"inputs": {"question": "Hi", "n": 1}, "x": 1});
    assert_eq!(seen(&nested, Side::Input), ["user: Hi"]);
    let listed = json!({"input": [{"role": "user", "content": "Hi"}], "config": {}});
    assert_eq!(seen(&listed, Side::Input), ["user: Hi"]);
    assert_eq!(seen(&json!({"answer": "", "sources": [], "ms": 3}), Side::Output), ["assistant: "]);
}

#[test]
fn a_system_prompt_beside_the_question_comes_first() {
    let value = json!({"prompt": "Hi", "system_prompt": "Be kind."});
    assert_eq!(seen(&value, Side::Input), ["system: Be kind.", "user: Hi"]);
    assert!(extract(&value, Side::Input).left_out.is_empty());
}

#[test]
fn json_inside_a_string_is_read() {
    assert_eq!(seen(&json!("{\"answer\": \"Paris\", \"sure\": 0.9}"), Side::Output), ["assistant: Paris"]);
    let listed = json!("[{\"role\": \"user\", \"content\": \"Hi\"}]");
    assert_eq!(seen(&listed, Side::Input), ["user: Hi"]);
    assert_eq!(seen(&json!("[1, 2]"), Side::Output), ["assistant: json [1,2]"]);
}

#[test]
fn json_cut_anywhere_still_shows_the_words_it_holds() {
    let whole = r#"{"model": "m", "n": -1.5e3, "messages": [{"role": "user", "content": "How \"far\" is \ud83d\ude00 it?"}], "z": [true, null, {}]}"#;
    let begins = whole.find("How").unwrap() + 3;
    for (end, _) in whole.char_indices().filter(|(end, _)| *end >= begins) {
        let found = headline(&json!(&whole[..end]), Side::Input);
        assert!(found.starts_with("How"), "cut at {end}: {found}");
        assert!(!found.contains('\u{fffd}') && !found.contains("\\u"), "cut at {end}: {found}");
    }
    for end in 0..begins {
        assert!(!seen(&json!(&whole[..end]), Side::Input).is_empty());
    }
}

#[test]
fn cut_json_of_an_unknown_shape_shows_its_first_telling_words() {
    let value =
        json!(r#"{"meta": {"a": 1, "payload": {"x": 2, "query": "Where is it?"}}, "trail": [1, 2, {"tex"#);
    assert_eq!(seen(&value, Side::Input), ["user: Where is it?"]);
    let long = format!("\"{}\\n", "Line. ".repeat(2_000));
    assert!(headline(&json!(long), Side::Output).starts_with("Line."));
}

#[test]
fn a_headline_is_the_last_word_of_its_side_and_never_empty() {
    let talk = json!([{"role": "user", "content": "One"}, {"role": "assistant", "content": "Two"},
        {"role": "user", "content": [{"type": "text", "text": "Three"}]}, {"role": "assistant", "content": ""}]);
    assert_eq!(headline(&talk, Side::Input), "Three");
    assert_eq!(headline(&talk, Side::Output), "Two");
    assert_eq!(headline(&json!({"content": ""}), Side::Output), "{\"content\":\"\"}");
    let picture =
        json!([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "[image]"}}]}]);
    assert_eq!(headline(&picture, Side::Input), "[image]");
    let after_words = json!([talk[0], talk[1], picture[0]]);
    assert_eq!(headline(&after_words, Side::Input), "[image]");
    assert_eq!(headline(&json!("   "), Side::Input), "\"   \"");
    assert_eq!(headline(&Value::Null, Side::Input), "");
}

#[test]
fn a_role_among_a_programs_arguments_is_not_a_speaker() {
    let asked = json!({"role": "user", "user_id": 5, "query": "Where is it?"});
    assert_eq!(seen(&asked, Side::Input), ["user: Where is it?"]);
    let played = json!({"role": "Travel agent", "text": "Book me a room.", "style": "brief"});
    assert_eq!(seen(&played, Side::Input), ["user: Book me a room."]);
}

#[test]
fn a_conversation_is_found_under_any_key() {
    let value = json!({"history": [{"role": "user", "content": "Hi"}], "tags": ["a"]});
    assert_eq!(seen(&value, Side::Input), ["user: Hi"]);
    assert_eq!(extract(&value, Side::Input).left_out, ["tags"]);
}
