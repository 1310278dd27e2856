//! Reads one turn: what is new in its input, and its output.

use std::collections::HashSet;

use serde_json::Value;

use crate::text::message::{Block, Extracted, LeftOut, Message, Role};

use super::{TurnSide, extract, general, left_out, recognise};

/// The messages of one turn.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnContent {
    /// The conversation so far, if the input repeats it.
    pub earlier: Vec<Message>,
    /// The new messages: the user's, and what followed in the input, such as tool results.
    pub input: Vec<Message>,
    /// The answer. Empty only if nothing was logged; an empty answer is a message without blocks.
    pub output: Vec<Message>,
    pub input_format: &'static str,
    pub output_format: &'static str,
    /// The fields of the input that no message shows, and those of the output.
    pub input_left_out: Vec<LeftOut>,
    pub output_left_out: Vec<LeftOut>,
    /// Whether the messages of a side are what a person wants to read ([`Extracted::is_sure`]).
    pub input_is_sure: bool,
    pub output_is_sure: bool,
}

/// Reads both sides of a trace. A missing side is the same as `null`: no messages.
pub fn turn(input: Option<&Value>, output: Option<&Value>) -> TurnContent {
    let given = extract(input.unwrap_or(&Value::Null), TurnSide::Input);
    let came_back = answered(output.unwrap_or(&Value::Null), &given.messages);
    let (input_is_sure, output_is_sure) = (given.is_sure(), came_back.is_sure());
    if let Some(asked) = input.and_then(|input| told_whole(input, &given.messages, &came_back.messages)) {
        let mut messages = came_back.messages;
        let output = messages.split_off(asked);
        return TurnContent {
            earlier: Vec::new(),
            input: messages,
            output,
            input_format: given.format,
            output_format: came_back.format,
            input_left_out: input.map(fields).unwrap_or_default(),
            output_left_out: came_back.left_out,
            input_is_sure: true,
            output_is_sure,
        };
    }
    let (state, output) = answer(came_back.messages, &given.messages);
    // A graph may log its whole state as output and no input; then the question is in the state.
    let asked = if given.messages.is_empty() { state } else { given.messages };
    let (earlier, input) = news(asked);
    TurnContent {
        earlier,
        input,
        output,
        input_format: given.format,
        output_format: came_back.format,
        input_left_out: given.left_out,
        output_left_out: came_back.left_out,
        input_is_sure,
        output_is_sure,
    }
}

/// Splits an input into the conversation so far and the new messages: the last consecutive user messages and all that
/// follow. If no assistant message precedes them, everything is new.
fn news(mut messages: Vec<Message>) -> (Vec<Message>, Vec<Message>) {
    let last = messages.iter().rposition(|message| message.role == Role::User);
    let before = messages.get(..last.unwrap_or(0)).unwrap_or_default();
    let start = before.iter().rposition(|message| message.role != Role::User).map_or(0, |other| other + 1);
    let answered = before.iter().take(start).any(|message| message.role == Role::Assistant);
    let new = messages.split_off(if answered { start } else { 0 });
    (messages, new)
}

/// Where the answer begins in an output that is a whole conversation, if the input only says which: it asks for a call or a
/// ticket by its number. `None` if the input has words of its own.
fn told_whole(input: &Value, given: &[Message], told: &[Message]) -> Option<usize> {
    let answer = told.iter().rposition(|message| message.role == Role::Assistant)?;
    let is_user = |message: &Message| message.role == Role::User;
    if !told.iter().any(is_user) {
        return None;
    }
    // If only the assistant spoke first, there is no question that it answers.
    let asked = told.iter().take(answer).rposition(is_user).map_or(0, |at| at + 1);
    let is_name = matches!(given, [only] if only.role == Role::User)
        && !told.iter().any(|message| given.contains(message))
        && general::is_wordless(input);
    is_name.then_some(asked)
}

/// All fields of a value that no message shows.
fn fields(value: &Value) -> Vec<LeftOut> {
    match value {
        Value::Object(map) => left_out(map, &[]),
        other => vec![LeftOut { path: String::new(), value: other.clone() }],
    }
}

/// How many messages of the output are looked for among how many of the input.
const COMPARED: usize = 100;

/// If the output repeats the user's messages, as a whole state does, splits it after the last of them. An output
/// without an assistant message is kept as it is, since a program may simulate the user, unless it only repeats what
/// was `given`.
fn answer(mut messages: Vec<Message>, given: &[Message]) -> (Vec<Message>, Vec<Message>) {
    // Only a few are compared with each other, or long conversations would take quadratic time.
    let is_known =
        |message: &Message| given.iter().rev().take(COMPARED).any(|other| other.blocks == message.blocks);
    let asked = messages.iter().rposition(|message| message.role == Role::User);
    let Some(asked) = asked else { return (Vec::new(), messages) };
    let answers = messages.iter().any(|message| message.role == Role::Assistant);
    let only_repeats = messages.len() <= COMPARED
        && messages.iter().all(|message| message.role != Role::Tool && is_known(message));
    // Where the last message is a user's and new, roles are exchanged, as in a simulation.
    let new_at_end =
        asked + 1 == messages.len() && !given.is_empty() && !messages.get(asked).is_some_and(is_known);
    if (!answers && !only_repeats) || (answers && new_at_end) {
        return (Vec::new(), messages);
    }
    let mut output = messages.split_off(asked + 1);
    if output.is_empty() {
        output.push(TurnSide::Output.says(Vec::new()));
    }
    (messages, output)
}

/// Reads the output. If what was found by guessing is the question again (`{"query": …, "answers": …}`), reads the
/// output without it.
fn answered(output: &Value, given: &[Message]) -> Extracted {
    let found = extract(output, TurnSide::Output);
    let asked: HashSet<&str> =
        given.iter().filter(|message| message.role == Role::User).flat_map(texts).collect();
    let is_echo = |message: &Message| {
        let mut said = texts(message).peekable();
        said.peek().is_some() && said.all(|text| asked.contains(text))
    };
    let guessed = matches!(found.format, "generic" | Extracted::UNSURE);
    let [message] = found.messages.as_slice() else { return found };
    if !guessed || message.role != Role::Assistant || !is_echo(message) {
        return found;
    }
    let without = recognise(&without(output, &asked), TurnSide::Output);
    let says_more = |other: &Extracted| other.messages.iter().any(|message| texts(message).next().is_some());
    without.filter(says_more).unwrap_or(found)
}

fn texts(message: &Message) -> impl Iterator<Item = &str> {
    message.blocks.iter().filter_map(|block| match block {
        Block::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

/// The value without these texts.
fn without(value: &Value, texts: &HashSet<&str>) -> Value {
    match value {
        Value::String(text) if texts.contains(text.as_str()) => Value::Null,
        Value::Array(items) => items.iter().map(|item| without(item, texts)).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, inner)| (key.clone(), without(inner, texts))).collect())
        }
        other => other.clone(),
    }
}
