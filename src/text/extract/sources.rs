//! The sources of an answer: citations, grounding, and documents that were found for it.
//!
//! The value is read twice. First every place that a source supports is marked in a copy of the value, and what describes
//! the sources is taken out of it. Then the copy is read like any value, and the marks in a message's text become numbers
//! that lead to the list of sources at its end. So every format's text can have sources, wherever it is.

mod beside;
mod chatgpt;
mod documents;
mod google;
mod insert;
mod marks;
mod providers;

use serde_json::Value;

use crate::text::message::{Block, Extracted, Message};

use super::{TurnSide, recognise};
use marks::SourceMarks;

/// Keys of the kinds of sources that are not lists beside an answer ([`beside::LISTS`]).
const SIGNS: &[&str] = &[
    "annotations",
    "citation_metadata",
    "citationMetadata",
    "grounding_metadata",
    "groundingMetadata",
    "citationsContent",
    "content_references",
];

/// Nested deeper, nothing is searched for sources.
const DEEPEST: usize = 40;

/// Reads a value that has sources anywhere.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    if !has_sign(value, 0) {
        return None;
    }
    let mut marks = SourceMarks::new(value)?;
    let mut marked = value.clone();
    visit(&mut marked, &mut marks, side, 0);
    if marks.is_empty() {
        return None;
    }
    // The copy has no sources any more, so this does not come back here.
    let mut found = recognise(&marked, side)?;
    let shown =
        found.messages.iter_mut().map(|message| number(message, &marks)).filter(|shown| *shown).count();
    for field in &mut found.left_out {
        marks.clean(&mut field.value);
    }
    (shown > 0).then_some(found)
}

fn has_sign(value: &Value, depth: usize) -> bool {
    match value {
        _ if depth > DEEPEST => false,
        Value::Object(map) => map.iter().any(|(key, inner)| {
            let lists = match inner {
                Value::Array(items) => !items.is_empty(),
                Value::Object(map) => !map.is_empty(),
                _ => false,
            };
            let is_sign = SIGNS.iter().chain(beside::LISTS).any(|sign| sign == key);
            (lists && (is_sign || has_sign(inner, depth + 1)))
                || (key == "type" && providers::is_source_part(inner.as_str().unwrap_or_default()))
        }),
        Value::Array(items) => items.iter().any(|item| has_sign(item, depth + 1)),
        _ => false,
    }
}

/// Marks the texts in the value and takes out the sources, from the outermost object inwards, because sources may
/// have texts and sources of their own.
fn visit(value: &mut Value, marks: &mut SourceMarks, side: TurnSide, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(map) => {
            providers::mark(map, marks);
            chatgpt::references(map, marks);
            if side == TurnSide::Output {
                beside::mark(map, marks);
            }
            map.values_mut().for_each(|inner| visit(inner, marks, side, depth + 1));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| visit(item, marks, side, depth + 1));
            providers::mark_parts(items, marks);
        }
        _ => {}
    }
}

/// Turns the marks in a message's texts into numbers, and adds its sources. Returns whether it has any.
fn number(message: &mut Message, marks: &SourceMarks) -> bool {
    // A text that is cited in the middle of a sentence was logged in pieces.
    let mut blocks: Vec<Block> = Vec::new();
    for block in std::mem::take(&mut message.blocks) {
        match (blocks.last_mut(), block) {
            (Some(Block::Text(before)), Block::Text(text)) if marks.are_in(before) || marks.are_in(&text) => {
                before.push_str(&text);
            }
            (_, block) => blocks.push(block),
        }
    }
    let mut listed = marks::SourceNumbers::default();
    for block in &mut blocks {
        in_block(block, marks, &mut listed);
    }
    let sources = listed.sources();
    let has_some = !sources.is_empty();
    blocks.retain(|block| !matches!(block, Block::Text(text) if text.is_empty()));
    if has_some {
        blocks.push(Block::Sources(sources));
    }
    message.blocks = blocks;
    has_some
}

fn in_block(block: &mut Block, marks: &SourceMarks, listed: &mut marks::SourceNumbers) {
    match block {
        Block::Text(text) if marks.are_in(text) => *text = marks.numbered(text, listed),
        Block::Reasoning(text) | Block::Refusal(text) if marks.are_in(text) => *text = marks.without(text),
        Block::ToolCall { arguments: value, .. } | Block::Json(value) => marks.clean(value),
        Block::ToolResult { content, .. } => {
            content.iter_mut().for_each(|block| match block {
                Block::Text(text) => *text = marks.without(text),
                other => in_block(other, marks, listed),
            });
        }
        _ => {}
    }
}
