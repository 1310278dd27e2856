use serde_json::{Value, json};

use super::super::{TurnSide, extract, headline};
use super::{paths, seen};

#[test]
fn a_plain_string_is_a_message() {
    assert_eq!(seen(&json!("How are you?"), TurnSide::Input), ["user: How are you?"]);
    assert_eq!(
        seen(&json!("[1] is the first footnote"), TurnSide::Output),
        ["assistant: [1] is the first footnote"]
    );
    assert_eq!(seen(&json!("\"Quoted.\""), TurnSide::Input), ["user: \"Quoted.\""]);
    assert_eq!(seen(&json!("{ or ["), TurnSide::Input), ["user: { or ["]);
    assert_eq!(seen(&json!(""), TurnSide::Output), ["assistant: "]);
}

#[test]
fn null_holds_no_message_and_the_unknown_is_shown_whole() {
    assert_eq!(seen(&Value::Null, TurnSide::Output), Vec::<String>::new());
    for unknown in [json!({}), json!([]), json!(7), json!({"a": 1, "b": "x"}), json!([[["x"]]])] {
        let found = extract(&unknown, TurnSide::Output);
        assert_eq!(found.format, "json");
        assert_eq!(seen(&unknown, TurnSide::Output), [format!("assistant: json {unknown}")]);
    }
}

#[test]
fn what_track_wraps_is_unwrapped() {
    assert_eq!(seen(&json!({"_input_value": "Hi"}), TurnSide::Input), ["user: Hi"]);
    let completion = json!({"output": {"choices": [{"message": {"role": "assistant", "content": "Hello"}}]}});
    assert_eq!(seen(&completion, TurnSide::Output), ["assistant: Hello"]);
    assert_eq!(seen(&json!({"result": {"data": "Deep"}}), TurnSide::Output), ["assistant: Deep"]);
    assert_eq!(seen(&json!({"output": null}), TurnSide::Output), ["assistant: "]);
}

#[test]
fn message_keys_are_tried_in_their_order() {
    let asked = json!({"session": "s1", "text": "second", "question": "first", "history": []});
    let found = extract(&asked, TurnSide::Input);
    assert_eq!((found.format, paths(&found.left_out)), ("generic", vec!["session", "text", "history"]));
    assert_eq!(seen(&asked, TurnSide::Input), ["user: first"]);
    assert_eq!(seen(&json!({"sys.query": "Dify", "x": 1}), TurnSide::Input), ["user: Dify"]);
    assert_eq!(
        seen(&json!({"answer": {"answer": "deep", "n": 1}, "x": 1}), TurnSide::Output),
        ["assistant: deep"]
    );
    assert_eq!(seen(&json!({"question": "", "input": "Hi"}), TurnSide::Input), ["user: Hi"]);
    assert_eq!(seen(&json!({"output": 42, "unit": "km"}), TurnSide::Output), ["assistant: 42"]);
    let nested = json!({"inputs": {"question": "Hi", "n": 1}, "x": 1});
    assert_eq!(seen(&nested, TurnSide::Input), ["user: Hi"]);
    let listed = json!({"input": [{"role": "user", "content": "Hi"}], "config": {}});
    assert_eq!(seen(&listed, TurnSide::Input), ["user: Hi"]);
    assert_eq!(seen(&json!({"answer": "", "sources": [], "ms": 3}), TurnSide::Output), ["assistant: "]);
}

#[test]
fn a_system_prompt_beside_the_question_comes_first() {
    let value = json!({"prompt": "Hi", "system_prompt": "Be kind."});
    assert_eq!(seen(&value, TurnSide::Input), ["system: Be kind.", "user: Hi"]);
    assert!(extract(&value, TurnSide::Input).left_out.is_empty());
}

#[test]
fn json_inside_a_string_is_read() {
    assert_eq!(
        seen(&json!("{\"answer\": \"Paris\", \"sure\": 0.9}"), TurnSide::Output),
        ["assistant: Paris"]
    );
    let listed = json!("[{\"role\": \"user\", \"content\": \"Hi\"}]");
    assert_eq!(seen(&listed, TurnSide::Input), ["user: Hi"]);
    assert_eq!(seen(&json!("[1, 2]"), TurnSide::Output), ["assistant: json [1,2]"]);
}

