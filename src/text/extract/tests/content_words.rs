//! Every word that a format's documentation calls content is shown, in order, and the user's words are never part of the
//! answer.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use super::super::turn;
use crate::text::message::{Block, Message};

/// A way to log one side of a turn: its words, of a person or a program.
type Shape = fn(words: &[String], is_user: bool) -> Value;

fn role(is_user: bool) -> &'static str {
    if is_user { "user" } else { "assistant" }
}

fn parts(words: &[String], part: impl Fn(&String) -> Value) -> Value {
    words.iter().map(part).collect()
}

fn flat(words: &[String], is_user: bool) -> Value {
    let (list, side) = if is_user { ("input", "user") } else { ("output", "assistant") };
    let mut map = Map::new();
    map.insert(format!("llm.{list}_messages.0.message.role"), json!(side));
    for (at, word) in words.iter().enumerate() {
        let part = format!("llm.{list}_messages.0.message.contents.{at}.message_content");
        map.insert(format!("{part}.type"), json!("text"));
        map.insert(format!("{part}.text"), json!(word));
    }
    Value::Object(map)
}

/// The documented shapes of formats whose messages have parts.
const SHAPES: &[Shape] = &[
    |words, user| json!({"messages": [{"role": role(user), "content": parts(words, |w| json!({"type": "text", "text": w}))}]}),
    |words, user| json!({"role": role(user), "parts": parts(words, |w| json!({"type": "text", "content": w}))}),
    |words, user| json!({"contents": [{"role": if user { "user" } else { "model" }, "parts": parts(words, |w| json!({"text": w}))}]}),
    |words, user| json!([{"Role": {"Label": role(user)}, "Items": parts(words, |w| json!({"$type": "TextContent", "Text": w}))}]),
    |words, user| {
        let (kind, part) = if user { ("request", "user-prompt") } else { ("response", "text") };
        json!({"all_messages": [{"kind": kind, "parts": parts(words, |w| json!({"part_kind": part, "content": w}))}]})
    },
    |words, user| json!({"messages": parts(words, |w| json!({"source": role(user), "type": "TextMessage", "content": w}))}),
    |words, user| json!({"events": parts(words, |w| json!({"event": if user { "user" } else { "bot" }, "text": w}))}),
    |words, user| json!({"messages": parts(words, |w| json!({"type": if user { "human" } else { "ai" }, "content": w}))}),
    |words, user| json!({"llm": {"replies": [{"role": role(user), "meta": {}, "content": parts(words, |w| json!({"text": w}))}]}}),
    |words, user| {
        let name = if user { "gen_ai.user.message" } else { "gen_ai.assistant.message" };
        json!({"events": parts(words, |w| json!({"event.name": name, "content": w}))})
    },
    |words, user| json!({"items": parts(words, |w| json!({"type": "message", "role": role(user), "content": [w]}))}),
    |words, user| {
        let kind = if user { "input_text" } else { "output_text" };
        json!(parts(words, |w| json!({"type": "response_item", "payload":
            {"type": "message", "role": role(user), "content": [{"type": kind, "text": w}]}})))
    },
    |words, user| json!({"transcript": parts(words, |w| json!({"role": if user { "user" } else { "agent" }, "message": w}))}),
    |words, user| json!({"conversations": parts(words, |w| json!({"from": if user { "human" } else { "gpt" }, "value": w}))}),
    flat,
];

/// The text of messages.
fn text(messages: &[Message]) -> String {
    let blocks = messages.iter().flat_map(|message| &message.blocks);
    let texts = blocks.filter_map(|block| match block {
        Block::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn sentence() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z]{1,8}( [a-z]{1,8}){1,6}[.?!]",
        "[a-z]{2,9}",
        "[A-Z][a-z]{2,9}!",
        "[а-я]{2,9} [а-я]{2,9}",
        "[一-十]{2,9}。",
        "`[a-z]{1,6}\\([a-z]{0,4}\\)` [a-z]{2,5}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600, rng_seed: RngSeed::Fixed(12), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn all_content_is_shown_in_order_and_on_its_side(
        asked in proptest::collection::vec(sentence(), 1..4),
        answered in proptest::collection::vec(sentence(), 1..4),
        shapes in (0..SHAPES.len(), 0..SHAPES.len()),
        wrapped in 0..3usize,
    ) {
        let number = |words: Vec<String>, side: &str| -> Vec<String> {
            words.iter().enumerate().map(|(at, word)| format!("{word} {side}{at}")).collect()
        };
        let (asked, answered) = (number(asked, "q"), number(answered, "a"));
        let input = SHAPES[shapes.0](&asked, true);
        let output = SHAPES[shapes.1](&answered, false);
        let output = match wrapped {
            0 => output,
            1 => json!({"output": output}),
            _ => json!({"result": {"data": output}}),
        };
        let turn = turn(Some(&input), Some(&output));
        for (messages, own, other) in [(&turn.input, &asked, &answered), (&turn.output, &answered, &asked)] {
            let shown = text(messages);
            let mut rest = shown.as_str();
            for word in own {
                let at = rest.find(word.as_str());
                prop_assert!(at.is_some(), "{} is not in {:?} of {} / {}", word, shown, input, output);
                rest = &rest[at.unwrap() + word.len()..];
            }
            for word in other {
                prop_assert!(!shown.contains(word.as_str()), "{} is in {:?} of {} / {}", word, shown, input, output);
            }
        }
    }

    #[test]
    fn a_state_shows_each_side_once(asked in sentence(), answered in sentence(), shape in 0..7usize) {
        let (asked, answered) = (format!("{asked} q"), format!("{answered} a"));
        let both = match shape {
            0 => json!({"messages": [{"type": "human", "content": asked}, {"type": "ai", "content": answered}]}),
            1 => json!({"messages": [{"source": "user", "type": "TextMessage", "content": asked},
                {"source": "guide", "type": "TextMessage", "content": answered}]}),
            2 => json!({"conversations": [{"from": "human", "value": asked}, {"from": "gpt", "value": answered}]}),
            3 => json!({"sender_id": "x", "events": [{"event": "user", "text": asked}, {"event": "bot", "text": answered}]}),
            4 => json!({"turns": [{"question": asked, "answer": answered}]}),
            5 => json!({"question": asked, "answer": answered}),
            _ => json!({"queryResult": {"queryText": asked, "fulfillmentText": answered}}),
        };
        let turn = turn(Some(&json!({"question": asked})), Some(&both));
        prop_assert_eq!(text(&turn.input), asked);
        prop_assert_eq!(text(&turn.output), answered);
    }
}

/// Read in linear time; anything quadratic or exponential would take minutes to hours.
#[test]
fn hostile_nesting_and_huge_lists_are_read() {
    let mut nested = json!({"a.b": "x y z."});
    for level in 0..40 {
        nested = json!({"output.value": [nested, {"k.v": level}], "llm.x": {"messages": [{"who": "me"}]}, "w": "Long text here."});
    }
    assert!(!turn(Some(&nested), Some(&nested)).output.is_empty());
    let mut text = json!({"a": "b"}).to_string();
    for _ in 0..9 {
        text = json!({"output": text, "input": [text.len()]}).to_string();
    }
    assert!(!turn(Some(&json!(text)), Some(&json!(text))).output.is_empty());
    let wide: Vec<Value> =
        (0..10_000).map(|at| json!({"k": at, "v": format!("word {at} is here.")})).collect();
    let wide = json!({"rows": wide, "n": 1});
    assert!(!turn(Some(&wide), Some(&wide)).output.is_empty());
}
