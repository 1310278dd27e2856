//! Finds messages in values of no known format: a list of messages with speakers if there is one, else the text that is most
//! likely a message.
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
pub(super) use pieces::{is_note, refine};

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

/// Reads a list whose items all are messages with a speaker; `None` if one is not, or if there is only one.
pub(super) fn speakers_list(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let list = event::list(items, side).filter(|list| list.messages.len() > 1 && list.others.is_empty())?;
    let left_out = list.left_out(items, "");
    Some(Extracted { format: "generic", messages: list.messages, left_out })
}

/// Reads a list of which some items are messages with a speaker; the others are left out. `key` is the key of the list.
pub(super) fn messages_in(items: &[Value], side: TurnSide, key: &str) -> Option<Extracted> {
    let list = event::list(items, side)?;
    let left_out = list.left_out(items, key);
    Some(Extracted { format: "generic", messages: list.messages, left_out })
}

/// `user` or `assistant`, if an object says that it is a person or a program.
pub(super) fn role_of(map: &Map<String, Value>) -> Option<&'static str> {
    match speaker::of(map)?.role? {
        Role::User => Some("user"),
        Role::Assistant => Some("assistant"),
        _ => None,
    }
}

/// The role of a name that some program uses for a speaker.
pub(super) fn role_named(name: &str) -> Option<Role> {
    speaker::known(name)
}

/// Reads a value in which no adapter recognised anything. `try_adapters` tries all of them on a value inside.
pub(super) fn read(
    value: &Value,
    side: TurnSide,
    try_adapters: &dyn Fn(&Value) -> Option<Extracted>,
) -> Option<Extracted> {
    words::read(value, side, try_adapters)
}

/// Whether an object or list has only ids, names, numbers and switches: nothing that a person says.
pub(super) fn is_wordless(value: &Value) -> bool {
    (value.is_object() || value.is_array()) && walk::wordless(value, 0, 0)
}
