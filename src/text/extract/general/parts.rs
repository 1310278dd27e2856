//! Parts of messages that are media or code, and parts that were logged as a text.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::super::{media, tool};
use super::{keys, pieces, tools};

/// A part whose type names a medium, with the data, an address or an id: `{"type": "image", "file_id": …}`.
pub(super) fn medium(map: &Map<String, Value>, kind: &str) -> Option<Block> {
    let words = keys::words(kind);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let mime = match () {
        () if has(&["image", "picture", "photo"]) => "image/*",
        () if has(&["audio", "voice", "sound"]) => "audio/*",
        () if has(&["file", "video", "document", "attachment"]) => "application/octet-stream",
        () => return None,
    };
    let places = ["data", "base64", "url", "uri", "fileurl", "imageurl", "audiourl", "path", "fileid", "id"];
    let name = tools::at(map, &["filename", "name", "title"]).and_then(Value::as_str);
    // Or one object deeper, beside an id that is the part's own.
    let inner =
        ["content", "media", "file", "source", "payload"].iter().find_map(|key| map.get(*key)?.as_object());
    let inside = inner.and_then(|inner| tools::at(inner, &places)).filter(|value| value.is_string());
    let source = media::source_at(inside.or_else(|| tools::at(map, &places)), mime)?;
    Some(media::block(source, mime, name))
}

/// A part whose type is a language or says that it is code: `{"type": "sql", "statement": …}`.
pub(super) fn code(map: &Map<String, Value>, kind: &str) -> Option<Block> {
    const LANGUAGES: &[&str] =
        &["sql", "python", "javascript", "typescript", "bash", "shell", "html", "css", "json", "yaml", "r"];
    let kind = kind.to_ascii_lowercase();
    let language = LANGUAGES.iter().find(|language| **language == kind).copied();
    if language.is_none() && !matches!(kind.as_str(), "code" | "executable_code" | "query" | "script") {
        return None;
    }
    let named = || tools::at(map, &["language", "lang"]).and_then(Value::as_str).unwrap_or_default();
    let text = tools::at(map, &["statement", "code", "sql", "source", "script", "query", "content", "text"])?;
    Some(Block::Text(fenced(language.unwrap_or_else(named), text.as_str()?)))
}

/// A fenced block of code, with more backticks than there are in the text.
fn fenced(language: &str, text: &str) -> String {
    let language: String =
        language.chars().take(20).filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect();
    let (mut longest, mut run) = (2, 0);
    for letter in text.chars() {
        run = if letter == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

/// The parts of a message that were logged as a text: `"[{\"type\": \"text\", \"text\": …}]"`.
pub(super) fn in_text(text: &str) -> Option<Vec<Block>> {
    let Value::Array(items) =
        tool::parsed(text.trim()).filter(|value| !value.as_array().is_some_and(Vec::is_empty))?
    else {
        return None;
    };
    let part = |item: &Value| {
        let map = item.as_object().filter(|map| map.get("type").is_some_and(Value::is_string))?;
        pieces::piece(map, 1)
    };
    let blocks: Vec<Vec<Block>> = items.iter().map(part).collect::<Option<_>>()?;
    Some(blocks.into_iter().flatten().collect())
}

/// The blocks of a list whose items all say what part of a message they are, some the words and some what a model did
/// before them; `None` if one of them is unknown.
pub(super) fn message(items: &[Value]) -> Option<Vec<Block>> {
    // Items with a role, or with the type of a message, are messages of their own and no parts of one.
    let is_part = |map: &&Map<String, Value>| {
        let words = keys::words(pieces::kind(map));
        !words.is_empty() && !words.iter().any(|word| word == "message") && !map.contains_key("role")
    };
    let part = |item: &Value| {
        let map = item.as_object().filter(is_part)?;
        pieces::piece(map, 0)
    };
    let blocks: Vec<Vec<Block>> = items.iter().take(500).map(part).collect::<Option<_>>()?;
    let blocks: Vec<Block> = blocks.into_iter().flatten().collect();
    let acts = |block: &Block| {
        matches!(block, Block::Reasoning(_) | Block::ToolCall { .. } | Block::ToolResult { .. })
    };
    let words = blocks.iter().any(|block| matches!(block, Block::Text(_)));
    (words && blocks.iter().any(acts)).then_some(blocks)
}

/// Haystack has a result as a part of a tool's message.
pub(super) fn inner_result(block: &mut Block) {
    let Block::ToolResult { content, .. } = block else { return };
    let [Block::Json(Value::Object(map))] = content.as_slice() else { return };
    if map.len() == 1
        && let Some(blocks) = pieces::piece(map, 0)
        && let [result @ Block::ToolResult { .. }] = blocks.as_slice()
    {
        *block = result.clone();
    }
}

/// The name of what a part refers to in the middle of a sentence: `{"kind": "inlineReference", "inlineReference": {"path": …}}`.
pub(super) fn mention(map: &Map<String, Value>) -> Option<String> {
    const NAMES: &[&str] = &["name", "label", "title", "path", "fspath", "uri", "url"];
    let words = keys::words(pieces::kind(map));
    if !words.iter().any(|word| matches!(word.as_str(), "reference" | "mention")) {
        return None;
    }
    let text = |map: &Map<String, Value>| {
        tools::in_order(map, NAMES).into_iter().find_map(Value::as_str).map(str::to_owned)
    };
    let name = text(map).or_else(|| map.values().filter_map(Value::as_object).find_map(text))?;
    let name = name.trim_end_matches('/').rsplit('/').next()?;
    (!name.is_empty() && !name.contains('`')).then(|| format!("`{name}`"))
}
