//! Reads lists of messages with speakers, whatever the keys are called: messages, turns, events, transcripts.

use serde_json::{Map, Value};

use crate::text::message::{Block, LeftOut, Message, Role};

use super::super::{TurnSide, conversation, openai_responses, order};
use super::item::{role_or_kind, speech, words};
use super::speaker::Speaker;
use super::tools::ToolPart;
use super::{exchange, html, keys, pieces, prose, rest, tools};

/// One of so many first items has to be a message. Longer lists of data are not searched to their end.
const MOST_ITEMS_ASKED: usize = 200;

/// The messages of a list and the items that are none, by their index.
pub(super) struct MessageList {
    pub(super) messages: Vec<Message>,
    pub(super) others: Vec<usize>,
    /// Fields inside the items that no message shows, with the item's index, with which their paths begin.
    pub(super) fields: Vec<(usize, LeftOut)>,
}

impl MessageList {
    /// What of the list at this path is not shown.
    pub(super) fn left_out(&self, items: &[Value], path: &str) -> Vec<LeftOut> {
        let whole =
            |at: &usize| Some((*at, LeftOut { path: format!("[{at}]"), value: items.get(*at)?.clone() }));
        let others = self.others.iter().filter_map(whole);
        let mut all: Vec<(usize, LeftOut)> = others.chain(self.fields.iter().cloned()).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, field)| LeftOut { path: format!("{path}{}", field.path), ..field }).collect()
    }
}

/// Reads a list in which at least two items, or half of them, are messages.
pub(super) fn list(items: &[Value], side: TurnSide) -> Option<MessageList> {
    let is_message =
        |item: &Value| item.as_object().is_some_and(|map| speech(map, 0).is_some() || exchange::is_one(map));
    if !items.iter().take(MOST_ITEMS_ASKED).any(is_message) {
        return None;
    }
    let spoken: Vec<Option<(Speaker, &Map<String, Value>)>> =
        items.iter().map(|item| item.as_object().and_then(|map| speech(map, 0))).collect();
    let count = spoken.iter().flatten().count();
    if count == 0 {
        return exchange::list(items);
    }
    let like =
        spoken.iter().flatten().map(|(_, map)| *map).find(|map| words(map).is_some_and(Value::is_string));
    let likely = || like.map_or(0, |like| items.iter().filter(|item| nameless(item, like).is_some()).count());
    // Calls and results that nobody is said to have made.
    let uses: Vec<Option<Message>> = spoken
        .iter()
        .zip(items)
        .map(|(spoken, item)| if spoken.is_none() { used(item) } else { None })
        .collect();
    let uses_count = uses.iter().flatten().count();
    if count < 2 && (count + uses_count) * 2 < items.len() && likely() * 2 < items.len() {
        return None;
    }
    let knows = |role: &Role| spoken.iter().flatten().any(|(speaker, _)| speaker.role.as_ref() == Some(role));
    let (has_user, has_program) = (knows(&Role::User), knows(&Role::Assistant));
    // Where nobody else answers, the system does: it is the program, and no instructions.
    let mut roles = spoken.iter().flatten().filter_map(|(speaker, _)| speaker.role.as_ref());
    let system_answers =
        !has_program && roles.any(|role| *role == Role::User) && roles.any(|role| *role == Role::System);
    // Names alone are a list of people, and may be anything.
    if !has_user && !has_program && !spoken.iter().flatten().all(|(_, map)| words(map).is_some_and(is_prose))
    {
        return None;
    }
    let mut list = MessageList { messages: Vec::new(), others: Vec::new(), fields: Vec::new() };
    let mut before = None;
    let mut spoken: Vec<_> = spoken.into_iter().zip(uses).enumerate().collect();
    if order::is_newest_first(items) {
        spoken.reverse();
    }
    // Where only one side says who it is, whoever else has words is the other.
    let other = match (has_user, has_program || system_answers) {
        (true, false) => Some(Role::Assistant),
        (false, true) => Some(Role::User),
        _ => None,
    };
    for (at, (speech, used)) in spoken {
        let nameless =
            || Some((Speaker { role: Some(other.clone()?), name: None }, nameless(items.get(at)?, like?)?));
        let speech = speech.or_else(|| if used.is_none() { nameless() } else { None });
        let Some((speaker, map)) = speech else {
            match used {
                Some(message) => list.messages.push(message),
                None => list.others.push(at),
            }
            continue;
        };
        let (role, name) = match (speaker.role, speaker.name) {
            (Some(Role::System), name) if system_answers => (Role::Assistant, name),
            (Some(role), name) => (role, name),
            // Agents have names of their own where the user is called the user.
            (None, Some(name)) if !has_user && side == TurnSide::Input => (Role::Other(name), None),
            (None, name) => (Role::Assistant, name),
        };
        let messages = messages_of(role, name, map);
        // Logs of agents have an event beside each message that repeats it.
        let item = items.get(at).and_then(Value::as_object).unwrap_or(map);
        let is_inside = !std::ptr::eq(item, map);
        let rest = rest::of(item, map).map(|value| (at, LeftOut { path: format!("[{at}]"), value }));
        list.fields.extend(rest);
        // Or the model's run and then the message that the program made of it.
        let other_kind = before.is_some_and(|before: &str| before != pieces::kind(map));
        before = Some(pieces::kind(map));
        if !((is_inside || other_kind) && list.messages.ends_with(&messages)) {
            list.messages.extend(messages);
        }
    }
    (!list.messages.is_empty()).then_some(list)
}

