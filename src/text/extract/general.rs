//! Finds the words in values of no known format: what behaves like a list of speakers, else what behaves like a message.
//!
//! A message is recognised by the name of its key ([`keys`]) and by being prose ([`prose`]); both give points, and the
//! text with the most is taken, with everything at the same place in the other items of a list. All that is not shown is
//! listed as left out.

pub(super) mod cards;
mod event;
mod exchange;
mod finish;
mod html;
mod item;
pub(super) mod keys;
mod parts;
mod pieces;
mod prose;
mod record;
mod rest;
mod speaker;
pub(super) mod tools;
mod walk;
mod words;

pub(super) use event::used;
pub(super) use pieces::{is_note, refined};

use serde_json::{Map, Value};

use crate::text::message::{Extracted, Role};

use super::TurnSide;

/// The role of a message whose `role` is a name, if another of its fields has one.
pub(super) fn role_beside(name: &str, map: &Map<String, Value>) -> Option<Role> {
    if speaker::known(name).is_some() {
        return None;
    }
    speaker::of(map)?.role
}

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

/// The name of the role that an object says a person or a program has.
pub(super) fn role_of(map: &Map<String, Value>) -> Option<&'static str> {
    match speaker::of(map)?.role? {
        Role::User => Some("user"),
        Role::Assistant => Some("assistant"),
        _ => None,
    }
}

/// The role of a name that some program uses for a speaker.
pub(super) fn speaks(name: &str) -> Option<Role> {
    speaker::known(name)
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
