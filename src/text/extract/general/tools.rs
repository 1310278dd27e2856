//! Recognises calls of tools and their results by what they have: a name and arguments, or an id and a result.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::super::tool;
use super::keys;

const NAMES: &[&str] = &["toolname", "functionname", "actionname", "name", "function", "tool", "action"];
pub(super) const ARGUMENTS: &[&str] = &[
    "arguments",
    "args",
    "input",
    "parameters",
    "params",
    "toolinput",
    "toolargs",
    "kwargs",
    "toolkwargs",
    "actioninput",
    "argumentsjson",
    "argsjson",
    "paramsjson",
    "paramsasjson",
];
/// Ids of a call in its result, and those that may be anything's.
pub(super) const CALL_IDS: &[&str] = &[
    "toolcallid",
    "callid",
    "tooluseid",
    "calluuid",
    "toolexecutionid",
    "actionexecutionid",
    "invocationid",
];
const IDS: &[&str] = &["requestid", "id", "ref"];
const RESULTS: &[&str] = &[
    "output",
    "result",
    "resultvalue",
    "observation",
    "content",
    "contents",
    "response",
    "toolreturn",
    "return",
    "returnvalue",
    "toolresponse",
    "value",
    "text",
    "message",
];

/// Which of two things a key or type such as `tool_call`, `toolRequest` or `FunctionResultContent` names.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::text::extract) enum ToolPart {
    Call,
    Result,
}

/// Reads names such as `toolRequest`, `tool-return`, `FunctionCallContent`, `ToolCallExecutionEvent`.
pub(in crate::text::extract) fn named(name: &str) -> Option<ToolPart> {
    let words = keys::words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let acts = has(&["action"]) && has(&["execution"]);
    if !has(&["tool", "function", "toolcall"]) && !acts {
        return has(&["observation"]).then_some(ToolPart::Result);
    }
    if has(&["result", "results", "response", "return", "output", "answer", "end"]) && !acts {
        return Some(ToolPart::Result);
    }
    if has(&["execution"]) && !has(&["request", "requests"]) && !acts {
        return Some(ToolPart::Result);
    }
    let calls = ["call", "calls", "request", "requests", "use", "uses", "invocation", "invocations", "start"];
    (acts || has(&calls)).then_some(ToolPart::Call)
}

/// The value of the first key whose squeezed name is in the list and whose value is not `null`.
pub(in crate::text::extract) fn at<'a>(map: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    in_order(map, names).into_iter().next()
}

/// The values of the keys whose squeezed name is in the list, in the order of the list, without `null`.
pub(super) fn in_order<'a>(map: &'a Map<String, Value>, names: &[&str]) -> Vec<&'a Value> {
    if map.len() > 60 {
        return Vec::new();
    }
    let mut found: Vec<(usize, &Value)> = Vec::new();
    for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
        if let Some(rank) = names.iter().position(|name| keys::is_squeezed(key, name)) {
            found.push((rank, value));
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, value)| value).collect()
}

/// The calls or the results in the lists and objects beside a message's words, whatever their keys are called.
pub(in crate::text::extract) fn beside(map: &Map<String, Value>, wanted: ToolPart) -> Vec<Block> {
    if map.len() > 60 {
        return Vec::new();
    }
    let kind = if wanted == ToolPart::Call { "tool call" } else { "tool result" };
    let lists = map.iter().filter(|(key, _)| named(key) == Some(wanted)).map(|(_, value)| match value {
        Value::Array(items) => items.as_slice(),
        one @ Value::Object(_) => std::slice::from_ref(one),
        _ => &[],
    });
    lists.flatten().filter_map(|item| read(item.as_object()?, kind)).collect()
}

/// A run of a tool with what it was given: its name, its input and its output in one record.
pub(super) fn run(map: &Map<String, Value>) -> Option<Block> {
    let given = at(map, ARGUMENTS).or_else(|| at(map, &["inputs"]))?;
    let empty = given.as_str().is_some_and(|text| text.trim().is_empty());
    let id = at(map, CALL_IDS).or_else(|| at(map, IDS));
    (!empty).then(|| tool::call(id, at(map, NAMES), Some(given)))
}

