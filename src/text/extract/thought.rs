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

/// The tags that models put around their reasoning.
const TAGS: &[(&str, &str)] = &[
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("<thought>", "</thought>"),
    ("◁think▷", "◁/think▷"),
];

/// Reasoning at the beginning of a model's text, and the text after it. Tags may lack the opening one, which some
/// servers take for part of the prompt, or the closing one, if the answer was cut. Dify and Open WebUI write `<details>`
/// with a summary that says so.
pub(super) fn leading(text: &str) -> Option<(&str, &str)> {
    let start = text.trim_start();
    if start.starts_with("<details") {
        let (head, rest) = start.split_once('>')?;
        let (summary, inside) = rest.trim_start().strip_prefix("<summary>")?.split_once("</summary>")?;
        let summary = summary.to_ascii_lowercase();
        let is_thought =
            head.contains("\"reasoning\"") || summary.contains("think") || summary.contains("thought");
        return is_thought.then(|| inside.split_once("</details>").unwrap_or((inside, "")));
    }
    TAGS.iter().find_map(|(open, close)| match start.strip_prefix(open) {
        Some(inside) => Some(inside.split_once(close).unwrap_or((inside, ""))),
        None => {
            let (before, after) = text.split_once(close)?;
            // A sentence or code about the tag has it between spaces or quotes, or names the opening one too.
            let is_end = |letter: char| letter.is_alphanumeric() || ".!?\n)…。".contains(letter);
            let about = before.contains(open) || before.contains("```") || !before.ends_with(is_end);
            let ends_there = after.is_empty() || after.starts_with(['\n', '\r']) || !before.ends_with(' ');
            (!about && ends_there).then_some((before, after))
        }
    })
}

/// Whether a line begins with an opening tag.
pub(super) fn opens(line: &str) -> bool {
    TAGS.iter().any(|(open, _)| line.starts_with(open))
        || (line.starts_with("<details") && leading(line).is_some())
}

/// A model's text without the reasoning it begins with.
pub(super) fn answer(mut text: &str) -> &str {
    while let Some((_, rest)) = leading(text) {
        text = rest;
    }
    text
}
