//! The short text that represents a trace's input or output in a list cell or a title.

use serde_json::Value;

use crate::text::cell::{beginning, cell};
use crate::text::message::{Block, MediaSource, Message, Role, is_visible};

use super::{TurnSide, extract, thought};

/// The user's last message (input) or the assistant's last (output), as written, cut to about 1,000 characters. A
/// message without text is represented by what it holds (`[image]`, or the name of a file or tool), and a value without
/// any text by its JSON. Empty only for `null`.
pub fn headline(value: &Value, side: TurnSide) -> String {
    if value.is_null() {
        return String::new();
    }
    let found = extract(value, side);
    let speaker = side.speaker();
    let of_speaker = found.messages.iter().rev().filter(|message| message.role == speaker);
    let of_others =
        found.messages.iter().rev().filter(|message| message.role != speaker && message.role != Role::System);
    let of_system = found.messages.iter().rev().filter(|message| message.role == Role::System);
    let in_order = || of_speaker.clone().chain(of_others.clone()).chain(of_system.clone());
    let words = |message: &Message| words(&message.blocks, message.role == Role::Assistant);
    let of_last = |message: &Message| words(message).or_else(|| things(&message.blocks));
    let found_text = match side {
        // If the user's last message is an image, earlier text is not the question.
        TurnSide::Input => of_speaker.clone().find_map(of_last),
        // The assistant's last message may be a tool call; its text is the answer.
        TurnSide::Output => None,
    };
    let found_text = found_text.or_else(|| in_order().find_map(words));
    let found_text = found_text.or_else(|| in_order().find_map(|message| things(&message.blocks)));
    beginning(found_text.unwrap_or_else(|| value.to_string()).trim())
}

/// The text for a list cell.
pub fn in_cell(value: &Value, side: TurnSide) -> String {
    cell(&headline(value, side), side)
}

/// The text of the blocks, if any of it is visible. That of a model is without its reasoning.
fn words(blocks: &[Block], of_model: bool) -> Option<String> {
    let texts = blocks.iter().filter_map(|block| match block {
        Block::Text(text) if of_model => Some(thought::answer(text)),
        Block::Text(text) | Block::Refusal(text) | Block::Audio { transcript: Some(text), .. } => {
            Some(text.as_str())
        }
        _ => None,
    });
    let texts: Vec<&str> = texts.filter(|text| is_visible(text)).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// A short description of the first block without text.
fn things(blocks: &[Block]) -> Option<String> {
    blocks.iter().find_map(|block| {
        let name = match block {
            Block::Image(_) => "[image]".to_owned(),
            Block::Audio { .. } => "[audio]".to_owned(),
            Block::File { name: Some(name), .. } if !name.trim().is_empty() => name.clone(),
            Block::File { source: MediaSource::Url(address), .. } => address.clone(),
            Block::File { .. } => "[file]".to_owned(),
            Block::ToolCall { name, arguments, .. } => format!("{name}({arguments})"),
            Block::ToolResult { content, .. } => return words(content, false).or_else(|| things(content)),
            Block::Reasoning(_) => "[reasoning]".to_owned(),
            Block::Text(text) if thought::leading(text).is_some() => "[reasoning]".to_owned(),
            Block::Json(value) => value.to_string(),
            Block::Text(_)
            | Block::Refusal(_)
            | Block::Sources(_)
            | Block::Choice { .. }
            | Block::Note(_) => return None,
        };
        (!name.trim().is_empty()).then_some(name)
    })
}
