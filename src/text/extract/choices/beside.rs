//! Answers of several models to one question beside each other, as data sets of preferences have them: conversations that
//! begin alike under `conversation_a` and `conversation_b`, or texts under `chosen` and `rejected`.

use serde_json::{Map, Value};

use crate::text::message::{Extracted, Message, Role};

use super::super::general::keys;
use super::super::{TurnSide, conversation, generic, history, left_out, part};
use super::numbered;

/// Last parts of keys that tell one answer from another.
const ONES: &[&str] =
    &["a", "b", "c", "d", "j", "k", "chosen", "rejected", "accepted", "preferred", "winner", "loser"];

/// So many answers are compared.
const MOST: usize = 20;

pub(super) fn read(map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    if map.len() > 100 {
        return None;
    }
    let ones: Vec<(&str, &Value)> = map
        .iter()
        .filter(|(key, _)| is_one(key))
        .map(|(key, value)| (key.as_str(), value))
        .take(MOST)
        .collect();
    conversations(map, &ones, side).or_else(|| texts(map, &ones))
}

fn is_one(key: &str) -> bool {
    let words = keys::words(key);
    let last = words.last().is_some_and(|last| ONES.contains(&last.as_str()));
    last || (!words.is_empty() && key.ends_with(|last: char| last.is_ascii_digit()))
}

/// Lists of messages that begin with the same one. What they have in common is shown once.
fn conversations(map: &Map<String, Value>, ones: &[(&str, &Value)], side: TurnSide) -> Option<Extracted> {
    let listed = |(key, value): &(&str, &Value)| {
        if let Some(messages) = value.as_str().and_then(history::labelled) {
            return Some(((*key).to_owned(), messages));
        }
        let items = value.as_array().filter(|items| items.iter().all(conversation::is_message))?;
        Some(((*key).to_owned(), conversation::list(items, side)?))
    };
    let lists: Vec<(String, Vec<Message>)> = ones.iter().filter_map(listed).collect();
    let (_, first) = lists.first().filter(|_| lists.len() > 1)?;
    let alike = |at: &usize| {
        first.get(*at).is_some_and(|message| lists.iter().all(|(_, list)| list.get(*at) == Some(message)))
    };
    let common = (0..first.len()).take_while(alike).count();
    let asked = first.iter().take(common).any(|message| message.role == Role::User);
    if !asked || lists.iter().any(|(_, list)| list.len() <= common) {
        return None;
    }
    let mut messages: Vec<Message> = first.iter().take(common).cloned().collect();
    let shown: Vec<&str> = lists.iter().map(|(key, _)| key.as_str()).collect();
    let rest = left_out(map, &shown);
    messages.extend(numbered(
        lists.iter().map(|(_, list)| list.iter().skip(common).cloned().collect()).collect(),
    ));
    Some(Extracted { format: "export", messages, left_out: rest })
}

/// Texts beside the question that they answer.
fn texts(map: &Map<String, Value>, ones: &[(&str, &Value)]) -> Option<Extracted> {
    let holds =
        |key: &&&str| map.get(**key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    let question = *generic::keys(TurnSide::Input).iter().find(holds)?;
    let answer = |(key, value): &(&'_ str, &Value)| {
        let says = matches!(*key, "chosen" | "rejected") || keys::weight(key, TurnSide::Output) >= 45;
        value.as_str().filter(|text| says && !text.trim().is_empty()).map(|_| ())
    };
    let answers: Vec<&(&str, &Value)> =
        ones.iter().filter(|one| one.0 != question && answer(one).is_some()).collect();
    if answers.len() < 2 {
        return None;
    }
    let mut shown: Vec<&str> = answers.iter().map(|(key, _)| *key).collect();
    shown.push(question);
    let mut messages = vec![TurnSide::Input.message(part::content(map.get(question)?))];
    messages.extend(numbered(
        answers.iter().map(|(_, value)| vec![TurnSide::Output.message(part::content(value))]).collect(),
    ));
    Some(Extracted { format: "export", messages, left_out: left_out(map, &shown) })
}
