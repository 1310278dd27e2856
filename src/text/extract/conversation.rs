//! Reads lists of messages, and single messages with what formats keep beside the content.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::text::message::{Block, LeftOut, Message, Role};

use super::general::tools::{self, ToolPart};
use super::tool::{self, first};
use super::{
    TurnSide, gemini, general, langchain, media, openai_chat, openai_responses, order, part, role, vercel,
};

/// Keys of a message's content, in order of preference.
pub(super) const CONTENT: &[&str] = &["parts", "blocks", "content", "text", "message"];

/// Keys that, together with a role, identify a message without content.
pub(super) const BESIDE: &[&str] =
    &["tool_calls", "function_call", "refusal", "reasoning_content", "reasoning", "audio"];

/// Reads a list in which at least half of the items are messages. The others are shown as JSON. `side` gives the role
/// of messages without one.
pub(super) fn list(items: &[Value], side: TurnSide) -> Option<Vec<Message>> {
    let known = items.iter().filter(|item| is_message(item)).count();
    if known == 0 || known * 2 < items.len() {
        return None;
    }
    let mut messages: Vec<Message> = Vec::new();
    let mut after_item = false;
    let backwards = order::is_newest_first(items);
    let in_order = (0..items.len()).map(|at| if backwards { items.len() - 1 - at } else { at });
    for value in in_order.filter_map(|at| items.get(at)) {
        let is_item = value.as_object().is_some_and(openai_responses::is_item);
        for mut next in message(value, side).unwrap_or_else(|| vec![unknown(value)]) {
            match messages.last_mut() {
                // OpenAI Responses has the reasoning, calls and text of one answer as separate items.
                Some(last)
                    if (is_item || after_item) && [&last.role, &next.role] == [&Role::Assistant; 2] =>
                {
                    last.blocks.append(&mut next.blocks);
                }
                _ => messages.push(next),
            }
        }
        after_item = is_item;
    }
    Some(messages)
}

fn unknown(value: &Value) -> Message {
    if let Some(used) = general::used(value) {
        return used;
    }
    let kind = value.as_object().map(part::kind).filter(|kind| !kind.is_empty()).unwrap_or("unknown");
    Message { role: Role::Other(kind.to_owned()), name: None, blocks: part::blocks(value, 0) }
}

/// Whether [`message`] can read the value; cheaper than reading it.
pub(super) fn is_message(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            openai_responses::is_item(map)
                || speaker(map).is_some()
                || gemini::is_of_format(map)
                || inner(map).is_some()
        }
        Value::Array(_) => pair(value).is_some(),
        _ => false,
    }
}

/// The role of a message and the object with its content; `None` if this is not a message.
fn speaker(map: &Map<String, Value>) -> Option<(Role, &Map<String, Value>)> {
    let Some(name) = map.get("role").and_then(Value::as_str) else { return langchain::unwrap(map) };
    // `role` alone is not enough: it may be one of the program's arguments, such as a person's job.
    let has_content = map.len() == 1 || CONTENT.iter().chain(BESIDE).any(|key| map.contains_key(*key));
    (has_content || tools::named(name).is_some()).then(|| (role::named(name), map))
}

/// A message inside a log entry: `{"type": "user", "message": {"role": …}}`.
fn inner(map: &Map<String, Value>) -> Option<(Role, &Map<String, Value>)> {
    speaker(map.get("message")?.as_object()?)
}

/// `["human", "Hello"]`, a short form in LangChain.
fn pair(value: &Value) -> Option<(Role, &str)> {
    match value.as_array()?.as_slice() {
        [Value::String(name), Value::String(text)] => Some((role::known(name)?, text)),
        _ => None,
    }
}

/// Reads a message. It becomes two if a user message also holds tool results, which are attributed to the tool.
pub(super) fn message(value: &Value, side: TurnSide) -> Option<Vec<Message>> {
    let Value::Object(map) = value else {
        let (role, text) = pair(value)?;
        return Some(vec![Message { role, name: None, blocks: part::words(text) }]);
    };
    if let Some(item) = openai_responses::item(map) {
        return Some(vec![item]);
    }
    let Some((role, content)) = speaker(map).or_else(|| inner(map)) else {
        return gemini::message(map, side);
    };
    Some(messages_of(role, first(content, &["name"]).and_then(Value::as_str), content))
}

