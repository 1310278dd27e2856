//! Properties that hold for any JSON, above all for JSON that only partly follows a format.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use super::super::{TurnSide, extract, headline, turn};
use crate::text::message::{Block, is_visible};

/// Keys that adapters look at, and some that none does.
const KEYS: &[&str] = &[
    "messages",
    "message",
    "role",
    "content",
    "parts",
    "blocks",
    "type",
    "block_type",
    "text",
    "choices",
    "delta",
    "tool_calls",
    "function",
    "arguments",
    "function_call",
    "refusal",
    "audio",
    "reasoning",
    "input",
    "output",
    "instructions",
    "system",
    "summary",
    "source",
    "data",
    "url",
    "image_url",
    "file",
    "thinking",
    "tool_use_id",
    "contents",
    "candidates",
    "functionCall",
    "functionResponse",
    "inlineData",
    "author",
    "toolUse",
    "toolResult",
    "toolInvocations",
    "toolInvocation",
    "toolCallId",
    "toolName",
    "toolCalls",
    "lc",
    "kwargs",
    "id",
    "generations",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "response",
    "source_nodes",
    "values",
    "config",
    "question",
    "answer",
    "query",
    "sys.query",
    "name",
    "value",
    "json",
    "image",
    "document",
    "attachments",
    "citations",
    "annotations",
    "groundingMetadata",
    "groundingChunks",
    "groundingSupports",
    "segment",
    "endIndex",
    "end_index",
    "url_citation",
    "sources",
    "context",
    "documents",
    "results",
    "transcript",
    "segments",
    "start",
    "end",
    "mapping",
    "current_node",
    "parent",
    "children",
    "history",
    "replies",
    "from",
    "conversations",
    "chat_messages",
    "sender",
    "parentId",
    "isError",
    "is_error",
    "status",
    "error",
    "b64_json",
    "images",
    "events",
    "index",
    "tool_call_chunks",
    "contentBlockDelta",
    "done",
    "token",
    "event",
    "event_type",
    "generated_text",
    "title",
    "snippet",
    "odd",
];

