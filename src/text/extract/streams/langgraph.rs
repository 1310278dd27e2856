//! LangGraph: what `stream` yields in its modes `values` (whole states), `updates` (what each node added) and `messages`
//! (pairs of a chunk and its metadata), also in pairs with the name of the mode.

use serde_json::{Map, Value};

use crate::text::message::{Extracted, LeftOut};

use super::super::{TurnSide, conversation, recognise};
use super::merge;

const MODES: &[&str] = &["values", "updates", "messages", "custom", "debug"];

/// Reads the list; `None` if it is not a graph's.
pub(super) fn read(items: &[Value], side: TurnSide) -> Option<Extracted> {
    moded(items, side)
        .or_else(|| served(items, side))
        .or_else(|| chunks(items, side))
        .or_else(|| values(items, side))
        .or_else(|| updates(items, side))
}

/// Pairs of a mode and what it yields. States repeat what the other modes tell.
fn moded(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let pair = |item: &Value| -> Option<(String, Value)> {
        let (mode, inner) = match item.as_array()?.as_slice() {
            [mode, inner] => (mode, inner),
            // With subgraphs, the name of the graph comes first.
            [Value::Array(_), mode, inner] => (mode, inner),
            _ => return None,
        };
        Some((mode.as_str().filter(|mode| MODES.contains(mode))?.to_owned(), inner.clone()))
    };
    let pairs = items.iter().map(pair).collect::<Option<Vec<_>>>().filter(|pairs| !pairs.is_empty())?;
    let of = |mode: &str| -> Vec<Value> {
        pairs.iter().filter(|(of, _)| of == mode).map(|(_, inner)| inner.clone()).collect()
    };
    let (states, updated, pieces) = (of("values"), of("updates"), of("messages"));
    states
        .last()
        .and_then(|last| recognise(last, side))
        .or_else(|| updates(&updated, side))
        .or_else(|| chunks(&pieces, side))
}

/// Events of its server. Each partial message has all of its text so far.
fn served(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let mut messages: Vec<Value> = Vec::new();
    for item in items {
        let (event, data) = (item.get("event")?.as_str()?, item.get("data")?);
        if !matches!(event, "messages/partial" | "messages/complete") {
            continue;
        }
        for message in data.as_array()? {
            let id = message.get("id").filter(|id| id.is_string())?;
            match merge::recent(&messages, |old| old.get("id") == Some(id))
                .and_then(|at| messages.get_mut(at))
            {
                Some(old) => *old = message.clone(),
                None => messages.push(message.clone()),
            }
        }
    }
    recognise(&Value::Array(messages), side).filter(|found| !found.messages.is_empty())
}

/// Pairs of a message or chunk and its metadata.
fn chunks(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let first = |item: &Value| match item.as_array()?.as_slice() {
        [Value::Object(message), Value::Object(about)]
            if about
                .keys()
                .any(|key| key.starts_with("langgraph_") || key == "ls_model_name" || key == "tags") =>
        {
            Some(Value::Object(message.clone()))
        }
        _ => None,
    };
    let messages = items.iter().map(first).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())?;
    recognise(&Value::Array(messages), side)
}

fn messages_of(state: &Map<String, Value>) -> Option<&Vec<Value>> {
    state.get("messages")?.as_array()
}

/// States, each of which begins like the one before it: the last holds everything.
fn values(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let states = items.iter().map(|item| messages_of(item.as_object()?)).collect::<Option<Vec<_>>>()?;
    let grows = states.iter().zip(states.iter().skip(1)).all(|(old, new)| {
        old.len() <= new.len() && old.first().is_none_or(|first| new.first() == Some(first))
    });
    let same_start = states.iter().skip(1).any(|state| !state.is_empty());
    if states.len() < 2 || !grows || !same_start {
        return None;
    }
    recognise(items.last()?, side)
}

/// What the nodes added: objects from the names of nodes to states. With subgraphs each is in a pair with its graph.
fn updates(items: &[Value], side: TurnSide) -> Option<Extracted> {
    let inner = |item: &'_ Value| -> Option<Map<String, Value>> {
        match item {
            Value::Object(map) => Some(map.clone()),
            Value::Array(pair) => match pair.as_slice() {
                [Value::Array(_), Value::Object(map)] => Some(map.clone()),
                _ => None,
            },
            _ => None,
        }
    };
    let steps = items.iter().map(inner).collect::<Option<Vec<_>>>()?;
    let is_step = |step: &Map<String, Value>| {
        !step.is_empty()
            && step.len() <= 8
            && step.iter().all(|(key, state)| state.is_object() || state.is_null() || key == "__interrupt__")
    };
    let speaks = |step: &Map<String, Value>| {
        step.values().any(|state| match state.get("messages") {
            Some(Value::Array(items)) => items.iter().any(conversation::is_message),
            Some(one) => conversation::is_message(one),
            None => false,
        })
    };
    if !steps.iter().all(is_step) || !steps.iter().any(speaks) {
        return None;
    }
    let mut whole = Extracted { format: "langgraph", messages: Vec::new(), left_out: Vec::new() };
    for (at, step) in steps.iter().enumerate() {
        for (node, state) in step {
            let named: Map<String, Value> = [(node.clone(), state.clone())].into_iter().collect();
            let asked = if node == "__interrupt__" { Value::Object(named) } else { state.clone() };
            match (state.is_null(), recognise(&asked, side)) {
                (true, _) => {}
                (_, Some(mut found)) => {
                    whole.messages.append(&mut found.messages);
                    whole.left_out.extend(
                        found
                            .left_out
                            .into_iter()
                            .map(|field| LeftOut { path: format!("[{at}].{node}.{}", field.path), ..field }),
                    );
                }
                _ => whole.left_out.push(LeftOut { path: format!("[{at}].{node}"), value: state.clone() }),
            }
        }
    }
    (!whole.messages.is_empty()).then_some(whole)
}
