//! Streamed answers that were logged as the list of their chunks or events, or as the text that went over the wire. They
//! are joined to the value that the provider returns without streaming, which is then read like any other.

mod agents;
mod anthropic;
mod bedrock;
mod cohere;
mod envelope;
mod frames;
mod gemini;
mod interpreter;
mod langchain;
mod langgraph;
mod merge;
mod openai_chat;
mod openai_responses;
mod pieces;
mod transcripts;
mod vercel;
mod wire;

use serde_json::{Map, Value};

use crate::text::message::{Extracted, LeftOut, Role};

use super::{TurnSide, chat, choices, conversation, full, generic, left_out, recognise_quickly, sources};

/// One event of a stream.
type Event = Map<String, Value>;

/// Joins the events of one format; `None` if they are of another. The positions of events that the format does not know
/// are added to the second argument.
type Joiner = fn(&[&Event], &mut Vec<usize>) -> Option<Value>;

/// The first joiner that recognises the events is used.
const JOINERS: &[Joiner] = &[
    transcripts::join,
    openai_chat::join,
    openai_responses::join,
    anthropic::join,
    cohere::join,
    vercel::join,
    bedrock::join,
    agents::join,
    interpreter::join,
    gemini::join,
    langchain::join,
    openai_chat::assistants,
    pieces::ollama,
    pieces::tokens,
    pieces::deltas,
    pieces::texts,
];

pub(super) use pieces::is_cut;

/// Reads a stream, alone or under any key of an object that holds no other answer.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    match value {
        Value::Array(items) => listed(items, side),
        Value::String(text) => in_text(text, side),
        Value::Object(map) => inside(map, side),
        _ => None,
    }
}

fn inside(map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let told = |key: &&str| map.get(*key).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if generic::keys(side).iter().any(told) {
        return None;
    }
    map.iter().find_map(|(key, value)| {
        let found = match value {
            Value::Array(items) => listed(items, side)?,
            _ => return None,
        };
        let mut rest = left_out(map, &[key]);
        let fields = found.left_out.into_iter();
        rest.extend(fields.map(|field| match field.path.starts_with('[') {
            true => LeftOut { path: format!("{key}{}", field.path), ..field },
            false => field,
        }));
        Some(Extracted { left_out: rest, ..found })
    })
}

/// The text of an event stream: `data:` lines, lines of JSON, or the lines of Vercel's older protocol.
fn in_text(text: &str, side: TurnSide) -> Option<Extracted> {
    let events = wire::events(text)?;
    listed(&events, side).or_else(|| match events.as_slice() {
        // One event that is the whole answer.
        [only] => recognise_quickly(only, side),
        // A log with an entry in each line. What a person typed is no log.
        _ if side == TurnSide::Output => full::recognise(&Value::Array(events), side)
            .filter(|found| found.is_sure() && found.messages.len() > 1),
        _ => None,
    })
}

fn listed(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let joined = if items.iter().all(Value::is_string) {
        strings(items, side)?
    } else if let Some(found) = langgraph::read(items, side) {
        found
    } else {
        objects(items, side)?
    };
    Some(joined)
}

/// The pieces of a text, or one event in each string.
fn strings(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    if let Some(events) = wire::events(&texts.concat()).or_else(|| wire::events(&texts.join("\n"))) {
        // Some frameworks store a conversation as a list of strings, each of them a message in JSON.
        let talk = conversation::list(&events, side).filter(|list| {
            [Role::User, Role::Assistant].iter().all(|role| list.iter().any(|message| message.role == *role))
        });
        if let Some(messages) = talk {
            let format = chat::format(&events, "openai-chat");
            return Some(Extracted { format, messages, left_out: Vec::new() });
        }
        return listed(&events, side);
    }
    pieces::is_cut(&texts).then(|| recognise_quickly(&Value::from(texts.concat()), side))?
}

fn objects(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let events: Vec<&Event> = items.iter().filter_map(Value::as_object).collect();
    if events.is_empty() || events.len() < items.len() {
        return None;
    }
    let (value, unknown) = join(&events)
        .or_else(|| envelope::opened(&events).find_map(|inner| join(&inner.iter().collect::<Vec<_>>())))
        .or_else(|| {
            let mut unknown = Vec::new();
            frames::join(&events, &mut unknown).map(|value| (value, unknown))
        })?;
    let mut found = whole(&value, side)?;
    let unknown = unknown.into_iter().filter_map(|at| {
        let path = format!("[{at}]");
        items.get(at).map(|value| LeftOut { path, value: value.clone() })
    });
    found.left_out.extend(unknown);
    Some(found)
}

fn join(events: &[&Event]) -> Option<(Value, Vec<usize>)> {
    JOINERS.iter().find_map(|joiner| {
        let mut unknown = Vec::new();
        let value = joiner(events, &mut unknown)?;
        Some((value, unknown))
    })
}

/// Reads the joined value.
fn whole(value: &Value, side: TurnSide) -> Option<Extracted> {
    sources::read(value, side)
        .or_else(|| choices::read(value, side))
        .or_else(|| recognise_quickly(value, side))
}

/// Whether at least half of the events are of this kind.
fn mostly(events: &[&Event], is_one: impl Fn(&Event) -> bool) -> bool {
    let count = events.iter().filter(|event| is_one(event)).count();
    count > 0 && count * 2 >= events.len()
}

/// The text under a key; empty if there is none.
fn text<'a>(event: &'a Event, key: &str) -> &'a str {
    event.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The object under a key.
fn object<'a>(event: &'a Event, key: &str) -> Option<&'a Event> {
    event.get(key).and_then(Value::as_object)
}