const WORDS: &[&str] = &[
    "",
    " ",
    "user",
    "assistant",
    "human",
    "ai",
    "tool",
    "system",
    "text",
    "image",
    "image_url",
    "file",
    "thinking",
    "reasoning",
    "tool_use",
    "tool_result",
    "tool-call",
    "tool-result",
    "dynamic-tool",
    "function_call",
    "message",
    "function_call_output",
    "web_search_call",
    "tool_call",
    "tool_call_response",
    "blob",
    "constructor",
    "HumanMessage",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:",
    "https://example.org",
    "{\"question\": \"cu",
    "[{\"role\"",
    "{}",
    "\"",
    "\\",
    "{\"messages\":[{\"role\":\"user\",\"content\":\"x",
    "<think>",
    "</think>",
    "<think>a</think>b",
    "b'\\xff\\xd8\\xff'",
    "data: {\"delta\": \"x\"}\n\n",
    "0:\"a\"\n",
    "content_block_delta",
    "message_start",
    "text_delta",
    "response.output_text.delta",
    "text-delta",
    "source-url",
    "url_citation",
    "AIMessageChunk",
    "chat.completion.chunk",
    "input_audio",
    "gpt",
    "prompter",
    "[1] and `[1]`",
    "```\ncode\n",
    "12/31/23, 9:41 PM - Mia: Hi",
    "é\u{301}👨\u{200d}👩",
    "\u{0}",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![proptest::sample::select(WORDS).prop_map(str::to_owned), "\\PC{0,12}"]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        5 => any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        let key = prop_oneof![9 => proptest::sample::select(KEYS).prop_map(str::to_owned), 1 => any_text()];
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            2 => proptest::collection::vec((key, inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A documented part of some format with this text, which must be shown.
fn piece(form: usize, words: &str) -> Value {
    match form {
        0 => json!(words),
        1 => json!({"type": "text", "text": words}),
        2 => json!({"type": "text", "content": words}),
        3 => json!({"type": "output_text", "text": words, "annotations": []}),
        4 => json!({"text": words}),
        5 => json!({"block_type": "text", "text": words}),
        6 => json!({"type": "thinking", "thinking": words, "signature": "s"}),
        7 => json!({"type": "refusal", "refusal": words}),
        8 => json!({"type": "tool_use", "id": "c", "name": "f", "input": {"x": words}}),
        9 => json!({"type": "tool_result", "tool_use_id": "c", "content": [{"type": "text", "text": words}]}),
        10 => json!({"functionCall": {"name": "f", "args": {"x": words}}}),
        11 => json!({"toolResult": {"toolUseId": "c", "content": [{"json": {"x": words}}]}}),
        12 => {
            json!({"type": "tool-f", "toolCallId": "c", "state": "output-available", "input": {}, "output": words})
        }
        13 => json!({"type": "tool_call_response", "id": "c", "response": {"x": words}}),
        14 => json!({"type": "never-heard-of", "x": [{"y": words}]}),
        15 => json!({"odd": words}),
        _ => json!([[words]]),
    }
}

/// Whether `value` equals `shown` or contains it, possibly as JSON inside a string.
fn holds(value: &Value, shown: &Value) -> bool {
    let inside = match value {
        Value::String(text) => serde_json::from_str::<Value>(text).is_ok_and(|inner| holds(&inner, shown)),
        Value::Object(map) => map.values().any(|inner| holds(inner, shown)),
        _ => false,
    };
    inside || value == shown
}

/// The text of all blocks, in order, with JSON as it is written.
fn all_text(value: &Value, side: TurnSide) -> String {
    fn append(block: &Block, into: &mut String) {
        match block {
            Block::Text(text) | Block::Reasoning(text) | Block::Refusal(text) => into.push_str(text),
            Block::ToolCall { arguments: value, .. } | Block::Json(value) => {
                into.push_str(&value.to_string())
            }
            Block::ToolResult { content, .. } => content.iter().for_each(|block| append(block, into)),
            Block::Sources(sources) => sources.iter().for_each(|source| {
                let parts = [&source.title, &source.address, &source.quote];
                parts.into_iter().flatten().for_each(|part| into.push_str(part));
            }),
            Block::Note(note) => into.push_str(note),
            Block::Image(_) | Block::Audio { .. } | Block::File { .. } | Block::Choice { .. } => {}
        }
        into.push('\n');
    }
    let mut into = String::new();
    extract(value, side)
        .messages
        .iter()
        .flat_map(|message| &message.blocks)
        .for_each(|block| append(block, &mut into));
    into
}

/// Whether the block is visible on the page.
fn is_seen(block: &Block) -> bool {
    match block {
        // Checked as HTML too, since a text may consist of Markdown marks only.
        Block::Text(text) => {
            let html = renderer::render(text, "p", "");
            is_visible(text)
                && (["<hr", "<input", "<pre", "<li"].iter().any(|tag| html.contains(tag))
                    || html
                        .split('<')
                        .filter_map(|part| part.split_once('>'))
                        .any(|(_, text)| is_visible(text)))
        }
        // These have a label, an icon or quotation marks.
        _ => true,
    }
}

/// Message lists that programs log after a failure: meaningless roles, content that is empty in every way, unknown
/// parts, and media parts without media.
fn hollow_messages() -> impl Strategy<Value = Value> {
    let blank = prop_oneof![
        Just(json!("")),
        Just(json!(" \n\t")),
        Just(json!("\u{200B}\u{FEFF}")),
        Just(json!("\u{A0}")),
        Just(json!("#")),
        Just(json!("[](x)")),
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!([""])),
        Just(json!([[]])),
    ];
    let kinds = [
        "",
        "text",
        "document",
        "image",
        "image_url",
        "input_audio",
        "file",
        "media",
        "tool_use",
        "tool_result",
        "thinking",
        "reasoning",
        "refusal",
        "step-start",
        "cache",
        "source",
        "never-heard-of",
        "input_text",
        "blob",
    ];
    let keys = [
        "text",
        "content",
        "source",
        "data",
        "url",
        "image_url",
        "file",
        "input",
        "thinking",
        "refusal",
        "id",
    ];
    let part = (
        proptest::sample::select(kinds.to_vec()),
        proptest::option::of((proptest::sample::select(keys.to_vec()), blank.clone())),
        any::<bool>(),
    )
        .prop_map(|(kind, more, of_llama)| {
            let mut part = Map::new();
            part.insert(if of_llama { "block_type" } else { "type" }.to_owned(), json!(kind));
            part.extend(more.map(|(key, value)| (key.to_owned(), value)));
            Value::Object(part)
        });
    let content = prop_oneof![
        1 => blank,
        3 => proptest::collection::vec(part, 0..3).prop_map(Value::from),
    ];
    let roles = ["", " ", "user", "assistant", "system", "tool", "critic", "\u{200B}"];
    let field = proptest::sample::select(vec!["content", "parts", "blocks", "text"]);
    let message = (proptest::sample::select(roles.to_vec()), field, content)
        .prop_map(|(role, field, content)| json!({"role": role, field: content}));
    let messages = proptest::collection::vec(message, 1..4);
    (messages, any::<bool>())
        .prop_map(|(messages, bare)| if bare { json!(messages) } else { json!({"messages": messages}) })
}

proptest! {
    // A fixed seed, so that no run fails by chance. Change it to test other values.
    #![proptest_config(ProptestConfig {
        cases: 400, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_value_but_null_shows_something_and_has_a_headline(value in any_json()) {
        for side in [TurnSide::Input, TurnSide::Output] {
            let found = extract(&value, side);
            prop_assert_eq!(found.messages.is_empty(), value.is_null());
            prop_assert_eq!(headline(&value, side).is_empty(), value.is_null());
            if found.format == "json" {
                let [Block::Json(shown)] = found.messages[0].blocks.as_slice() else { panic!("{found:?}") };
                prop_assert!(holds(&value, shown), "{} is not {}", shown, value);
            }
        }
        let turn = turn(Some(&value), Some(&value));
        prop_assert_eq!(turn.output.is_empty(), value.is_null());
        prop_assert_eq!(turn.input.is_empty(), value.is_null());
    }

    #[test]
    fn a_message_is_empty_or_something_of_it_can_be_seen(value in prop_oneof![any_json(), hollow_messages()]) {
        for side in [TurnSide::Input, TurnSide::Output] {
            for message in extract(&value, side).messages {
                let blank = message.blocks.iter().find(|block| !is_seen(block));
                prop_assert!(blank.is_none(), "{:?} of {} cannot be seen", blank, value);
            }
            prop_assert!(is_visible(&headline(&value, side)) || value.is_null(), "no headline of {}", value);
        }
        let turn = turn(Some(&value), Some(&value));
        let given = extract(&value, TurnSide::Input).messages.len();
        prop_assert_eq!(turn.earlier.len() + turn.input.len(), given, "messages of {} are lost", value);
    }

    #[test]
    fn what_is_cut_anywhere_still_shows_something(value in any_json(), at in 0.0..1.0f64) {
        let whole = value.to_string();
        let cut: String = whole.chars().take((whole.chars().count() as f64 * at) as usize + 1).collect();
        for side in [TurnSide::Input, TurnSide::Output] {
            prop_assert!(!extract(&json!(cut), side).messages.is_empty());
            prop_assert!(!headline(&json!(cut), side).is_empty());
        }
    }

    #[test]
    fn every_word_of_a_message_is_shown_in_order(forms in proptest::collection::vec(0..17usize, 1..8), role in 0..3usize) {
        let role = ["user", "assistant", "model"][role];
        let pieces: Vec<Value> = forms.iter().enumerate().map(|(at, form)| piece(*form, &format!("word{at}."))).collect();
        for value in [
            json!({"messages": [{"role": role, "content": pieces}]}),
            json!({"contents": [{"role": role, "parts": pieces}], "x": 1}),
            json!([{"role": role, "blocks": pieces}]),
            json!({"output": {"role": role, "content": pieces}}),
        ] {
            let shown = all_text(&value, TurnSide::Output);
            for at in 0..forms.len() {
                prop_assert!(shown.contains(&format!("word{at}.")), "word{} of {} is not in {}", at, value, shown);
            }
        }
    }
}

/// Nested as deep as the parser allows (128).
#[test]
fn deep_values_are_shown_without_a_panic() {
    for key in
        ["content", "output", "messages", "parts", "message", "kwargs", "values", "toolResult", "blocks"]
    {
        let mut value = json!("bottom");
        for _ in 0..60 {
            value = json!({ key: [{"role": "user", "type": "tool_result", "tool_use_id": "c", key: value}] });
        }
        assert!(!headline(&value, TurnSide::Input).is_empty());
        let mut wrapped = json!("bottom");
        for _ in 0..120 {
            wrapped = json!({ key: wrapped });
        }
        assert!(!headline(&wrapped, TurnSide::Output).is_empty());
    }
    let brackets = "[{\"content\":".repeat(100_000);
    assert!(headline(&json!(brackets), TurnSide::Output).starts_with("[{\"content\":"));
}

/// A stream of some documented format whose pieces are these texts.
fn stream(form: usize, pieces: &[String]) -> Value {
    let events = |event: &dyn Fn(&String) -> Value| Value::Array(pieces.iter().map(event).collect());
    match form {
        0 => events(&|text| json!({"choices": [{"index": 0, "delta": {"content": text}}]})),
        1 => events(&|text| json!({"type": "response.output_text.delta", "item_id": "i", "delta": text})),
        2 => events(
            &|text| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}),
        ),
        3 => events(&|text| json!({"type": "text-delta", "id": "0", "delta": text})),
        4 => events(&|text| json!({"type": "AIMessageChunk", "content": text})),
        5 => {
            events(&|text| json!({"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]}))
        }
        6 => events(&|text| json!({"contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": text}}})),
        7 => events(
            &|text| json!({"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": text}}}}),
        ),
        8 => events(&|text| json!({"message": {"role": "assistant", "content": text}, "done": false})),
        9 => events(&|text| json!({"token": {"text": text, "special": false}, "generated_text": null})),
        10 => json!(pieces.iter().map(|text| format!("0:{}\n", json!(text))).collect::<String>()),
        _ => {
            let line =
                |text: &String| format!("data: {}\n\n", json!({"choices": [{"delta": {"content": text}}]}));
            json!(pieces.iter().map(line).collect::<String>())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_streams_pieces_are_one_text_of_all_their_letters(
        form in 0..12usize, pieces in proptest::collection::vec("[a-zé好 ]{0,5}", 2..9), wrapped in any::<bool>(),
    ) {
        let whole = pieces.concat();
        prop_assume!(!whole.trim().is_empty());
        let value = stream(form, &pieces);
        let value = if wrapped { json!({"output": value}) } else { value };
        let found = extract(&value, TurnSide::Output).messages;
        let blocks: Vec<&Block> = found.iter().flat_map(|message| &message.blocks).collect();
        prop_assert_eq!(blocks, [&Block::Text(whole)], "{}", value);
    }

    #[test]
    fn references_change_no_other_letter(
        text in "[a-z.` \\n|\\[\\]()é好]{1,40}", ends in proptest::collection::vec(0..45usize, 1..4),
    ) {
        prop_assume!(is_visible(&text));
        let citations: Vec<Value> = ends.iter().map(|end| {
            json!({"type": "url_citation", "url": format!("https://{end}.org"), "start_index": 0, "end_index": end})
        }).collect();
        let value = json!([{"role": "assistant", "content": [{"type": "output_text", "text": text, "annotations": citations}]}]);
        let found = extract(&value, TurnSide::Output).messages;
        let Some(Block::Text(shown)) = found[0].blocks.first() else { panic!("{found:?}") };
        let mut left = shown.clone();
        for number in 1..5 {
            left = left.replace(&format!("[\\[{number}\\]](#source-{number})"), "");
        }
        let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&left), letters(&text));
        // White space is only added around a block of code.
        prop_assert!(text.contains("```") || left == text, "{:?} of {:?}", left, text);
    }
}