/// Reads the object's content as messages of this role.
pub(super) fn messages_of(role: Role, name: Option<&str>, map: &Map<String, Value>) -> Vec<Message> {
    if let Some(used) = used(&role, map) {
        return vec![used];
    }
    // Zep has the speaker's name as `role` and the role beside it.
    let logged = role;
    let (role, name) = match &logged {
        Role::Other(own) => match general::role_beside(own, map) {
            Some(role) => (role, Some(own.as_str())),
            None => (logged.clone(), name),
        },
        _ => (logged.clone(), name),
    };
    let blocks = blocks(map);
    match role {
        Role::Tool => vec![Message { role, name: None, blocks: answered(map, name, blocks) }],
        Role::User => split(name, blocks),
        role => vec![Message { role, name: name.map(str::to_owned), blocks }],
    }
}

/// A message that is itself a call or a result, as its role (Vapi: `tool_call_result`) or its type (Coze: `tool_response`,
/// with JSON as its text) says; or a note of the program, whose type says so.
fn used(role: &Role, map: &Map<String, Value>) -> Option<Message> {
    let kind = part::kind(map);
    let of_role = match role {
        Role::Other(name) => name.as_str(),
        _ => "",
    };
    let note = Role::Other(kind.to_owned());
    if general::is_note(&note) {
        let blocks = vec![Block::Json(Value::Object(map.clone()))];
        return Some(Message { role: note, name: None, blocks });
    }
    if kind == "follow_up" {
        let text = map.get("content")?.as_str()?;
        let blocks = vec![Block::Text(format!("- {text}"))];
        return Some(Message { role: role.clone(), name: None, blocks });
    }
    let content = map.get("content").and_then(Value::as_str);
    let name = if tools::named(of_role).is_some() {
        of_role
    } else {
        content.is_some().then_some(kind).filter(|_| *role == Role::Assistant)?
    };
    let call = || tools::read(tool::parsed(content?)?.as_object()?, "tool call");
    let (role, block) = match tools::named(name)? {
        ToolPart::Call => (Role::Assistant, call().or_else(|| tools::read(map, "tool call"))?),
        ToolPart::Result => (Role::Tool, tools::read(map, "tool result")?),
    };
    Some(Message { role, name: None, blocks: vec![block] })
}

/// All blocks of a message in reading order: reasoning, text and media, calls.
pub(super) fn blocks(map: &Map<String, Value>) -> Vec<Block> {
    let mut blocks = main(map);
    // Some programs repeat reasoning and refusal beside the parts; each is shown once.
    if let Some(text) = thoughts(map).filter(|_| !blocks.iter().any(|one| matches!(one, Block::Reasoning(_))))
    {
        blocks.insert(0, Block::Reasoning(text.to_owned()));
    }
    let refusal = map.get("refusal").and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(text) = refusal.filter(|_| !blocks.iter().any(|one| matches!(one, Block::Refusal(_)))) {
        blocks.push(Block::Refusal(text.to_owned()));
    }
    blocks.extend(openai_chat::audio(map));
    // Ollama has a message's images beside its text, as base64.
    let pictures = map.get("images").and_then(Value::as_array).into_iter().flatten();
    blocks
        .extend(pictures.filter_map(|picture| media::source_at(Some(picture), "image/*")).map(Block::Image));
    blocks.extend(vercel::beside(map));
    // LangChain repeats calls that are already among the content's parts.
    let known: HashSet<String> = blocks.iter().filter_map(call_id).map(str::to_owned).collect();
    let calls = openai_chat::calls(map).into_iter();
    blocks.extend(calls.filter(|call| call_id(call).is_none_or(|id| !known.contains(id))));
    if !blocks.iter().any(|block| matches!(block, Block::ToolCall { .. })) {
        blocks.extend(tools::beside(map, ToolPart::Call));
    }
    if !blocks.iter().any(|block| matches!(block, Block::ToolResult { .. })) {
        blocks.extend(tools::beside(map, ToolPart::Result));
    }
    blocks
}

