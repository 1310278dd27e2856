//! Opik's demo project: `{"blocks": [{"block_type": "text", "text": …}]}`.

use serde_json::Value;

use crate::text::message::Extracted;

use super::{TurnSide, left_out, part};

/// Reads blocks without a role, at the top level or inside `output`.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object().filter(|map| !map.contains_key("role"))?;
    let (key, blocks) = match map.get("blocks") {
        Some(blocks) => ("blocks", blocks),
        None => ("output", map.get("output")?.get("blocks")?),
    };
    let has_type = |block: &Value| block.get("block_type").is_some_and(Value::is_string);
    if !blocks.as_array()?.iter().any(has_type) {
        return None;
    }
    let messages = vec![side.message(part::content(blocks))];
    Some(Extracted { format: "opik-demo", messages, left_out: left_out(map, &[key]) })
}
