//! Reads the parts of a message that no adapter knows, and programs' structured answers.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, LeftOut, Message, Role};

use super::super::{TurnSide, bots, media, part, tool};
use super::{cards, finish, keys, speaker, tools, words};

/// Parts inside parts are looked at to this depth.
const DEEPEST: usize = 8;

/// The keys of what an object says it is.
pub(super) const KINDS: &[&str] =
    &["partkind", "messagetype", "type", "kind", "blocktype", "contenttype", "objecttype", "typename"];

pub(super) fn kind(map: &Map<String, Value>) -> &str {
    tools::at(map, KINDS).and_then(Value::as_str).unwrap_or_default()
}

/// The blocks of a message's content; parts that cannot be read become [`Block::Json`].
pub(super) fn blocks(value: &Value, depth: usize) -> Vec<Block> {
    match value {
        Value::Array(items) if depth < DEEPEST => {
            items.iter().flat_map(|item| blocks(item, depth + 1)).collect()
        }
        Value::Object(map) => piece(map, depth).unwrap_or_else(|| vec![Block::Json(value.clone())]),
        other => part::blocks(other, depth),
    }
}

/// The blocks of one part, or `None`.
fn piece(map: &Map<String, Value>, depth: usize) -> Option<Vec<Block>> {
    if depth >= DEEPEST {
        return None;
    }
    if let Some(known) = part::known(map, depth) {
        return Some(known);
    }
    let kind = kind(map);
    if let Some(block) = tools::read(map, kind).or_else(|| medium(map, kind)).or_else(|| code(map, kind)) {
        return Some(vec![block]);
    }
    if keys::is_reasoning(kind) || map.keys().take(4).any(|key| keys::is_reasoning(key)) {
        return reasoning(map).map(|text| vec![Block::Reasoning(text)]);
    }
    if let (1, Some((key, inner))) = (map.len(), map.iter().next()) {
        if let (Value::Object(call), Some(_)) = (inner, tools::named(key)) {
            return tools::read(call, key).map(|block| vec![block]);
        }
        if let Value::Object(wrapped) = inner {
            return piece(wrapped, depth + 1);
        }
    }
    // A part whose only text is under an obvious key, such as `{"$type": "TextContent", "Text": …}`.
    let mut texts = map.iter().filter(|(key, value)| value.is_string() && keys::is_text(key));
    match (texts.next(), texts.next()) {
        (Some((_, Value::String(text))), None) => Some(part::words(text)),
        _ => None,
    }
}

/// A part whose type names a medium, with the data, an address or an id: `{"type": "image", "file_id": …}`.
fn medium(map: &Map<String, Value>, kind: &str) -> Option<Block> {
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
    let source = media::source_at(tools::at(map, &places), mime)?;
    Some(media::block(source, mime, name))
}

/// A part whose type is a language or says that it is code: `{"type": "sql", "statement": …}`.
fn code(map: &Map<String, Value>, kind: &str) -> Option<Block> {
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
fn parts_in(text: &str) -> Option<Vec<Block>> {
    let Value::Array(items) =
        tool::parsed(text.trim()).filter(|value| !value.as_array().is_some_and(Vec::is_empty))?
    else {
        return None;
    };
    let part = |item: &Value| {
        let map = item.as_object().filter(|map| map.get("type").is_some_and(Value::is_string))?;
        piece(map, 1)
    };
    let blocks: Vec<Vec<Block>> = items.iter().map(part).collect::<Option<_>>()?;
    Some(blocks.into_iter().flatten().collect())
}

/// The text of a reasoning part, directly or one object deeper.
fn reasoning(map: &Map<String, Value>) -> Option<String> {
    let text = |map: &Map<String, Value>| {
        let mut texts = map.iter().filter(|(key, _)| keys::is_reasoning(key) || keys::is_text(key));
        texts.find_map(|(_, value)| value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned))
    };
    text(map).or_else(|| map.values().filter_map(Value::as_object).find_map(text))
}

