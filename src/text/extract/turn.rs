//! Reads one turn: what is new in its input, and its output.

use std::collections::HashSet;

use serde_json::Value;

use crate::text::message::{Block, Extracted, LeftOut, Message, Role};

use super::{TurnSide, extract, general, left_out, recognise, records};

/// The messages of one turn.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnContent {
    /// The conversation so far, if the input repeats it.
    pub earlier: Vec<Message>,
    /// The new messages: the user's, and what followed in the input, such as tool results.
    pub input: Vec<Message>,
    /// The answer. Empty only if nothing was logged; an empty answer is a message without blocks.
    pub output: Vec<Message>,
    /// The fields of the input that no message shows, and those of the output.
    pub input_left_out: Vec<LeftOut>,
    pub output_left_out: Vec<LeftOut>,
    /// Whether the messages of a side are what a person wants to read ([`Extracted::is_sure`]).
    pub input_is_sure: bool,
    pub output_is_sure: bool,
}

/// Reads both sides of a trace. A missing side is the same as `null`: no messages.
pub fn turn(input: Option<&Value>, output: Option<&Value>) -> TurnContent {
    let logged = input.unwrap_or(&Value::Null);
    let mut given = extract(logged, TurnSide::Input);
    let mut came_back = answered(output.unwrap_or(&Value::Null), &given.messages);
    let (input_is_sure, output_is_sure) = (given.is_sure(), came_back.is_sure());
    // The input may only say which conversation is to be fetched.
    let names_one = given.format == "json" || is_name(logged, &given.messages, &came_back.messages);
    let is_question = |message: &Message| message.role == Role::User;
    if names_one && !came_back.messages.iter().any(is_question) {
        let question = output.and_then(|output| records::question(output, &mut came_back));
        came_back.messages.splice(0..0, question);
    }
    let is_record = names_one || RECORDS.contains(&came_back.format);
    let asks_nothing = names_one || given.messages.is_empty();
    let (state, output) = match (asks_nothing, is_record) {
        (true, true) => record(came_back.messages),
        (true, false) => answer(came_back.messages, &[]),
        (false, true) if !repeats(&came_back.messages, &given.messages) => (Vec::new(), came_back.messages),
        (false, _) => answer(came_back.messages, &given.messages),
    };
    // A graph may log its whole state as output and no input; then the question is in the state.
    let from_state = asks_nothing && !state.is_empty();
    let (earlier, input) = match (from_state, is_record) {
        (true, true) => (Vec::new(), state),
        (true, false) => news(state),
        (false, _) => news(given.messages),
    };
    // A record that ends with the question is the whole output.
    let is_whole = names_one && output.iter().any(|message| message.role == Role::User);
    let input = if is_whole && !from_state { Vec::new() } else { input };
    if from_state || is_whole {
        given.left_out = fields(logged);
    }
    TurnContent {
        earlier,
        input,
        output,
        input_left_out: given.left_out,
        output_left_out: came_back.left_out,
        input_is_sure: from_state || input_is_sure,
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

/// The formats of records of a whole conversation, such as a call, of which no other turn shows a part.
const RECORDS: &[&str] = &["export", "voice", "generic", Extracted::UNSURE];

/// Whether an input has no words of its own, but asks for a call or a ticket by its number.
fn is_name(input: &Value, given: &[Message], answered_messages: &[Message]) -> bool {
    matches!(given, [only] if only.role == Role::User)
        && !answered_messages.iter().take(COMPARED).any(|message| given.contains(message))
        && general::is_wordless(input)
}

/// Splits a record after the last of the user's messages that has an answer.
fn record(mut messages: Vec<Message>) -> (Vec<Message>, Vec<Message>) {
    let last = messages.iter().rposition(|message| message.role == Role::Assistant).unwrap_or(0);
    let before = messages.get(..last).unwrap_or_default();
    match before.iter().rposition(|message| message.role == Role::User) {
        Some(asked) => {
            let output = messages.split_off(asked + 1);
            (messages, output)
        }
        None => (Vec::new(), messages),
    }
}

/// Whether a conversation has one of the user's messages that were `given`, possibly with more around it.
fn repeats(messages: &[Message], given: &[Message]) -> bool {
    let of_user = |messages: &[Message], most: usize| -> Vec<String> {
        let last = messages.iter().rev().take(most).filter(|message| message.role == Role::User);
        last.map(|message| texts(message).collect::<Vec<_>>().join("\n")).collect()
    };
    let (own_texts, asked) = (of_user(messages, COMPARED), of_user(given, 3));
    let meets =
        |one: &String| asked.iter().any(|other| one.contains(other.trim()) || other.contains(one.trim()));
    own_texts.is_empty() || asked.is_empty() || own_texts.iter().any(meets)
}

/// All fields of an input in which nobody says anything.
fn fields(value: &Value) -> Vec<LeftOut> {
    match value {
        Value::Null => Vec::new(),
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
        output.push(TurnSide::Output.message(Vec::new()));
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
        let mut own_texts = texts(message).peekable();
        own_texts.peek().is_some() && own_texts.all(|text| asked.contains(text))
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
