//! Reads strings: plain text, JSON, or the beginning of JSON that Opik cut.

use serde_json::Value;

use crate::text::message::{Block, Extracted};

use super::{TurnSide, cut, part, recognise_quickly, tool};

/// Reads a string. `null` occurs only inside a wrapper and is an empty answer.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    match value {
        Value::Null => Some(of_blocks(side, Vec::new())),
        Value::String(text) => Some(json(text, side).unwrap_or_else(|| of_blocks(side, part::words(text)))),
        _ => None,
    }
}

fn of_blocks(side: TurnSide, blocks: Vec<Block>) -> Extracted {
    Extracted { format: "text", messages: vec![side.message(blocks)], left_out: Vec::new() }
}

/// A string that holds a JSON object or list. Strings inside it are not parsed again: they are text.
fn json(text: &str, side: TurnSide) -> Option<Extracted> {
    let trimmed = text.trim();
    if !trimmed.starts_with(['{', '[', '"']) {
        return None;
    }
    match serde_json::from_str::<Value>(trimmed) {
        Ok(value) if value.is_object() || value.is_array() => recognise_quickly(&value, side).or_else(|| {
            let json = tool::parsed(trimmed)?;
            Some(Extracted { format: "json", ..of_blocks(side, vec![Block::Json(json)]) })
        }),
        // A JSON string is a text that somebody put in quotation marks.
        Ok(_) => None,
        Err(_) => cut::read(trimmed, side, &|value| recognise_quickly(value, side)),
    }
}
