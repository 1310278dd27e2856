//! The messages of the turns of a conversation, each written once although most programs log the conversation so far
//! with every turn.

use std::collections::HashSet;

use crate::{
    model::trace::Trace,
    text::{
        extract,
        message::{Message, Role},
        message_text,
    },
};

/// A turn with the messages that are written for it.
pub(super) struct WrittenTurn<'a> {
    /// From 1.
    pub number: usize,
    pub trace: &'a Trace,
    /// The conversation before the turn, as its input repeats it; empty if earlier turns said it.
    pub earlier: Vec<Message>,
    pub input: Vec<Message>,
    pub output: Vec<Message>,
}

impl WrittenTurn<'_> {
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.earlier.iter().chain(&self.input).chain(&self.output)
    }

    /// All words of the user.
    pub fn question(&self) -> String {
        let asked = self.input.iter().filter(|message| message.role == Role::User);
        joined(asked.map(message_text::of_message))
    }

    /// What copying the answer gives.
    pub fn answer(&self) -> String {
        message_text::of_answer(&self.output).unwrap_or_default()
    }
}

/// Reads the turns of one conversation.
///
/// The messages that an input repeats are left out if one of the user's messages among them was written before. So what
/// was said before the first logged turn is kept, and so is what only one turn logged.
pub(super) fn read(traces: &[Trace]) -> Vec<WrittenTurn<'_>> {
    let mut asked: HashSet<String> = HashSet::new();
    let mut turns: Vec<WrittenTurn<'_>> = Vec::with_capacity(traces.len());
    for (index, trace) in traces.iter().enumerate() {
        let mut turn = read_one(index + 1, trace);
        if of_user(&turn.earlier).any(|text| asked.contains(&text)) {
            turn.earlier.clear();
        }
        asked.extend(of_user(&turn.earlier).chain(of_user(&turn.input)));
        turns.push(turn);
    }
    turns
}

fn read_one(number: usize, trace: &Trace) -> WrittenTurn<'_> {
    let found = extract::turn(trace.input.as_ref(), trace.output.as_ref());
    WrittenTurn { number, trace, earlier: found.earlier, input: found.input, output: found.output }
}

fn of_user(messages: &[Message]) -> impl Iterator<Item = String> {
    let asked = messages.iter().filter(|message| message.role == Role::User);
    asked.map(message_text::of_message).filter(|text| !text.trim().is_empty())
}

/// Who says a message: its role, with the name where there is one.
pub(super) fn speaker(message: &Message) -> String {
    let role = match &message.role {
        Role::System => "System",
        Role::User => "User",
        Role::Assistant => "Assistant",
        Role::Tool => "Tool",
        Role::Other(name) => name,
    };
    match &message.name {
        Some(name) => format!("{role} ({name})"),
        None => role.to_owned(),
    }
}

/// Messages as one text, each after its speaker.
pub(super) fn transcript<'a>(messages: impl Iterator<Item = &'a Message>) -> String {
    joined(messages.map(|message| format!("{}: {}", speaker(message), message_text::of_message(message))))
}

/// The texts that are not empty, with an empty line between them.
pub(super) fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}
