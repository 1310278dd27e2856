//! Conversations whose messages name their writers by an id, while a list beside them says who is a customer and who is an
//! agent: LiveChat's `users`, Zendesk's `users`, Twilio's `participants`. Each message gets the role of its writer.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::general;
use super::general::keys::{squeezed, words};

/// Deeper values are left as they are, and longer lists of people are not read.
const DEEPEST: usize = 24;
const MOST: usize = 500;

/// Words in the keys of lists of people.
const LISTS: &[&str] = &[
    "users",
    "participants",
    "members",
    "people",
    "parties",
    "authors",
    "agents",
    "customers",
    "senders",
    "actors",
];

/// Keys of a person's id, and of the writer's id in a message, without anything but their letters.
const IDS: &[&str] =
    &["id", "userid", "participantid", "memberid", "sid", "identity", "authorid", "senderid", "uid"];
const WRITERS: &[&str] = &[
    "authorid",
    "senderid",
    "userid",
    "participantid",
    "participantsid",
    "fromid",
    "author",
    "sender",
    "from",
    "user",
    "actorid",
];

/// The value with a `role` in the messages of known writers; `None` if it has no list that says who they are. Takes linear
/// time.
pub(super) fn with_roles(value: &Value) -> Option<Value> {
    let mut people = HashMap::new();
    find(value, 0, &mut people);
    if people.is_empty() {
        return None;
    }
    let mut changed = value.clone();
    add_roles(&mut changed, 0, &people).then_some(changed)
}

/// Collects the roles of people by their ids.
fn find(value: &Value, depth: usize, people: &mut HashMap<String, &'static str>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| find(item, depth + 1, people)),
        Value::Object(map) => {
            for (key, inner) in map {
                let lists = words(key).last().is_some_and(|last| LISTS.contains(&last.as_str()));
                if let Value::Array(items) = inner
                    && lists
                    && items.len() <= MOST
                {
                    people.extend(items.iter().filter_map(|item| person(item.as_object()?)));
                }
                find(inner, depth + 1, people);
            }
        }
        _ => {}
    }
}

fn person(map: &Map<String, Value>) -> Option<(String, &'static str)> {
    let role = general::role_of(map)?;
    Some((id(map, IDS)?, role))
}

fn id(map: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    let of = |(key, value): (&String, &Value)| {
        let rank = keys.iter().position(|name| *name == squeezed(key))?;
        let id = match value {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => return None,
        };
        Some((rank, id))
    };
    map.iter().take(60).filter_map(of).min_by_key(|(rank, _)| *rank).map(|(_, id)| id)
}

/// Writes the roles into the messages; whether there were any.
fn add_roles(value: &mut Value, depth: usize, people: &HashMap<String, &'static str>) -> bool {
    if depth > DEEPEST {
        return false;
    }
    match value {
        Value::Array(items) => {
            items.iter_mut().fold(false, |any, item| add_roles(item, depth + 1, people) | any)
        }
        Value::Object(map) => {
            let any = map.values_mut().fold(false, |any, inner| add_roles(inner, depth + 1, people) | any);
            let has_text =
                ["text", "body", "content", "message", "plain_body"].iter().any(|key| map.contains_key(*key));
            let role = if has_text && !map.contains_key("role") { id(map, WRITERS) } else { None };
            match role.and_then(|id| people.get(&id)) {
                Some(role) => {
                    map.insert("role".to_owned(), Value::from(*role));
                    true
                }
                None => any,
            }
        }
        _ => false,
    }
}
