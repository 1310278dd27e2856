//! The full reader: the adapters of all formats, at any depth of wrappers, in strings of JSON and in flat maps of
//! dotted keys, and below them [`general`], which finds words in what no adapter knows.

use std::cell::Cell;

use serde_json::Value;

use crate::text::message::{Block, Extracted, LeftOut};

use super::{ADAPTERS, MORE_ADAPTERS, TurnSide, cut, flat, general, generic, plain_string, tool};

/// How often a value is read again as another one: JSON in a string, a flat map made nested.
const AGAIN: usize = 4;

/// How many nested objects with a single key are unwrapped.
const WRAPPINGS: usize = 64;

/// How deep the adapters and this reader may call each other for values inside values. Without a limit, values that are
/// tried in vain at every depth would take exponential time.
const WITHIN: usize = 3;

thread_local! {
    /// How many calls of [`recognise`] are under way.
    static UNDER_WAY: Cell<usize> = const { Cell::new(0) };
}

/// Reads a value; `None` if nothing in it looks like a message.
pub(super) fn recognise(value: &Value, side: TurnSide) -> Option<Extracted> {
    let under_way = UNDER_WAY.get();
    if under_way >= WITHIN {
        return None;
    }
    UNDER_WAY.set(under_way + 1);
    let found = read(value, side, under_way).map(|found| general::refine(found, side));
    UNDER_WAY.set(under_way);
    found
}

fn read(value: &Value, side: TurnSide, again: usize) -> Option<Extracted> {
    if again > AGAIN {
        return None;
    }
    // Inside objects with a single key.
    let mut path = String::new();
    let mut inner = value;
    for _ in 0..WRAPPINGS {
        if let Some(mut found) = known(inner, side, again).map(|found| or_words(found, inner, side)) {
            found.left_out.iter_mut().for_each(|field| field.path = under(&path, &field.path));
            return Some(found);
        }
        let Some((key, only)) =
            inner.as_object().filter(|map| map.len() == 1).and_then(|map| map.iter().next())
        else {
            break;
        };
        // An id says nothing, even if nothing is beside it.
        let is_id = general::keys::words(key)
            .last()
            .is_some_and(|last| ["id", "ids", "uuid", "guid"].contains(&last.as_str()));
        if is_id && only.as_str().is_some_and(|text| !text.trim().contains(' ')) {
            return None;
        }
        path = under(&path, key);
        inner = only;
    }
    let exactly = |inside: &Value| inside_value(inside, side, again);
    general::read(value, side, &exactly)
        .or_else(|| super::unwrapping(value, |inner| generic::read(inner, side)))
}

/// If an adapter found only an empty answer, the words that stand elsewhere in the value, such as why it is empty.
fn or_words(found: Extracted, value: &Value, side: TurnSide) -> Extracted {
    let empty = !value.is_string() && found.messages.iter().all(|message| message.blocks.is_empty());
    let words = || general::read(value, side, &|_| None).filter(Extracted::is_sure);
    if empty { words().unwrap_or(found) } else { found }
}

fn under(path: &str, key: &str) -> String {
    if path.is_empty() || key.starts_with('[') { format!("{path}{key}") } else { format!("{path}.{key}") }
}

/// Reads a value of a known format.
fn known(value: &Value, side: TurnSide, again: usize) -> Option<Extracted> {
    if let Some(found) = MORE_ADAPTERS.iter().find_map(|adapter| adapter(value, side)) {
        return Some(found);
    }
    let adapted = adapted_quickly(value, side);
    // What looks like a list of parts may be what several people said.
    if let (Some(found), Value::Array(items)) = (&adapted, value)
        && found.messages.len() == 1
        && !has_role(value)
        && let Some(list) = general::speakers_list(items, side)
    {
        return Some(list);
    }
    adapted.or_else(|| match value {
        Value::String(text) => in_text(text, side, again).or_else(|| plain_string::read(value, side)),
        Value::Null => plain_string::read(value, side),
        Value::Object(map) => read(&flat::nested(map)?, side, again + 1),
        _ => None,
    })
}

/// Asks the adapters, except for strings, whose JSON is to be read by this reader.
fn adapted(value: &Value, side: TurnSide) -> Option<Extracted> {
    let more = MORE_ADAPTERS.iter().find_map(|adapter| adapter(value, side));
    more.or_else(|| adapted_quickly(value, side))
}

fn adapted_quickly(value: &Value, side: TurnSide) -> Option<Extracted> {
    let is_text = value.is_string() || value.is_null();
    ADAPTERS.iter().filter(|_| !is_text).find_map(|adapter| adapter(value, side))
}

/// Reads a value inside one that is not known.
fn inside_value(value: &Value, side: TurnSide, again: usize) -> Option<Extracted> {
    match value {
        Value::String(text) => in_text(text, side, again + 1).filter(|found| found.format != "json"),
        Value::Object(map) => adapted(value, side).or_else(|| adapted(&flat::nested(map)?, side)),
        // A list of parts is read by the general reader, which knows what its key says.
        Value::Array(_) => adapted(value, side)
            .filter(|found| found.messages.len() > 1 || found.format != "openai-chat" || has_role(value)),
        _ => None,
    }
}

fn has_role(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(|item| item.get("role").is_some()))
}

/// A string that holds a JSON object or list, possibly as the text of a JSON string, or the beginning of one.
fn in_text(text: &str, side: TurnSide, again: usize) -> Option<Extracted> {
    let trimmed = text.trim();
    if !trimmed.starts_with(['{', '[', '"']) || again > AGAIN {
        return None;
    }
    match serde_json::from_str::<Value>(trimmed) {
        Ok(Value::String(inner)) => {
            let inner = inner.trim();
            inner.starts_with(['{', '[']).then(|| in_text(inner, side, again + 1)).flatten()
        }
        Ok(value) if value.is_object() || value.is_array() => {
            // A person who types JSON means the JSON.
            let sure = |found: &Extracted| side == TurnSide::Output || found.is_sure();
            read(&value, side, again + 1).filter(sure).or_else(|| {
                let json = tool::parsed(trimmed)?;
                Some(Extracted {
                    format: "json",
                    messages: vec![side.message(vec![Block::Json(json)])],
                    left_out: Vec::<LeftOut>::new(),
                })
            })
        }
        Ok(_) => None,
        Err(_) => cut::read(trimmed, side, &|value| read(value, side, again + 1)),
    }
}