/// Replaces what adapters could not read: unknown parts, and answers that are JSON text or objects.
pub(in crate::text::extract) fn refined(mut found: Extracted, side: TurnSide) -> Extracted {
    // What an agent logs between its messages is no part of the answer, if there is one.
    let talk = side == TurnSide::Output && found.messages.iter().any(|message| event(message).is_none());
    // Who answers under a name of a program's own is the assistant.
    let answers = side == TurnSide::Output
        && !found.messages.iter().any(|message| {
            message.role == Role::Assistant
                || matches!(&message.role, Role::Other(name) if speaker::known(name) == Some(Role::Assistant))
        });
    let mut messages: Vec<Message> = Vec::new();
    for mut message in std::mem::take(&mut found.messages) {
        if let Some(field) = event(&message).filter(|_| talk) {
            let said = words::read_obvious(&field.value, side)
                .filter(|inner| inner.messages.len() == 1 && !is_note(&message.role));
            let said = said.and_then(|mut inner| inner.messages.pop()).map(|inner| inner.blocks);
            // The result of an agent repeats its last message.
            let known = said
                .as_ref()
                .is_none_or(|said| messages.iter().rev().take(3).any(|last| last.blocks == *said));
            found.left_out.push(field);
            if !known {
                messages.push(Message {
                    role: Role::Assistant,
                    name: None,
                    blocks: said.unwrap_or_default(),
                });
            }
            continue;
        }
        // Programs have more names for the speakers than the formats.
        if let Role::Other(name) = &message.role
            && let Some(role) = speaker::known(name)
        {
            message.role = role;
        }
        if answers
            && let Role::Other(name) = &message.role
            && message.name.is_none()
            && message.blocks.iter().any(|block| matches!(block, Block::Text(_)))
        {
            message.name = Some(name.clone());
            message.role = Role::Assistant;
        }
        if message.role == Role::Tool {
            message.blocks.iter_mut().for_each(inner_result);
        } else {
            message.blocks = again(std::mem::take(&mut message.blocks), &message.role, &mut found.left_out);
        }
        messages.push(message);
    }
    if side == TurnSide::Output {
        finish::spoken(&mut messages);
    }
    found.messages = messages;
    found
}

/// Haystack has a result as a part of a tool's message.
fn inner_result(block: &mut Block) {
    let Block::ToolResult { content, .. } = block else { return };
    let [Block::Json(Value::Object(map))] = content.as_slice() else { return };
    if map.len() == 1
        && let Some(blocks) = piece(map, 0)
        && let [result @ Block::ToolResult { .. }] = blocks.as_slice()
    {
        *block = result.clone();
    }
}

/// Whether a program's own notes are what the message is by its type.
pub(in crate::text::extract) fn is_note(role: &Role) -> bool {
    matches!(role, Role::Other(kind) if matches!(kind.as_str(), "verbose" | "knowledge" | "debug" | "trace"))
}

/// An item of a list of messages that is none: the field that may be left out.
fn event(message: &Message) -> Option<LeftOut> {
    let Role::Other(kind) = &message.role else { return None };
    match message.blocks.as_slice() {
        [Block::Json(value @ Value::Object(_))] => Some(LeftOut { path: kind.clone(), value: value.clone() }),
        _ => None,
    }
}

fn again(blocks: Vec<Block>, role: &Role, left_out: &mut Vec<LeftOut>) -> Vec<Block> {
    let alone = blocks.len() == 1;
    let read = |block: Block, left_out: &mut Vec<LeftOut>| match block {
        Block::Json(Value::Object(map)) => match bots::reply(&map).or_else(|| piece_without_rest(&map)) {
            Some(blocks) => blocks,
            None => structured(Value::Object(map), left_out),
        },
        Block::Text(text) if alone && text.trim_start().starts_with("[{") && parts_in(&text).is_some() => {
            parts_in(&text).unwrap_or_default()
        }
        Block::Text(text) if *role == Role::Assistant && alone => match tool::parsed(text.trim()) {
            // A choice that is offered is more than the text above it.
            Some(value) => match value.as_object().and_then(bots::reply) {
                Some(blocks) => blocks,
                None => structured(value, left_out),
            },
            None => vec![Block::Text(text)],
        },
        other => vec![other],
    };
    blocks.into_iter().flat_map(|block| read(block, left_out)).collect()
}

/// A part of which everything is shown: a call, a result, reasoning.
fn piece_without_rest(map: &Map<String, Value>) -> Option<Vec<Block>> {
    let blocks = piece(map, 0)?;
    blocks
        .iter()
        .all(|block| {
            matches!(block, Block::ToolCall { .. } | Block::ToolResult { .. } | Block::Reasoning(_))
                || (matches!(block, Block::Text(_))
                    && (map.len() <= 2 || code(map, kind(map)).is_some())
                    && !kind(map).is_empty())
        })
        .then_some(blocks)
}

/// A program's own object as an answer: its words if it has an obvious key for them, else the object.
fn structured(value: Value, left_out: &mut Vec<LeftOut>) -> Vec<Block> {
    if let Some(card) = value.as_object().and_then(cards::read) {
        return card;
    }
    let words = words::read_obvious(&value, TurnSide::Output).filter(Extracted::is_sure);
    let Some(mut words) = words.filter(|words| words.messages.len() == 1 && !words.messages.is_empty())
    else {
        return vec![Block::Json(value)];
    };
    left_out.extend(
        words
            .left_out
            .into_iter()
            .map(|field| LeftOut { path: format!("content.{}", field.path), value: field.value }),
    );
    words.messages.pop().map(|Message { blocks, .. }| blocks).unwrap_or_default()
}
