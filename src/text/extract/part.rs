//! One piece of a message. Programs mix formats within a message, so every format's vocabulary is asked.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::{
    anthropic, bedrock, gemini, langchain, llama_index, media, openai_chat, openai_responses, otel, thought,
    vercel,
};

/// Reads a piece of its own format: `kind` is its `type` (or `block_type`), or empty. An empty list says that the piece
/// is known and has nothing to show.
type Vocabulary = fn(part: &Map<String, Value>, kind: &str, depth: usize) -> Option<Vec<Block>>;

/// In this order; the first that knows the piece reads it.
const VOCABULARIES: &[Vocabulary] = &[
    text,
    thought::part,
    openai_chat::part,
    anthropic::part,
    llama_index::part,
    vercel::part,
    otel::part,
    langchain::part,
    gemini::part,
    bedrock::part,
    openai_responses::part,
];

/// A tool's answer may hold pieces that hold pieces; from here on they are shown as JSON.
const DEEPEST: usize = 6;

/// A message's content in any form: words, pieces, or nothing.
pub(super) fn content(value: &Value) -> Vec<Block> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| blocks(item, 0)).collect(),
        other => blocks(other, 0),
    }
}

/// What one piece shows; a piece that nobody knows is one [`Block::Json`].
pub(super) fn blocks(value: &Value, depth: usize) -> Vec<Block> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => words(text),
        Value::Bool(_) | Value::Number(_) => words(&value.to_string()),
        Value::Object(map) if depth < DEEPEST => {
            known(map, depth).unwrap_or_else(|| vec![Block::Json(value.clone())])
        }
        Value::Object(_) | Value::Array(_) => vec![Block::Json(value.clone())],
    }
}

/// What a known piece shows.
pub(super) fn known(map: &Map<String, Value>, depth: usize) -> Option<Vec<Block>> {
    let kind = kind(map);
    VOCABULARIES.iter().find_map(|vocabulary| vocabulary(map, kind, depth))
}

/// A piece's `type`, which LlamaIndex calls `block_type`; empty where it has none.
pub(super) fn kind(map: &Map<String, Value>) -> &str {
    let kind = map.get("type").or_else(|| map.get("block_type")).and_then(Value::as_str);
    kind.unwrap_or_default()
}

/// Words, or the picture or file whose `data:` URI they are.
pub(super) fn words(text: &str) -> Vec<Block> {
    if text.is_empty() {
        return Vec::new();
    }
    match media::data_uri(text) {
        Some(source) => vec![media::block(source, "", None)],
        None => vec![Block::Text(text.to_owned())],
    }
}

/// `{"type": "text", "text": …}`, which most formats share; OpenTelemetry calls the words `content`, and OpenAI's
/// assistants put them one level deeper.
fn text(map: &Map<String, Value>, kind: &str, _depth: usize) -> Option<Vec<Block>> {
    if !matches!(kind, "text" | "input_text" | "output_text" | "summary_text" | "text-plain") {
        return None;
    }
    let said = match map.get("text").or_else(|| map.get("content"))? {
        Value::Object(inner) => inner.get("value")?,
        other => other,
    };
    said.as_str().map(words)
}
