//! Reads the model's reasoning, in all formats.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::tool::first;

/// Shown for reasoning that the provider encrypted (Anthropic `redacted_thinking`, OpenAI `encrypted_content`).
pub(super) const HIDDEN: &str = "(hidden by the provider)";

/// Reads reasoning parts: `thinking` (Anthropic, Mistral, OpenTelemetry), `reasoning` (OpenAI, Vercel, OpenTelemetry).
pub(super) fn part(map: &Map<String, Value>, kind: &str, _depth: usize) -> Option<Vec<Block>> {
    match kind {
        "thinking" | "reasoning" | "reasoning_text" | "reasoning-text" => {
            Some(read(map)?.into_iter().collect())
        }
        "redacted_thinking" | "redacted-reasoning" => Some(vec![Block::Reasoning(HIDDEN.to_owned())]),
        _ => None,
    }
}

/// The reasoning of a part; `Some(None)` if it is empty, `None` if the part has none of the keys.
pub(super) fn read(map: &Map<String, Value>) -> Option<Option<Block>> {
    let keys = ["text", "content", "thinking", "reasoning", "summary", "details"];
    let mut texts: Vec<&str> = Vec::new();
    let mut known = false;
    for value in keys.iter().filter_map(|key| map.get(*key)) {
        known = true;
        if texts.is_empty() {
            gather(value, &mut texts);
        }
    }
    if texts.is_empty() && first(map, &["encrypted_content"]).is_some() {
        texts.push(HIDDEN);
    }
    (known || !texts.is_empty()).then(|| (!texts.is_empty()).then(|| Block::Reasoning(texts.join("\n\n"))))
}

/// Collects the text of reasoning that is a string, or a list of strings or of `{"text": …}`.
fn gather<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let words = items.iter().filter_map(|item| match item {
        Value::String(text) => Some(text.as_str()),
        Value::Object(map) => first(map, &["text", "summary"])?.as_str(),
        _ => None,
    });
    texts.extend(words.filter(|text| !text.is_empty()));
}
