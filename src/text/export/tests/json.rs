use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::{Value, json};

use super::fixture::*;
use crate::text::export::ExportFormat;

fn parsed(all: &[(crate::model::thread::Thread, Vec<crate::model::trace::Trace>)]) -> Value {
    serde_json::from_str(&file(ExportFormat::Json, settings(), all)).unwrap()
}

#[test]
fn the_array_holds_everything_of_every_conversation() {
    let all = parsed(&[full(), (thread("b"), Vec::new())]);
    let one = &all[0];
    assert_eq!((all.as_array().unwrap().len(), &all[1]["turns"]), (2, &json!([])));
    assert_eq!((&one["thread_id"], &one["status"]), (&json!("t/1 ü"), &json!("inactive")));
    assert_eq!(one["start_time"], "2026-01-02T10:00:00.000+01:00");
    assert_eq!(one["tags"], json!(["refund", "billing"]));
    let given = &one["feedback_scores"][0]["by_author"];
    assert_eq!(
        (&given[0]["author"], &given[0]["source"], &given[0]["value"]),
        (&json!("Ana Ruiz"), &json!("ui"), &json!(0.5))
    );
    assert_eq!(given[0]["reason"], "Half right, \"half\" wrong");
    assert_eq!(one["comments"][0]["last_updated_at"], "2026-01-02T11:06:00.000+01:00");
    let turn = &one["turns"][0];
    assert_eq!(turn["input"]["messages"][1]["content"], "Where is my order?");
    assert_eq!(turn["output_messages"][1]["content"], "{\"place\":\"Rotterdam\"}");
    assert_eq!(turn["output_messages"][0]["tool_calls"][0]["function"]["name"], "find");
    assert_eq!((&turn["metadata"], &turn["usage"]["total_tokens"]), (&json!({ "version": 3 }), &json!(30)));
    assert_eq!(one["turns"][1]["error_info"]["exception_type"], "TimeoutError");
    assert_eq!(one["turns"][1]["input_messages"], json!([{ "role": "user", "content": "When?" }]));
}

#[test]
fn logged_numbers_keep_their_digits() {
    let number: Value = serde_json::from_str("{\"id\": 123456789012345678901234567890.10}").unwrap();
    let text = file(ExportFormat::Json, settings(), &[(thread("a"), vec![logged("t", number, json!("ok"))])]);
    assert!(text.contains("123456789012345678901234567890.10"));
}

#[test]
fn what_was_said_before_the_first_logged_turn_is_kept() {
    let input = json!([
        { "role": "user", "content": "Hi" }, { "role": "assistant", "content": "Hello" },
        { "role": "user", "content": "Bye" } ]);
    let all = parsed(&[(thread("a"), vec![logged("t", input, json!("Ciao"))])]);
    let turn = &all[0]["turns"][0];
    assert_eq!(turn["earlier_messages"][0]["content"], "Hi");
    assert_eq!(turn["input_messages"], json!([{ "role": "user", "content": "Bye" }]));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300, rng_seed: RngSeed::Fixed(12), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_comes_back_from_json(words in ".{0,60}|[\u{0}-\u{20}\"\\\\{}a]{0,20}") {
        let all = parsed(&[(thread(&words), vec![plain_turn("t", &words, &words)])]);
        prop_assert_eq!(&all[0]["thread_id"], &words);
        prop_assert_eq!(&all[0]["turns"][0]["input"], &words);
    }
}
