//! Reads the parts of a message that no adapter knows, and programs' structured answers.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, LeftOut, Message, Role};

use super::super::{TurnSide, bots, part, tool};
use super::{cards, finish, html, keys, parts, speaker, tools, words};

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
pub(super) fn piece(map: &Map<String, Value>, depth: usize) -> Option<Vec<Block>> {
    if depth >= DEEPEST {
        return None;
    }
    if let Some(known) = part::known(map, depth) {
        return Some(known);
    }
    let kind = kind(map);
    if matches!(kind, "html" | "text/html" | "HTML") {
        let text = tools::in_order(map, &["content", "text", "body", "html", "value"]);
        let text = text.into_iter().find_map(Value::as_str)?;
        return Some(vec![Block::Text(html::words(text))]);
    }
    if let Some(blocks) = tools::with_state(map) {
        return Some(blocks);
    }
    if let Some(block) =
        tools::read(map, kind).or_else(|| parts::medium(map, kind)).or_else(|| parts::code(map, kind))
    {
        return Some(std::iter::once(block).chain(tools::outcome(map)).collect());
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

/// The blocks of a list of parts that are shown as one answer: what has no words is left out, such as a program's events,
/// and sentences that were cut into parts are joined again, around the file or page that they mention.
pub(super) fn of_answer(items: &[Value], left_out: &mut Vec<LeftOut>) -> Vec<Block> {
    let mut shown: Vec<Block> = Vec::new();
    for (at, block) in items.iter().enumerate().flat_map(|(at, item)| {
        let read = item.as_object().and_then(|map| parts::mention(map).map(|name| vec![Block::Text(name)]));
        read.unwrap_or_else(|| blocks(item, 0)).into_iter().map(move |block| (at, block))
    }) {
        match block {
            Block::Json(value) => left_out.push(LeftOut { path: format!("[{at}]"), value }),
            block => shown.push(block),
        }
    }
    join_sentences(shown)
}

/// Joins texts that meet in the middle of a sentence.
pub(super) fn join_sentences(blocks: Vec<Block>) -> Vec<Block> {
    let open = |left: &str, right: &str| {
        left.ends_with(' ') || right.starts_with([' ', ',', '.', ';', ':', '!', '?', ')'])
    };
    let mut whole: Vec<Block> = Vec::new();
    for block in blocks {
        match (whole.last_mut(), block) {
            (Some(Block::Text(before)), Block::Text(text)) if open(before, &text) => before.push_str(&text),
            (_, block) => whole.push(block),
        }
    }
    whole
}

/// Whether a part is only about the words beside it: it has ids, times and the like, and nothing else.
fn is_about(map: &Map<String, Value>) -> bool {
    let about = |(key, value): (&String, &Value)| {
        keys::is_about(key) || matches!(value, Value::Null | Value::Bool(_)) || value == ""
    };
    !kind(map).is_empty() && map.iter().all(about)
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
pub(in crate::text::extract) fn refine(mut found: Extracted, side: TurnSide) -> Extracted {
    // What an agent logs between its messages is no part of the answer, if there is one.
    let has_messages =
        side == TurnSide::Output && found.messages.iter().any(|message| logged_event(message).is_none());
    // Who alone answers, under a name of a program's own, is the assistant.
    let mut others = found.messages.iter().filter_map(|message| match &message.role {
        Role::Other(name) if speaker::known(name) != Some(Role::Assistant) => Some(Some(name)),
        Role::Assistant | Role::Other(_) => Some(None),
        _ => None,
    });
    let first = others.next().flatten();
    let answers = side == TurnSide::Output && first.is_some() && others.all(|other| other == first);
    let mut messages: Vec<Message> = Vec::new();
    for mut message in std::mem::take(&mut found.messages) {
        if let Some(field) = logged_event(&message).filter(|_| has_messages) {
            let answer = words::read_obvious(&field.value, side)
                .filter(|inner| inner.messages.len() == 1 && !is_note(&message.role));
            let answer = answer.and_then(|mut inner| inner.messages.pop()).map(|inner| inner.blocks);
            // The result of an agent repeats its last message.
            let known = answer
                .as_ref()
                .is_none_or(|answer| messages.iter().rev().take(3).any(|last| last.blocks == *answer));
            found.left_out.push(field);
            if !known {
                messages.push(Message {
                    role: Role::Assistant,
                    name: None,
                    blocks: answer.unwrap_or_default(),
                });
            }
            continue;
        }
        // Programs have more names for the speakers than the formats.
        if let Role::Other(name) = &message.role
            && let Some(role) = speaker::known(name)
        {
            if keys::is_reasoning(name) {
                message.blocks = std::mem::take(&mut message.blocks).into_iter().map(thought).collect();
            }
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
            message.blocks.iter_mut().for_each(parts::inner_result);
        } else {
            message.blocks =
                read_unknown(std::mem::take(&mut message.blocks), &message.role, &mut found.left_out);
            let is_result = |block: &Block| matches!(block, Block::ToolResult { .. });
            if message.role == Role::User
                && !message.blocks.is_empty()
                && message.blocks.iter().all(is_result)
            {
                message.role = Role::Tool;
            }
        }
        messages.push(message);
    }
    if side == TurnSide::Output {
        finish::add_answers(&mut messages);
    }
    found.messages = messages;
    found
}

/// Whether a program's own notes are what the message is by its type.
pub(in crate::text::extract) fn is_note(role: &Role) -> bool {
    matches!(role, Role::Other(kind) if kind.starts_with("system")
        || matches!(kind.as_str(), "verbose" | "knowledge" | "debug" | "trace"))
}

/// An item of a list of messages that is none: the field that may be left out.
fn logged_event(message: &Message) -> Option<LeftOut> {
    let Role::Other(kind) = &message.role else { return None };
    match message.blocks.as_slice() {
        [Block::Json(value @ Value::Object(_))] => Some(LeftOut { path: kind.clone(), value: value.clone() }),
        _ => None,
    }
}

fn read_unknown(blocks: Vec<Block>, role: &Role, left_out: &mut Vec<LeftOut>) -> Vec<Block> {
    let alone = blocks.len() == 1;
    let texts = blocks.iter().filter(|block| matches!(block, Block::Text(_))).count();
    let before = left_out.len();
    let read = |block: Block, left_out: &mut Vec<LeftOut>| match block {
        Block::Json(Value::Object(map)) if texts > 0 && is_about(&map) => {
            left_out.push(LeftOut { path: format!("content.{}", kind(&map)), value: Value::Object(map) });
            Vec::new()
        }
        Block::Json(Value::Object(map)) => {
            match cards::read(&map).or_else(|| bots::reply(&map)).or_else(|| piece_without_rest(&map)) {
                Some(blocks) => blocks,
                None => structured(Value::Object(map), left_out),
            }
        }
        Block::Text(text)
            if alone && text.trim_start().starts_with("[{") && parts::in_text(&text).is_some() =>
        {
            parts::in_text(&text).unwrap_or_default()
        }
        Block::Text(text) if *role == Role::User && alone => match enveloped(&text, left_out) {
            Some(blocks) => blocks,
            None => vec![Block::Text(text)],
        },
        Block::Text(text) if *role == Role::Assistant && alone => match tool::parsed(text.trim()) {
            // A choice that is offered is more than the text above it.
            Some(value) => {
                match value.as_object().and_then(|map| cards::read(map).or_else(|| bots::reply(map))) {
                    Some(blocks) => blocks,
                    None => structured(value, left_out),
                }
            }
            None => vec![Block::Text(text)],
        },
        other => vec![other],
    };
    let read: Vec<Block> = blocks.into_iter().flat_map(|block| read(block, left_out)).collect();
    // Where a part is left out, the texts around it may be one sentence.
    if texts > 1 && left_out.len() > before { join_sentences(read) } else { read }
}

/// The words of a user's message whose text is JSON that says so itself: `{"type": "user_message", "message": …}`.
fn enveloped(text: &str, left_out: &mut Vec<LeftOut>) -> Option<Vec<Block>> {
    let value = tool::parsed(text.trim())?;
    let kind = kind(value.as_object()?);
    if speaker::known(kind) != Some(Role::User) || !keys::words(kind).iter().any(|word| word == "message") {
        return None;
    }
    match structured(value, left_out).as_slice() {
        [Block::Json(_)] => None,
        blocks => Some(blocks.to_vec()),
    }
}

pub(super) fn thought(block: Block) -> Block {
    match block {
        Block::Text(text) => Block::Reasoning(text),
        other => other,
    }
}

/// A part of which everything is shown: a call, a result, reasoning.
fn piece_without_rest(map: &Map<String, Value>) -> Option<Vec<Block>> {
    let blocks = piece(map, 0)?;
    blocks
        .iter()
        .all(|block| {
            matches!(block, Block::ToolCall { .. } | Block::ToolResult { .. } | Block::Reasoning(_))
                || (matches!(block, Block::Text(_))
                    && (map.len() <= 2 || parts::code(map, kind(map)).is_some())
                    && !kind(map).is_empty())
        })
        .then_some(blocks)
}

/// A program's own object as an answer: its words if it has an obvious key for them, else the object.
fn structured(value: Value, left_out: &mut Vec<LeftOut>) -> Vec<Block> {
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
