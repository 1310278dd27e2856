//! Records of what a program was asked and what it answered, as tools that observe programs keep them: traces, runs and
//! observations with `input` and `output`, requests with their response, turns. Read as a conversation, on whichever side
//! they were logged.

use serde_json::{Map, Value};

use crate::text::message::{Extracted, LeftOut, Message, Role};

use super::general::keys;
use super::{TurnSide, full, generic, left_out, part};

/// Keys of what was asked and of what was answered, without anything but their letters.
const ASKED: &[&str] = &[
    "input",
    "inputs",
    "inputmessages",
    "messages",
    "request",
    "requestbody",
    "prompt",
    "promptmessages",
    "question",
];
const ANSWERED: &[&str] = &[
    "output",
    "outputs",
    "outputmessage",
    "outputmessages",
    "response",
    "responsebody",
    "completion",
    "answer",
];

/// How many records of a list are read at most; the others are listed as left out.
const RECORDS: usize = 200;

/// Reads a record, or a list of nothing but records.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    match value {
        Value::Object(map) => one(map, side),
        Value::Array(items) => {
            let first = items.first()?.as_object().filter(|_| items.len() <= RECORDS)?;
            pair(first)?;
            let mut whole = Extracted { format: "export", messages: Vec::new(), left_out: Vec::new() };
            for (at, item) in items.iter().enumerate() {
                let found = one(item.as_object()?, side)?;
                // The parts of one run repeat what was said before.
                for message in found.messages {
                    if !whole.messages.iter().rev().take(RECORDS).any(|told| told.blocks == message.blocks) {
                        whole.messages.push(message);
                    }
                }
                let fields = found.left_out.into_iter();
                whole
                    .left_out
                    .extend(fields.map(|field| LeftOut { path: format!("[{at}].{}", field.path), ..field }));
            }
            Some(whole)
        }
        _ => None,
    }
}

/// The question beside an answer in an output whose input only names it, as in a row of a data set. Its field is taken out
/// of those that are left out.
pub(super) fn question(output: &Value, answer: &mut Extracted) -> Option<Message> {
    let mut here = output.as_object()?;
    let is_asked = |map: &Map<String, Value>, key: &str| {
        keys::weight(key, TurnSide::Input) >= 45
            && keys::weight(key, TurnSide::Output) <= -40
            && map.get(key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
    };
    // A row may be in an object of its own.
    for _ in 0..4 {
        let asked: Vec<&String> = here.keys().take(60).filter(|key| is_asked(here, key)).take(2).collect();
        if !asked.is_empty() {
            answer.left_out.retain(|field| !asked.contains(&&field.path));
            let blocks = asked.iter().filter_map(|key| here.get(*key)).flat_map(part::content).collect();
            return Some(TurnSide::Input.message(blocks));
        }
        let mut inner = here.values().filter_map(Value::as_object).filter(|inner| !inner.is_empty());
        here = inner.next().filter(|_| inner.next().is_none())?;
    }
    None
}

/// The keys of a question and of an answer.
fn pair(map: &Map<String, Value>) -> Option<(&str, &str)> {
    let find = |names: &[&str]| {
        let holds = |value: &Value| match value {
            Value::String(text) => !text.trim().is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(inner) => !inner.is_empty(),
            _ => false,
        };
        let full =
            |(key, value): &(&String, &Value)| holds(value) && names.contains(&keys::squeezed(key).as_str());
        map.iter().take(100).find(full).map(|(key, _)| key.as_str())
    };
    Some((find(ASKED)?, find(ANSWERED)?))
}

fn one(map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let (asked_key, answered_key) = pair(map)?;
    // An answer under another key is the program's own, and the pair is how it got it.
    let other = |key: &&&str| {
        **key != asked_key
            && **key != answered_key
            && map.get(**key).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
    };
    if generic::keys(TurnSide::Output).iter().find(other).is_some() {
        return None;
    }
    let (asked, answered) = (map.get(asked_key)?, map.get(answered_key)?);
    let asked = full::recognise(asked, TurnSide::Input)?;
    let answered = full::recognise(answered, TurnSide::Output)?;
    // Either what was said has roles, or the record has what such tools note: ids, times, costs.
    let told = [&asked, &answered].iter().all(|found| !matches!(found.format, "text" | "generic" | "json"));
    let about = map.keys().take(100).filter(|key| (-50..=-45).contains(&keys::weight(key, side))).count();
    if !asked.is_sure() || !answered.is_sure() || !(told || about >= 3) {
        return None;
    }
    let says = |messages: &[Message], role: Role| {
        messages.iter().any(|message| message.role == role && !message.blocks.is_empty())
    };
    if !says(&asked.messages, Role::User) || !says(&answered.messages, Role::Assistant) {
        return None;
    }
    let mut messages = asked.messages;
    // The output may be the whole state after the run.
    let repeated = answered.messages.iter().take_while(|message| messages.contains(message)).count();
    messages.extend(answered.messages.into_iter().skip(repeated));
    let mut rest = left_out(map, &[asked_key, answered_key]);
    for (key, fields) in [(asked_key, asked.left_out), (answered_key, answered.left_out)] {
        rest.extend(
            fields.into_iter().map(|field| LeftOut { path: format!("{key}.{}", field.path), ..field }),
        );
    }
    Some(Extracted { format: "export", messages, left_out: rest })
}
