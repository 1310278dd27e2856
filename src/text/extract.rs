//! Finding who said what in whatever JSON a trace's input or output holds.
//!
//! Each format lives in its own file and *recognises or declines*; [`extract`] asks them in order. The files share
//! [`conversation`] (lists of messages), [`part`] (pieces of one message) and [`media`] (pictures, sounds, files).

mod anthropic;
mod bedrock;
mod chat;
mod conversation;
mod cut;
mod gemini;
mod generic;
mod headline;
mod langchain;
mod langgraph;
mod llama_index;
mod media;
mod openai_chat;
mod openai_responses;
mod opik_demo;
mod otel;
mod part;
mod plain_string;
mod role;
mod thought;
mod tool;
mod turn;
mod vercel;

use serde_json::{Map, Value};

pub use headline::{headline, in_cell};
pub use turn::{TurnContent, turn};

use super::message::{Block, Extracted, Message, Role};

/// Which side of a trace a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnSide {
    /// What the person, or the program, gave.
    Input,
    /// What came back.
    Output,
}

impl TurnSide {
    /// Who speaks on this side when the value does not say.
    fn speaker(self) -> Role {
        match self {
            Self::Input => Role::User,
            Self::Output => Role::Assistant,
        }
    }

    /// A message from this side's speaker.
    fn says(self, blocks: Vec<Block>) -> Message {
        Message { role: self.speaker(), name: None, blocks }
    }
}

/// Recognises one family of shapes, or declines.
type Adapter = fn(&Value, TurnSide) -> Option<Extracted>;

/// In this order; the first that recognises wins.
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

/// How many one-key objects are looked through: `@opik.track` wraps an answer as `{"output": …}`, and a program's own
/// wrapper may be inside.
const WRAPPINGS: usize = 2;

/// Finds the messages in one side of a trace. `null` holds none; any other value gives at least one message: what no
/// adapter knows comes back whole as one [`Block::Json`], with the format `json`.
///
/// Takes time linear in the value's size. Values are expected to come from `serde_json`'s parser, which bounds their
/// depth.
pub fn extract(value: &Value, side: TurnSide) -> Extracted {
    if value.is_null() {
        return Extracted { format: "none", messages: Vec::new(), left_out: Vec::new() };
    }
    let mut found = recognise(value, side).unwrap_or_else(|| Extracted {
        format: "json",
        messages: vec![side.says(vec![Block::Json(value.clone())])],
        left_out: Vec::new(),
    });
    found.messages.iter_mut().for_each(Message::leave_out_blanks);
    found
}

/// What [`extract`] finds, or nothing where all decline.
pub fn recognise(value: &Value, side: TurnSide) -> Option<Extracted> {
    specific(value, side).or_else(|| unwrapping(value, |inner| generic::read(inner, side)))
}

/// What the adapters find that know a format, without guessing from the names of keys.
fn specific(value: &Value, side: TurnSide) -> Option<Extracted> {
    unwrapping(value, |inner| ADAPTERS.iter().find_map(|adapter| adapter(inner, side)))
}

/// Asks about the value, then about what its only key holds, and once more.
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

/// The keys at the top that are not `shown`.
fn left_out(map: &Map<String, Value>, shown: &[&str]) -> Vec<String> {
    map.keys().filter(|key| !shown.contains(&key.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests;