/// An item with words whose speaker is not told, and that is otherwise like one whose speaker is.
fn nameless<'a>(item: &'a Value, like: &Map<String, Value>) -> Option<&'a Map<String, Value>> {
    const NOTES: &[&str] = &["note", "event", "status", "system", "log", "activity", "error"];
    let map = item.as_object().filter(|map| map.len() <= 60)?;
    let is_note = keys::words(pieces::kind(map)).iter().any(|word| NOTES.contains(&word.as_str()));
    let shared = map.keys().filter(|key| like.contains_key(key.as_str())).count();
    (!is_note && shared * 2 >= map.len() && words(map).is_some_and(is_prose)).then_some(map)
}

/// An item that is a call or a result, as its type or its fields say.
pub(in crate::text::extract) fn used(item: &Value) -> Option<Message> {
    let map = item.as_object()?;
    let block = tools::read(map, pieces::kind(map))?;
    let role = if matches!(block, Block::ToolResult { .. }) { Role::Tool } else { Role::Assistant };
    Some(Message { role, name: None, blocks: vec![block] })
}

fn is_prose(value: &Value) -> bool {
    value.as_str().is_some_and(|text| prose::likeness(text) >= prose::PROSE)
}

/// The messages of an object that says who speaks.
pub(super) fn one(map: &Map<String, Value>) -> Option<Vec<Message>> {
    let (speaker, said_in) = speech(map, 0)?;
    let role = speaker.role.filter(|role| matches!(role, Role::User | Role::Assistant))?;
    words(said_in).filter(|words| words.is_string())?;
    Some(messages_of(role, speaker.name, said_in))
}

/// The messages of an item.
fn messages_of(role: Role, name: Option<String>, map: &Map<String, Value>) -> Vec<Message> {
    if let Some(item) = openai_responses::item(map) {
        return vec![item];
    }
    if let Some(messages) = agent_event(&role, map) {
        return messages;
    }
    let known = conversation::CONTENT.iter().any(|key| map.get(*key).is_some_and(|value| !value.is_object()));
    let kind = role_or_kind(map);
    let thinks = keys::is_reasoning(kind);
    let listed = words(map).filter(|value| value.is_array()).map(|value| pieces::blocks(value, 0));
    let used = listed.filter(|blocks| blocks.iter().any(is_tool));
    let mut blocks = match tools::named(kind).and_then(|_| tools::read(map, kind)).map(|block| vec![block]) {
        _ if tools::named(kind).is_some() && used.is_some() => used.unwrap_or_default(),
        Some(blocks) => blocks,
        None if known => {
            let blocks = conversation::blocks(map);
            blocks.into_iter().flat_map(read_unknown).collect()
        }
        None => blocks_by_key(map),
    };
    // ShareGPT has a call as the text of a message by `function_call`.
    if let (Role::Assistant, [Block::Text(text)]) = (&role, blocks.as_slice())
        && let Some(Value::Object(call)) = super::super::tool::parsed(text)
        && let Some(block) = tools::read(&call, "").filter(|block| matches!(block, Block::ToolCall { .. }))
    {
        blocks = vec![block];
    }
    if thinks {
        blocks = blocks.into_iter().map(pieces::thought).collect();
    }
    if role == Role::Tool && !blocks.iter().any(|block| matches!(block, Block::ToolResult { .. })) {
        let call = tools::run(map);
        let id = tools::at(map, &["toolcallid", "callid", "tooluseid"]).and_then(Value::as_str);
        let id = id.map(str::to_owned).or_else(|| match &call {
            Some(Block::ToolCall { id, .. }) => id.clone(),
            _ => None,
        });
        let content = match words(map) {
            text @ Some(Value::String(_)) => super::super::tool::answer(text, 0),
            _ => blocks,
        };
        let name = tools::at(map, &["toolname", "name"]).and_then(Value::as_str).map(str::to_owned);
        let failed = tools::at(map, &["iserror", "failed"]) == Some(&Value::Bool(true));
        let block = Block::ToolResult { id, name, content, failed };
        let call = call.map(|call| Message { role: Role::Assistant, name: None, blocks: vec![call] });
        let answer = Message { role, name: None, blocks: vec![block] };
        return call.into_iter().chain([answer]).collect();
    }
    let mut messages: Vec<Message> = Vec::new();
    for block in blocks {
        let answers = matches!(block, Block::ToolResult { .. });
        match messages.last_mut() {
            Some(last) if (last.role == Role::Tool) == answers => last.blocks.push(block),
            _ if answers => messages.push(Message { role: Role::Tool, name: None, blocks: vec![block] }),
            _ => messages.push(Message { role: role.clone(), name: name.clone(), blocks: vec![block] }),
        }
    }
    if messages.is_empty() {
        messages.push(Message { role, name, blocks: Vec::new() });
    }
    messages
}

