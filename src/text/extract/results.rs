//! The result of a tool of the Model Context Protocol, logged by itself.

use serde_json::Value;

use crate::text::message::{Block, Extracted};

use super::{TurnSide, left_out, tool};

/// Reads `{"content": [{"type": "text", …}], "isError": false}`.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object().filter(|map| !map.contains_key("role"))?;
    let failed = map.get("isError")?.as_bool()?;
    let parts = map
        .get("content")
        .filter(|parts| parts.as_array().is_some_and(|parts| parts.iter().all(Value::is_object)))?;
    let content = tool::answer(Some(parts), 0);
    let blocks = match failed {
        true => vec![Block::ToolResult { id: None, name: None, content, failed }],
        false => content,
    };
    Some(Extracted {
        format: "mcp",
        messages: vec![side.message(blocks)],
        left_out: left_out(map, &["content", "isError"]),
    })
}
