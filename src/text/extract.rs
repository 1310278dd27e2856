//! Finds the messages in the JSON of a trace's input or output.
//!
//! Each format has a file with an adapter that reads the value or returns `None`; [`extract`] tries them in order. They
//! share [`conversation`] (lists of messages), [`part`] (parts of one message) and [`media`] (images, sounds, files).
//!
//! Below the adapters is [`general`], which finds speakers and words in values of no known format. None of this is in the
//! first load: lists show plain text by themselves ([`super::cell`]) and load it for the rest.

mod anthropic;
mod bedrock;
mod bots;
mod chat;
mod choices;
mod conversation;
mod cut;
mod exports;
mod flat;
mod full;
mod gemini;
mod general;
mod generic;
mod headline;
mod history;
mod interrupt;
mod langchain;
mod langgraph;
mod llama_index;
mod media;
mod openai_chat;
mod openai_responses;
mod opik_demo;
mod order;
mod otel;
mod part;
mod people;
mod pictures;
mod plain_string;
mod pydantic_ai;
mod records;
mod refine;
mod results;
mod rich;
mod role;
mod sources;
mod streams;
mod telemetry;
mod thought;
mod tool;
mod turn;
mod vercel;
mod voice;

use serde_json::{Map, Value};

pub use headline::{headline, in_cell};
pub use turn::{TurnContent, turn};

pub use super::message::TurnSide;

use super::message::{Block, Extracted, LeftOut, Message, Role};

impl TurnSide {
    /// The role of messages on this side that name none.
    fn speaker(self) -> Role {
        match self {
            Self::Input => Role::User,
            Self::Output => Role::Assistant,
        }
    }

    /// A message with this side's default role.
    fn message(self, blocks: Vec<Block>) -> Message {
        Message { role: self.speaker(), name: None, blocks }
    }
}

/// Reads one family of formats; `None` if the value has another format.
type Adapter = fn(&Value, TurnSide) -> Option<Extracted>;

/// Formats that are brought into another one before they are read, and those without a mark of their own; asked before
/// [`ADAPTERS`], so each accepts nothing but its own format.
const MORE_ADAPTERS: &[Adapter] = &[
    sources::read,
    records::read,
    history::read,
    exports::read,
    voice::read,
    choices::read,
    streams::read,
    results::read,
    pictures::read,
    interrupt::read,
    pydantic_ai::read,
    telemetry::read,
    // Last, as replies of bots have no mark of their own.
    bots::read,
];

/// The first adapter that recognises the value is used.
const ADAPTERS: &[Adapter] = &[
    plain_string::read,
    openai_chat::read,
    openai_responses::read,
    gemini::read,
    langchain::read,
    langgraph::read,
    bedrock::read,
    otel::read,
    vercel::read,
    llama_index::read,
    opik_demo::read,
    chat::read,
];

/// How many nested objects with a single key are unwrapped: `@opik.track` wraps a returned value as `{"output": …}`,
/// and the program's own wrapper may be inside.
const WRAPPINGS: usize = 2;

/// Finds the messages in one side of a trace. `null` has none; any other value gives at least one: a value that no
/// adapter recognises becomes a single [`Block::Json`] with the format `json`.
///
/// Takes linear time. The depth of the value is bounded by `serde_json`'s parser.
pub fn extract(value: &Value, side: TurnSide) -> Extracted {
    whole(value, side, recognise(value, side))
}

/// The same as [`extract`], but `None` if no adapter recognises the value.
pub fn recognise(value: &Value, side: TurnSide) -> Option<Extracted> {
    let flat = rich::flattened(value);
    let value = flat.as_ref().unwrap_or(value);
    let with_roles = people::with_roles(value);
    let mut found = full::recognise(with_roles.as_ref().unwrap_or(value), side)?;
    refine::refine(&mut found);
    Some(found)
}

/// As [`recognise`], without the adapters that change a value before it is read.
fn recognise_quickly(value: &Value, side: TurnSide) -> Option<Extracted> {
    specific(value, side).or_else(|| unwrapping(value, |inner| generic::read(inner, side)))
}

/// What was recognised, else the value as it is.
fn whole(value: &Value, side: TurnSide, recognised: Option<Extracted>) -> Extracted {
    if value.is_null() {
        return Extracted { format: "none", messages: Vec::new(), left_out: Vec::new() };
    }
    let mut found = recognised.unwrap_or_else(|| Extracted {
        format: "json",
        messages: vec![side.message(vec![Block::Json(value.clone())])],
        left_out: Vec::new(),
    });
    found.messages.iter_mut().for_each(Message::leave_out_blanks);
    found
}

/// Tries only adapters for known formats, without guessing from key names.
fn specific(value: &Value, side: TurnSide) -> Option<Extracted> {
    unwrapping(value, |inner| ADAPTERS.iter().find_map(|adapter| adapter(inner, side)))
}

/// Calls `ask` with the value, then with the value of its only key, up to [`WRAPPINGS`] levels deep.
fn unwrapping(value: &Value, ask: impl Fn(&Value) -> Option<Extracted>) -> Option<Extracted> {
    let mut inner = value;
    for _ in 0..WRAPPINGS {
        if let Some(found) = ask(inner) {
            return Some(found);
        }
        inner = inner.as_object().filter(|map| map.len() == 1)?.values().next()?;
    }
    ask(inner)
}

/// The fields whose keys are not in `shown`.
fn left_out(map: &Map<String, Value>, shown: &[&str]) -> Vec<LeftOut> {
    let others = map.iter().filter(|(key, _)| !shown.contains(&key.as_str()));
    others.map(|(key, value)| LeftOut { path: key.clone(), value: value.clone() }).collect()
}

#[cfg(test)]
mod tests;
