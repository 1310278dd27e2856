//! Finds the words in values of no known format: what behaves like a list of speakers, else what behaves like a message.
//!
//! A message is recognised by the name of its key ([`keys`]) and by being prose ([`prose`]); both give points, and the
//! text with the most is taken, with everything at the same place in the other items of a list. All that is not shown is
//! listed as left out.

mod event;
mod exchange;
mod html;
mod item;
pub(super) mod keys;
mod pieces;
mod prose;
mod rest;
mod speaker;
mod tools;
mod walk;
mod words;

pub(super) use pieces::refined;

use serde_json::Value;

use crate::text::message::Extracted;

use super::TurnSide;

/// Reads a list in which everybody's words have a speaker; `None` if it is none, or has only one message.
pub(super) fn talk(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let heard =
        event::list(items, side).filter(|heard| heard.messages.len() > 1 && heard.others.is_empty())?;
    let left_out = heard.left_out(items, "");
    Some(Extracted { format: "generic", messages: heard.messages, left_out })
}

/// Reads a list in which somebody speaks, and leaves out the items that are none of their words. `key` is that of the
/// list.
pub(super) fn spoken(items: &[Value], side: TurnSide, key: &str) -> Option<Extracted> {
    let heard = event::list(items, side)?;
    let left_out = heard.left_out(items, key);
    Some(Extracted { format: "generic", messages: heard.messages, left_out })
}

/// Reads a value in which no adapter recognised anything. `exactly` tries all adapters on a value inside.
pub(super) fn read(
    value: &Value,
    side: TurnSide,
    exactly: &dyn Fn(&Value) -> Option<Extracted>,
) -> Option<Extracted> {
    words::read(value, side, exactly)
}

/// Whether an object or list has only ids, names, numbers and switches: nothing that a person says.
pub(super) fn is_wordless(value: &Value) -> bool {
    (value.is_object() || value.is_array()) && walk::wordless(value, 0, 0)
}
