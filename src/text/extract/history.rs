//! A question or an answer beside the conversation so far, which is a list of messages or pairs, two lists side by side,
//! or one text with a label before each message: LangChain's chains, Gradio, Hugging Face's conversations, command lines.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message, Role};

use super::general::{keys, tools};
use super::{TurnSide, conversation, full, general, generic, left_out, part};

/// Keys of the conversation so far.
const HISTORY: &[&str] = &[
    "chat_history",
    "history",
    "chatHistory",
    "conversation_history",
    "conversationHistory",
    "past_messages",
];

/// Keys of two lists side by side, without anything but their letters.
const ASKED: &[&str] = &["pastuserinputs", "userinputs", "usermessages", "questions", "queries"];
const ANSWERED: &[&str] = &["generatedresponses", "botmessages", "assistantmessages", "responses", "answers"];

/// Keys of a question beside an answer.
const QUESTIONS: &[&str] = &["question", "query", "input", "prompt", "user_input", "message"];

pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let (mut shown, mut messages, alone) = match side_by_side(map) {
        Some((keys, messages)) => (keys, messages, true),
        None => {
            let listed = |key: &&'static str| Some((vec![*key], so_far(map.get(*key)?, side)?));
            let (keys, messages) = HISTORY.iter().find_map(listed)?;
            let of_objects = map.get(*keys.first()?)?.as_array().is_some_and(|items| {
                items.iter().filter_map(Value::as_array).flatten().any(Value::is_object)
            });
            (keys, messages, of_objects)
        }
    };
    let find_message = |keys: &[&'static str], shown: &[&str]| {
        let full =
            |key: &&&str| map.get(**key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
        keys.iter().filter(|key| !shown.contains(key)).find(full).copied()
    };
    let answer = if side == TurnSide::Output { find_message(generic::keys(side), &shown) } else { None };
    shown.extend(answer);
    let question = match side {
        TurnSide::Input => find_message(generic::keys(side), &shown),
        TurnSide::Output => find_message(QUESTIONS, &shown),
    };
    shown.extend(question);
    // A conversation alone is read by others.
    if !alone && if side == TurnSide::Output { answer.is_none() } else { question.is_none() } {
        return None;
    }
    let words = |key: Option<&str>| key.and_then(|key| map.get(key)).map(part::content);
    for (side, blocks) in [(TurnSide::Input, words(question)), (TurnSide::Output, words(answer))] {
        // Some programs add the new messages to the conversation.
        let is_new = |message: &Message| !messages.iter().rev().take(2).any(|known| known == message);
        let message = blocks.map(|blocks| side.message(blocks)).filter(is_new);
        messages.extend(message);
    }
    Some(Extracted { format: "export", messages, left_out: left_out(map, &shown) })
}

/// Two lists of texts: the person's and the program's.
fn side_by_side(map: &Map<String, Value>) -> Option<(Vec<&str>, Vec<Message>)> {
    let list = |names: &[&str]| {
        let (key, value) =
            map.iter().take(60).find(|(key, _)| names.contains(&keys::squeezed(key).as_str()))?;
        let texts: Vec<&str> = value.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
        Some((key.as_str(), texts))
    };
    let ((asked_key, asked), (answered_key, answered)) = (list(ASKED)?, list(ANSWERED)?);
    if asked.is_empty() || answered.len() > asked.len() || answered.len() + 1 < asked.len() {
        return None;
    }
    let mut messages = Vec::new();
    for (at, text) in asked.iter().enumerate() {
        messages.push(TurnSide::Input.message(part::words(text)));
        messages.extend(answered.get(at).map(|text| TurnSide::Output.message(part::words(text))));
    }
    Some((vec![asked_key, answered_key], messages))
}

/// The conversation so far.
fn so_far(value: &Value, side: TurnSide) -> Option<Vec<Message>> {
    match value {
        Value::Array(items) if items.iter().all(conversation::is_message) => conversation::list(items, side),
        Value::Array(items) => {
            let mut messages = Vec::new();
            for item in items {
                let [asked, answered] = item.as_array()?.as_slice() else { return None };
                messages.extend(half(asked, TurnSide::Input)?);
                messages.extend(half(answered, TurnSide::Output)?);
            }
            (!messages.is_empty()).then_some(messages)
        }
        Value::String(text) => labelled(text),
        _ => None,
    }
}

/// One half of a pair: a text, or an object with the words or with the results of tools.
fn half(value: &Value, side: TurnSide) -> Option<Vec<Message>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) if text.len() < 12 && general::role_named(text).is_some() => None,
        Value::String(text) => Some(vec![side.message(part::words(text))]),
        Value::Object(_) => {
            let results = results(value, 0);
            if !results.is_empty() {
                return Some(vec![Message { role: Role::Tool, name: None, blocks: results }]);
            }
            full::recognise(value, side).filter(|found| found.format != "json").map(|found| found.messages)
        }
        _ => None,
    }
}

/// The results of tools in an object under a key that says so.
fn results(value: &Value, depth: usize) -> Vec<Block> {
    let Some(map) = value.as_object().filter(|_| depth < 4) else { return Vec::new() };
    let is_result = |key: &str| tools::named(key) == Some(tools::ToolPart::Result);
    map.iter()
        .take(40)
        .flat_map(|(key, inner)| match inner {
            Value::Array(items) if is_result(key) => {
                let result = |item: &Value| tools::read(item.as_object()?, "tool result");
                items.iter().filter_map(result).collect()
            }
            other => results(other, depth + 1),
        })
        .collect()
}

/// A text in which a label begins each message: `Human: Hi`, then `AI: Hello`.
pub(super) fn labelled(text: &str) -> Option<Vec<Message>> {
    let mut messages: Vec<(Role, String)> = Vec::new();
    for line in text.trim().lines() {
        let label = line.split_once(':').filter(|(label, _)| label.len() <= 20);
        let role = label.and_then(|(label, words)| Some((general::role_named(label)?, words)));
        match (role, messages.last_mut()) {
            (Some((role, words)), _) => messages.push((role, words.trim().to_owned())),
            (None, Some((_, words))) => {
                words.push('\n');
                words.push_str(line);
            }
            (None, None) => return None,
        }
    }
    let message =
        |(role, words): (Role, String)| Message { role, name: None, blocks: part::words(words.trim_end()) };
    (messages.len() > 1).then(|| messages.into_iter().map(message).collect())
}
