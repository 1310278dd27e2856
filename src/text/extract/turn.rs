//! One turn: what is new in its input, and what came back.

use std::collections::HashSet;

use serde_json::Value;

use crate::text::message::{Extracted, Message, Role};

use super::{TurnSide, extract};

/// One turn ready to show.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnContent {
    /// The conversation so far, where the input repeats it.
    pub earlier: Vec<Message>,
    /// What is new: the person's words, and what tools answered since.
    pub input: Vec<Message>,
    /// The answer. Empty only where there is none at all; an empty answer is a message without blocks.
    pub output: Vec<Message>,
    /// [`Extracted::format`] of the input.
    pub input_format: &'static str,
    /// [`Extracted::format`] of the output.
    pub output_format: &'static str,
    /// Keys of the input, then of the output, that are not shown.
    pub left_out: Vec<String>,
}

/// Reads both sides of a trace. Absent and `null` are the same: no messages.
pub fn turn(input: Option<&Value>, output: Option<&Value>) -> TurnContent {
    let given = extract(input.unwrap_or(&Value::Null), TurnSide::Input);
    let Extracted { format: output_format, messages: came_back, left_out: also_left_out } =
        extract(output.unwrap_or(&Value::Null), TurnSide::Output);
    let (state, output) = answer(came_back);
    // A graph's whole state may be all that was logged; then what was asked is in it.
    let asked = if given.messages.is_empty() { state } else { given.messages };
    let (earlier, input) = news(asked);
    let mut left_out = given.left_out;
    let known: HashSet<String> = left_out.iter().cloned().collect();
    left_out.extend(also_left_out.into_iter().filter(|key| !known.contains(key)));
    TurnContent { earlier, input, output, input_format: given.format, output_format, left_out }
}

/// Splits an input into the conversation so far and what is new: the last words of the person in an unbroken run, and
/// all that follows. Without an earlier answer there is no conversation so far, and everything is new.
fn news(mut messages: Vec<Message>) -> (Vec<Message>, Vec<Message>) {
    let last = messages.iter().rposition(|message| message.role == Role::User);
    let before = messages.get(..last.unwrap_or(0)).unwrap_or_default();
    let start = before.iter().rposition(|message| message.role != Role::User).map_or(0, |other| other + 1);
    let answered = before.iter().take(start).any(|message| message.role == Role::Assistant);
    let new = messages.split_off(if answered { start } else { 0 });
    (messages, new)
}

/// Splits an output that is a whole state (it repeats what the person said) after the person's last words. An output
/// without any answer in it is kept: a program may well play the person.
fn answer(mut messages: Vec<Message>) -> (Vec<Message>, Vec<Message>) {
    let asked = messages.iter().rposition(|message| message.role == Role::User);
    let answers = messages.iter().any(|message| message.role == Role::Assistant);
    let Some(asked) = asked.filter(|_| answers) else { return (Vec::new(), messages) };
    let mut output = messages.split_off(asked + 1);
    if output.is_empty() {
        output.push(TurnSide::Output.says(Vec::new()));
    }
    (messages, output)
}