fn call_id(block: &Block) -> Option<&str> {
    match block {
        Block::ToolCall { id, .. } => id.as_deref(),
        _ => None,
    }
}

/// Reasoning beside the content (DeepSeek and vLLM: `reasoning_content`; OpenRouter: `reasoning`; Ollama: `thinking`).
fn thoughts(map: &Map<String, Value>) -> Option<&str> {
    let beside = first(map, &["reasoning_content", "reasoning", "thinking"]);
    let thoughts = beside.or_else(|| map.get("additional_kwargs")?.get("reasoning_content"))?.as_str()?;
    (!thoughts.is_empty()).then_some(thoughts)
}

fn main(map: &Map<String, Value>) -> Vec<Block> {
    let holds = |value: &&Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    };
    CONTENT.iter().filter_map(|key| map.get(*key)).find(holds).map(part::content).unwrap_or_default()
}

/// A tool message's content as one tool result, unless its parts are tool results already.
fn answered(map: &Map<String, Value>, name: Option<&str>, blocks: Vec<Block>) -> Vec<Block> {
    if !blocks.is_empty() && blocks.iter().all(|block| matches!(block, Block::ToolResult { .. })) {
        return blocks;
    }
    let content = match map.get("content") {
        text @ Some(Value::String(_)) => tool::answer(text, 0),
        _ => blocks,
    };
    let failed = map.get("status").and_then(Value::as_str) == Some("error")
        || ["is_error", "isError"].iter().any(|key| map.get(*key) == Some(&Value::Bool(true)));
    let id = tool::string(first(map, &["tool_call_id", "toolCallId", "tool_use_id", "call_id"]));
    let name = name.map(str::to_owned).or_else(|| tool::string(map.get("tool_name")));
    vec![Block::ToolResult { id, name, content, failed }]
}

/// Anthropic, Bedrock and Gemini send tool results in user messages. They become a separate tool message.
fn split(name: Option<&str>, blocks: Vec<Block>) -> Vec<Message> {
    let (answers, words): (Vec<Block>, Vec<Block>) =
        blocks.into_iter().partition(|block| matches!(block, Block::ToolResult { .. }));
    let mut messages = Vec::new();
    let silent = !answers.is_empty() && words.is_empty();
    if !answers.is_empty() {
        messages.push(Message { role: Role::Tool, name: None, blocks: answers });
    }
    if !silent {
        messages.push(Message { role: Role::User, name: name.map(str::to_owned), blocks: words });
    }
    messages
}

/// Keys of a message that are shown, or that only say which message it is.
pub(super) const OWN: &[&str] = &[
    "role",
    "type",
    "id",
    "name",
    "lc",
    "kwargs",
    "data",
    "thinking",
    "images",
    "attachments",
    "tool_call_id",
    "toolCallId",
    "tool_use_id",
    "call_id",
    "tool_name",
    "status",
    "is_error",
    "isError",
    "toolInvocations",
    "experimental_attachments",
];

/// What the messages of the list at this path have besides, such as what a program adds to them: one field for each
/// message.
pub(super) fn besides(items: &[Value], path: &str) -> Vec<LeftOut> {
    let of_one = |(at, item): (usize, &Value)| {
        let map = item.as_object().filter(|map| !openai_responses::is_item(map))?;
        if speaker(map).is_none() && inner(map).is_none() {
            return None;
        }
        let rest = rest(map, |key, _| [OWN, CONTENT, BESIDE].iter().any(|keys| keys.contains(&key)));
        rest.map(|value| LeftOut { path: format!("{path}[{at}]"), value })
    };
    items.iter().enumerate().filter_map(of_one).collect()
}

/// The fields of a map that are not shown and hold something.
pub(super) fn rest(map: &Map<String, Value>, is_shown: impl Fn(&str, &Value) -> bool) -> Option<Value> {
    let says_nothing = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    let fields = map.iter().filter(|(key, value)| !is_shown(key, value) && !says_nothing(value));
    let fields: Map<String, Value> = fields.map(|(key, value)| (key.clone(), value.clone())).collect();
    (!fields.is_empty()).then_some(Value::Object(fields))
}
