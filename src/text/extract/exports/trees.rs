//! Trees of messages: Open WebUI, Open Assistant, LibreChat, and any list whose messages name their parents.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{Export, role, text};

/// Open WebUI: `history` with `messages` by id, and `currentId`. Its export has it inside `chat`.
pub(super) fn open_webui(value: &Value) -> Option<Export> {
    let map = value.as_object()?;
    let (key, history) =
        match map.get("history").and_then(|history| Some(("history", history.get("messages")?))) {
            Some(found) => found,
            None => ("chat", map.get("chat")?.get("history")?.get("messages")?),
        };
    let holder = if key == "chat" { map.get("chat")?.get("history")? } else { map.get("history")? };
    let nodes: Vec<&Map<String, Value>> =
        history.as_object()?.values().filter_map(Value::as_object).collect();
    branch(&nodes, holder.get("currentId").and_then(Value::as_str), key)
}

/// `messages` as an object by id. Without parents, in the order in which they were logged or, if they say when, written.
pub(super) fn by_id(value: &Value) -> Option<Export> {
    let map = value.as_object()?;
    let (key, nodes) = ["messages", "history", "conversation"]
        .iter()
        .find_map(|key| Some((*key, map.get(*key)?.as_object()?)))?;
    let mut nodes: Vec<&Map<String, Value>> = nodes.values().map(Value::as_object).collect::<Option<_>>()?;
    let current =
        text(map, &["currentId", "current_id", "currentNode", "current_node", "current_leaf_message_uuid"]);
    if nodes.iter().any(|node| parent(node).is_some()) {
        return branch(&nodes, current, key);
    }
    let time = |node: &&Map<String, Value>| {
        ["timestamp", "created_at", "createdAt"].iter().find_map(|key| node.get(*key)?.as_f64())
    };
    if nodes.iter().all(|node| time(node).is_some()) {
        nodes.sort_by(|a, b| time(a).partial_cmp(&time(b)).unwrap_or(std::cmp::Ordering::Equal));
    }
    let messages: Vec<Value> = nodes.iter().map(|node| message(node)).collect::<Option<_>>()?;
    (!messages.is_empty()).then_some(Export { messages, branches: 0, key })
}

const IDS: &[&str] = &["id", "message_id", "messageId", "uuid"];
const PARENTS: &[&str] =
    &["parentId", "parent_id", "parentMessageId", "parent_message_id", "parent_message_uuid", "parent"];

fn parent(map: &Map<String, Value>) -> Option<&str> {
    text(map, PARENTS)
}

/// A list of messages that name their parents (Open Assistant's, LibreChat's), if it branches.
pub(super) fn with_parents(value: &Value) -> Option<Export> {
    let (key, items) = match value {
        Value::Array(items) => ("", items),
        Value::Object(map) => {
            let found =
                ["messages", "chat_messages"].iter().find_map(|key| Some((*key, map.get(*key)?.as_array()?)));
            found?
        }
        _ => return None,
    };
    let nodes: Vec<&Map<String, Value>> = items.iter().map(Value::as_object).collect::<Option<_>>()?;
    let named = nodes.iter().filter(|node| parent(node).is_some() && text(node, IDS).is_some()).count();
    if named == 0 || named + 1 < nodes.len() {
        return None;
    }
    let current = value
        .as_object()
        .and_then(|map| text(map, &["current_leaf_message_uuid", "currentId", "current_node"]));
    branch(&nodes, current, key)
}

/// The branch that ends with the current message, or else with the last one.
fn branch(nodes: &[&Map<String, Value>], current: Option<&str>, key: &'static str) -> Option<Export> {
    let by_id: HashMap<&str, &Map<String, Value>> =
        nodes.iter().filter_map(|node| Some((text(node, IDS)?, *node))).collect();
    let parents: HashSet<&str> = nodes.iter().filter_map(|node| parent(node)).collect();
    let is_leaf = |node: &&&Map<String, Value>| text(node, IDS).is_some_and(|id| !parents.contains(id));
    let leaves = nodes.iter().filter(is_leaf).count();
    let last = || nodes.iter().rev().find(is_leaf).and_then(|node| text(node, IDS));
    let mut at = current.filter(|id| by_id.contains_key(id)).or_else(last);
    let mut path: Vec<&Map<String, Value>> = Vec::new();
    let mut seen = HashSet::new();
    while let Some(node) = at.filter(|id| seen.insert(*id)).and_then(|id| by_id.get(id)) {
        path.push(node);
        at = parent(node);
    }
    let ends_in_leaf = path.first().is_some_and(|node| is_leaf(&node));
    let messages: Vec<Value> = path.iter().rev().map(|node| message(node)).collect::<Option<_>>()?;
    let branches = leaves.saturating_sub(usize::from(ends_in_leaf));
    (!messages.is_empty()).then_some(Export { messages, branches, key })
}

/// Open Assistant: `prompt` or a message with `replies`, the best first (`rank` 0). LibreChat has `children`.
pub(super) fn replies(value: &Value) -> Option<Export> {
    let map = value.as_object()?;
    let (key, root) =
        match map.get("prompt").and_then(Value::as_object).filter(|root| answers(root).is_some()) {
            Some(root) => ("prompt", root),
            None if map.contains_key("replies") => ("replies", map),
            None => {
                let items = map
                    .get("messages")?
                    .as_array()
                    .filter(|items| items.iter().any(|item| item.get("children").is_some()))?;
                ("messages", items.first()?.as_object()?)
            }
        };
    let mut path = vec![message(root)?];
    let mut branches = 0;
    let mut at = root;
    while let Some(all) = answers(at).filter(|all| !all.is_empty()) {
        let rank = |value: &&Value| value.get("rank").and_then(Value::as_u64).unwrap_or(u64::MAX);
        let best = all.iter().min_by_key(rank)?;
        branches += all.iter().filter(|other| !std::ptr::eq(*other, best)).map(leaves).sum::<usize>();
        at = best.as_object()?;
        path.push(message(at)?);
    }
    Some(Export { messages: path, branches, key })
}

fn answers(map: &Map<String, Value>) -> Option<&Vec<Value>> {
    ["replies", "children"].iter().find_map(|key| map.get(*key)?.as_array())
}

/// The ends of the branches below a message. The parser bounds the depth.
fn leaves(value: &Value) -> usize {
    match value.as_object().and_then(answers) {
        Some(all) if !all.is_empty() => all.iter().map(leaves).sum(),
        _ => 1,
    }
}

/// A message of a tree in the common form.
fn message(map: &Map<String, Value>) -> Option<Value> {
    let by = text(map, &["role", "sender", "author"]);
    let role_name = match (by.and_then(role), map.get("isCreatedByUser"), by) {
        (_, Some(Value::Bool(by_user)), _) => {
            if *by_user {
                "user"
            } else {
                "assistant"
            }
        }
        (Some(role), _, _) => role,
        (None, _, Some(other)) => other,
        _ => return None,
    };
    let mut whole = map.clone();
    for key in ["replies", "children", "childrenIds", "type"] {
        whole.remove(key);
    }
    whole.insert("role".to_owned(), json!(role_name));
    let holds = |value: &Value| match value {
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => !text.is_empty(),
        value => !value.is_null(),
    };
    if !whole.get("content").is_some_and(holds) {
        let words = map.get("text").or_else(|| map.get("message")).cloned().unwrap_or_default();
        whole.insert("content".to_owned(), words);
    }
    Some(Value::Object(whole))
}
