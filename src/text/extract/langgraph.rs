//! LangGraph: a state with LangChain `messages`, alone or inside a snapshot.

use serde_json::Value;

use crate::text::message::Extracted;

use super::{TurnSide, chat, left_out};

/// Reads a state, or a snapshot of one, if its messages are LangChain's.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let Some(key) = ["values", "channel_values"].into_iter().find(|key| map.contains_key(*key)) else {
        return state(value, side);
    };
    let mut found = state(map.get(key)?, side)?;
    found.left_out.splice(0..0, left_out(map, &[key]));
    Some(found)
}

fn state(value: &Value, side: TurnSide) -> Option<Extracted> {
    let items = value.get("messages")?.as_array()?;
    if chat::format(items, "") != "langchain" {
        return None;
    }
    Some(Extracted { format: "langgraph", ..chat::read(value, side)? })
}