/// An agent's event that is named by what it does: `{"action": "run", "args": {"command": …}}`, and what came of it:
/// `{"observation": "run", "content": …}`.
fn agent_event(role: &Role, map: &Map<String, Value>) -> Option<Vec<Message>> {
    let text = |key: &str| map.get(key).and_then(Value::as_str).filter(|name| !name.contains(' '));
    if let (Some(name), Some(content)) = (text("observation"), map.get("content")) {
        let content = super::super::tool::answer(Some(content), 0);
        let block = Block::ToolResult { id: None, name: Some(name.to_owned()), content, failed: false };
        return Some(vec![Message { role: Role::Tool, name: None, blocks: vec![block] }]);
    }
    let (name, arguments) = (text("action")?, map.get("args")?.as_object()?);
    let mut blocks: Vec<Block> = Vec::new();
    if let Some(thought) = arguments.get("thought").and_then(Value::as_str).filter(|text| !text.is_empty()) {
        blocks.push(Block::Reasoning(thought.to_owned()));
    }
    if matches!(name, "message" | "say" | "reply") {
        blocks.extend(words(arguments).map(|value| pieces::blocks(value, 0))?);
    } else {
        blocks.push(super::super::tool::call(map.get("id"), map.get("action"), map.get("args")));
    }
    Some(vec![Message { role: role.clone(), name: None, blocks }])
}

fn is_tool(block: &Block) -> bool {
    matches!(block, Block::ToolCall { .. } | Block::ToolResult { .. })
}

/// A block of a part that no adapter knows, read again.
fn read_unknown(block: Block) -> Vec<Block> {
    match block {
        Block::Json(value) => pieces::blocks(&value, 0),
        other => vec![other],
    }
}

/// The content under keys that no format has, and calls and reasoning beside it.
fn blocks_by_key(map: &Map<String, Value>) -> Vec<Block> {
    let thoughts =
        map.iter().filter(|(key, _)| keys::is_reasoning(key)).filter_map(|(_, value)| value.as_str());
    let mut blocks: Vec<Block> =
        thoughts.filter(|text| !text.is_empty()).map(|text| Block::Reasoning(text.to_owned())).collect();
    blocks.extend(match words(map) {
        // Help desks write their texts as HTML.
        Some(Value::String(text)) if html::is_content(map, text) => vec![Block::Text(html::words(text))],
        Some(value) => pieces::blocks(value, 0),
        None => Vec::new(),
    });
    blocks.extend(tools::beside(map, ToolPart::Call));
    blocks.extend(tools::beside(map, ToolPart::Result));
    blocks
}

pub(super) fn calls_of(value: &Value) -> Vec<Block> {
    let items = value.as_array().into_iter().flatten();
    let call = |item: &Value| item.as_object().and_then(|map| tools::read(map, "tool call"));
    items.map(|item| call(item).unwrap_or_else(|| Block::Json(item.clone()))).collect()
}