#[test]
fn json_cut_anywhere_still_shows_the_words_it_holds() {
    let whole = r#"{"model": "m", "n": -1.5e3, "messages": [{"role": "user", "content": "How \"far\" is \ud83d\ude00 it?"}], "z": [true, null, {}]}"#;
    let begins = whole.find("How").unwrap() + 3;
    for (end, _) in whole.char_indices().filter(|(end, _)| *end >= begins) {
        let found = headline(&json!(&whole[..end]), TurnSide::Input);
        assert!(found.starts_with("How"), "cut at {end}: {found}");
        assert!(!found.contains('\u{fffd}') && !found.contains("\\u"), "cut at {end}: {found}");
    }
    for end in 0..begins {
        assert!(!seen(&json!(&whole[..end]), TurnSide::Input).is_empty());
    }
}

#[test]
fn cut_json_of_an_unknown_shape_shows_its_first_message_text() {
    let value =
        json!(r#"{"meta": {"a": 1, "payload": {"x": 2, "query": "Where is it?"}}, "trail": [1, 2, {"tex"#);
    assert_eq!(seen(&value, TurnSide::Input), ["user: Where is it?"]);
    let long = format!("\"{}\\n", "Line. ".repeat(2_000));
    assert!(headline(&json!(long), TurnSide::Output).starts_with("Line."));
}

#[test]
fn a_headline_is_the_last_word_of_its_side_and_never_empty() {
    let talk = json!([{"role": "user", "content": "One"}, {"role": "assistant", "content": "Two"},
        {"role": "user", "content": [{"type": "text", "text": "Three"}]}, {"role": "assistant", "content": ""}]);
    assert_eq!(headline(&talk, TurnSide::Input), "Three");
    assert_eq!(headline(&talk, TurnSide::Output), "Two");
    assert_eq!(headline(&json!({"content": ""}), TurnSide::Output), "{\"content\":\"\"}");
    let picture =
        json!([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "[image]"}}]}]);
    assert_eq!(headline(&picture, TurnSide::Input), "[image]");
    let after_words = json!([talk[0], talk[1], picture[0]]);
    assert_eq!(headline(&after_words, TurnSide::Input), "[image]");
    assert_eq!(headline(&json!("   "), TurnSide::Input), "\"   \"");
    assert_eq!(headline(&Value::Null, TurnSide::Input), "");
}

#[test]
fn a_role_among_a_programs_arguments_is_not_a_speaker() {
    let asked = json!({"role": "user", "user_id": 5, "query": "Where is it?"});
    assert_eq!(seen(&asked, TurnSide::Input), ["user: Where is it?"]);
    let played = json!({"role": "Travel agent", "text": "Book me a room.", "style": "brief"});
    assert_eq!(seen(&played, TurnSide::Input), ["user: Book me a room."]);
}

#[test]
fn a_conversation_is_found_under_any_key() {
    let value = json!({"history": [{"role": "user", "content": "Hi"}], "tags": ["a"]});
    assert_eq!(seen(&value, TurnSide::Input), ["user: Hi"]);
    assert_eq!(paths(&extract(&value, TurnSide::Input).left_out), ["tags"]);
}

#[test]
fn what_a_message_has_beside_its_words_is_left_out_by_its_place() {
    let known = json!({"messages": [{"role": "user", "content": "Hi", "id": "1", "metadata": {"page": "/start"}, "flag": false},
        {"role": "assistant", "content": "Hello.", "annotations": [], "rating": 4}]});
    let found = extract(&known, TurnSide::Output);
    assert_eq!(paths(&found.left_out), ["messages[0]", "messages[1]"]);
    assert_eq!(found.left_out[0].value, json!({"metadata": {"page": "/start"}}));
    let own = json!({"turns": [{"speaker": "customer", "says": "Hi there", "mood": "calm"}, {"speaker": "bot", "says": "Hello."}]});
    let found = extract(&own, TurnSide::Output);
    assert_eq!(paths(&found.left_out), ["turns[0]"]);
    assert_eq!(found.left_out[0].value, json!({"mood": "calm"}));
}

#[test]
fn an_empty_answer_among_several_says_so() {
    for answers in [
        json!({"choices": [{"text": "Red."}, {"text": ""}]}),
        json!({"choices": [{"message": {"role": "assistant", "content": "Red."}}, {"message": {"role": "assistant", "content": ""}}]}),
        json!([{"generated_text": "Red."}, {"generated_text": ""}]),
    ] {
        assert_eq!(
            seen(&answers, TurnSide::Output),
            ["assistant: answer 1 of 2 | Red.", "assistant: answer 2 of 2 | note This answer is empty"]
        );
    }
}
