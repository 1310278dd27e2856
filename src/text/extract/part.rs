//! Reads one part of a message. Programs mix formats within a message, so the readers of all formats are tried.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::{
    anthropic, bedrock, gemini, langchain, llama_index, media, openai_chat, openai_responses, otel, streams,
    thought, vercel,
};

/// Reads a part of one format. `kind` is its `type` (or `block_type`), else empty. An empty list means that the part is
/// known but shows nothing.
type Vocabulary = fn(part: &Map<String, Value>, kind: &str, depth: usize) -> Option<Vec<Block>>;

/// The first reader that knows the part is used.
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

/// Parts can be nested inside tool results; deeper ones are shown as JSON.
const MAX_DEPTH: usize = 6;

/// A message's content in any form: text, parts or `null`.
pub(super) fn content(value: &Value) -> Vec<Block> {
    match value {
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            // The pieces of one text, as a stream has them.
            if texts.len() == items.len() && streams::is_cut(&texts) {
                return words(&texts.concat());
            }
            items.iter().flat_map(|item| blocks(item, 0)).collect()
        }
        other => blocks(other, 0),
    }
}

/// The blocks of one part; an unknown part becomes a [`Block::Json`].
pub(super) fn blocks(value: &Value, depth: usize) -> Vec<Block> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => words(text),
        Value::Bool(_) | Value::Number(_) => words(&value.to_string()),
        Value::Object(map) if depth < MAX_DEPTH => {
            known(map, depth).unwrap_or_else(|| vec![Block::Json(value.clone())])
        }
        Value::Object(_) | Value::Array(_) => vec![Block::Json(value.clone())],
    }
}

/// The blocks of a part, or `None` if no format knows it.
pub(super) fn known(map: &Map<String, Value>, depth: usize) -> Option<Vec<Block>> {
    let kind = kind(map);
    VOCABULARIES.iter().find_map(|vocabulary| vocabulary(map, kind, depth))
}

/// The `type` of a part (LlamaIndex: `block_type`); empty if it has none.
pub(super) fn kind(map: &Map<String, Value>) -> &str {
    let kind = map.get("type").or_else(|| map.get("block_type")).and_then(Value::as_str);
    kind.unwrap_or_default()
}

/// The text, or the image or file if the text is a base64 `data:` URI.
pub(super) fn words(text: &str) -> Vec<Block> {
    if text.is_empty() {
        return Vec::new();
    }
    match media::data_uri(text) {
        Some(source) => vec![media::block(source, "", None)],
        None => vec![Block::Text(text.to_owned())],
    }
}

/// Reads `{"type": "text", "text": …}`, common to most formats. OpenTelemetry has `content` instead of `text`, OpenAI's
/// Assistants `{"text": {"value": …}}`.
fn text(map: &Map<String, Value>, kind: &str, _depth: usize) -> Option<Vec<Block>> {
    if !matches!(kind, "text" | "TEXT" | "input_text" | "output_text" | "summary_text" | "text-plain") {
        return None;
    }
    let value = match map.get("text").or_else(|| map.get("content"))? {
        Value::Object(inner) => inner.get("value")?,
        other => other,
    };
    value.as_str().map(words)
}