/// A part with a tool's name and its state, which has what it was given and what came of it: the call and the result.
pub(super) fn with_state(map: &Map<String, Value>) -> Option<Vec<Block>> {
    let state = at(map, &["state"])?.as_object()?;
    let name = at(map, NAMES).filter(|name| name.is_string())?;
    let id = at(map, CALL_IDS).or_else(|| at(map, IDS));
    let mut blocks = vec![tool::call(id, Some(name), Some(at(state, ARGUMENTS)?))];
    let failed = at(state, &["error"]);
    if let Some(content) = failed.or_else(|| at(state, RESULTS)) {
        blocks.push(Block::ToolResult {
            id: tool::string(id),
            name: tool::string(Some(name)),
            content: tool::answer(Some(content), 0),
            failed: failed.is_some(),
        });
    }
    Some(blocks)
}

/// What came of a call, if the part of the call has it: `{"tool_call": {"name", "args", "output"}}`.
pub(super) fn outcome(map: &Map<String, Value>) -> Option<Block> {
    let inner = at(map, &["toolcall", "functioncall", "call"])?.as_object()?;
    at(inner, ARGUMENTS)?;
    let content = at(inner, &["output", "result", "observation"]).filter(|value| *value != "")?;
    Some(Block::ToolResult {
        id: tool::string(at(inner, IDS)),
        name: tool::string(at(inner, NAMES)),
        content: tool::answer(Some(content), 0),
        failed: false,
    })
}

/// Reads a call or a result. `kind` is what the object says it is, if it does.
pub(in crate::text::extract) fn read(map: &Map<String, Value>, kind: &str) -> Option<Block> {
    match named(kind) {
        Some(ToolPart::Call) => call(map, true),
        Some(ToolPart::Result) => result(map, true),
        None => call(map, false).or_else(|| result(map, false)),
    }
}

fn call(map: &Map<String, Value>, is_named: bool) -> Option<Block> {
    // `{"function": {"name", "arguments"}}`, `{"tool_call": {…}}`
    let inner = at(map, &["function", "toolcall", "functioncall", "call"]).and_then(Value::as_object);
    // `{"toolCall": {"status": "success", "value": {"name", "arguments"}}}`
    let inner = inner.map(|inner| at(inner, &["value"]).and_then(Value::as_object).unwrap_or(inner));
    let (inner, is_named) = inner.map_or((map, is_named), |inner| (inner, true));
    let name = at(inner, NAMES).filter(|name| name.as_str().is_some_and(|name| !name.is_empty()))?;
    let arguments = at(inner, ARGUMENTS);
    if !is_named
        && (arguments.is_none_or(|value| !value.is_object() && !value.is_string()) || inner.len() > 8)
    {
        return None;
    }
    // A string of arguments has to be JSON, or this is a record with a name.
    if !is_named && arguments.and_then(Value::as_str).is_some_and(|text| tool::parsed(text).is_none()) {
        return None;
    }
    // The id of the message around a call is not that of the call.
    // What was said may be the arguments.
    let inner_text = || {
        at(map, &["text", "content"])
            .filter(|inner_text| inner_text.as_str().and_then(tool::parsed).is_some())
    };
    let arguments = arguments.or_else(inner_text);
    let id =
        at(inner, CALL_IDS).or_else(|| at(map, CALL_IDS)).or_else(|| at(inner, IDS)).or_else(|| at(map, IDS));
    Some(tool::call(id, Some(name), arguments))
}

fn result(map: &Map<String, Value>, is_named: bool) -> Option<Block> {
    let (id, own_id) = (at(map, CALL_IDS), at(map, IDS));
    let name = at(map, &["toolname", "functionname", "actionname"])
        .or_else(|| at(map, &["name"]).filter(|_| is_named || id.is_some()));
    if !is_named && id.is_none() {
        return None;
    }
    // `{"toolResult": {"status": "success", "value": […]}}`
    let inside = at(map, &["toolresult", "functionresult"]).and_then(Value::as_object).filter(|_| is_named);
    let content = at(map, RESULTS).or_else(|| at(inside?, RESULTS))?;
    let map = inside.unwrap_or(map);
    let status = at(map, &["status", "state", "outcome"]).and_then(Value::as_str).unwrap_or_default();
    let failed = at(map, &["iserror", "error", "failed"]).is_some_and(|value| value != &Value::Bool(false))
        || at(map, &["success", "successful", "succeeded"]) == Some(&Value::Bool(false))
        || matches!(status.to_ascii_lowercase().as_str(), "error" | "failed" | "failure");
    Some(Block::ToolResult {
        id: tool::string(id.or(own_id)),
        name: tool::string(name),
        content: tool::answer(Some(content), 0),
        failed,
    })
}
