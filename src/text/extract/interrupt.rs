//! LangGraph's interrupts: a graph stops and asks, `{"__interrupt__": …}`, and the person's answer resumes it,
//! `{"__resume__": …}` (Opik's SDK) or `{"resume": …}` (a dumped `Command`).

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, LeftOut, Message, Role};

use super::{TurnSide, conversation, general, left_out, part, tool};

const ASKS: &str = "__interrupt__";
const RESUMES: &str = "__resume__";

/// Reads a state with an interrupt, or what resumes it.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    if let Some(answer) = map.get(RESUMES).or_else(|| map.get("resume").filter(|_| map.contains_key("goto")))
    {
        let blocks = blocks(answer, TurnSide::Input);
        let shown = [RESUMES, "resume"];
        return Some(Extracted {
            format: "langgraph",
            messages: vec![TurnSide::Input.message(blocks)],
            left_out: left_out(map, &shown),
        });
    }
    let asked = map.get(ASKS)?;
    let history =
        map.get("messages").and_then(Value::as_array).and_then(|items| conversation::list(items, side));
    let mut messages = history.unwrap_or_default();
    let items = match asked {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut blocks: Vec<Block> = items.iter().flat_map(|item| blocks(inner(item), TurnSide::Input)).collect();
    // The call to approve is in the state already.
    let known = |block: &Block| {
        messages.iter().flat_map(|message| &message.blocks).any(|other| is_same_call(block, other))
    };
    blocks.retain(|block| !known(block));
    messages.push(Message { role: Role::Assistant, name: None, blocks });
    let mut others = left_out(map, &[ASKS, "messages"]);
    others.extend(items.iter().flat_map(|item| beside(inner(item))));
    Some(Extracted { format: "langgraph", messages, left_out: others })
}

fn is_same_call(one: &Block, other: &Block) -> bool {
    match (one, other) {
        (
            Block::ToolCall { name, arguments, .. },
            Block::ToolCall { name: other_name, arguments: other_arguments, .. },
        ) => name == other_name && arguments == other_arguments,
        _ => false,
    }
}

/// What the graph gave to `interrupt`: the interrupt's `value`, or the value itself.
fn inner(item: &Value) -> &Value {
    item.get("value").filter(|_| is_interrupt(item)).unwrap_or(item)
}

fn is_interrupt(item: &Value) -> bool {
    const OWN: &[&str] = &["value", "id", "interrupt_id", "resumable", "ns", "when"];
    item.as_object().is_some_and(|map| map.keys().all(|key| OWN.contains(&key.as_str())))
}

/// The words of a question or of its answer, the calls that it is about, and the rest as it is.
fn blocks(value: &Value, side: TurnSide) -> Vec<Block> {
    match value {
        Value::Object(map) => {
            let words = map
                .iter()
                .find(|(key, value)| is_question(key) && value.as_str().is_some_and(|text| !text.is_empty()));
            let calls = calls(map);
            let found = || general::read(value, side, &|_| None).filter(|found| found.messages.len() == 1);
            let mut blocks = match words {
                Some((_, text)) => part::content(text),
                None if calls.is_empty() => found()
                    .and_then(|mut found| found.messages.pop())
                    .map(|message| message.blocks)
                    .unwrap_or_default(),
                None => Vec::new(),
            };
            let asked = words.map(|(key, _)| key.as_str()).unwrap_or_default();
            let text_count = blocks.len();
            blocks.extend(calls);
            // What else a person needs to decide is shown whole.
            if blocks.is_empty()
                || (text_count > 0 && map.iter().any(|(key, value)| key != asked && is_more(value)))
            {
                blocks.push(Block::Json(value.clone()));
            }
            blocks
        }
        Value::Array(items) => items.iter().flat_map(|item| blocks(inner(item), side)).collect(),
        other => part::content(other),
    }
}

/// The short fields of a question that are not shown with it.
fn beside(value: &Value) -> Vec<LeftOut> {
    let Value::Object(map) = value else { return Vec::new() };
    let asked =
        map.iter().find(|(key, value)| is_question(key) && value.is_string()).map(|(key, _)| key.as_str());
    let Some(asked) = asked.filter(|_| !map.iter().any(|(key, value)| !is_question(key) && is_more(value)))
    else {
        return Vec::new();
    };
    let others = left_out(map, &[asked]).into_iter();
    others.map(|field| LeftOut { path: format!("{ASKS}.{}", field.path), value: field.value }).collect()
}

/// Whether a field beside the question is something to look at: a draft, a list of options.
fn is_more(value: &Value) -> bool {
    match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => text.contains(' '),
        _ => false,
    }
}

fn is_question(key: &str) -> bool {
    ["question", "message", "prompt", "description", "text", "query", "instruction", "content", "title"]
        .contains(&key)
}

/// The calls that a person is asked to approve: `action_requests` (LangChain's middleware), `action_request` (agent
/// inbox), `tool_calls`, `tool_call`, or the call itself.
fn calls(map: &Map<String, Value>) -> Vec<Block> {
    let listed = ["action_requests", "action_request", "tool_calls", "tool_call"]
        .iter()
        .filter_map(|key| map.get(*key));
    let mut blocks = Vec::new();
    for value in listed {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for item in items.iter().filter_map(Value::as_object) {
            let text = item.get("description").and_then(Value::as_str).map(part::words);
            blocks.extend(text.unwrap_or_default());
            let name = item.get("name").or_else(|| item.get("action"));
            let arguments = item.get("arguments").or_else(|| item.get("args"));
            blocks.push(tool::call(item.get("id"), name, arguments));
        }
    }
    blocks
}
