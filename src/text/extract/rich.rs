//! Rich text as editors and chat programs store it, a tree of paragraphs and pieces: ProseMirror and Tiptap, Atlassian,
//! Lexical, Slate, Contentful, Portable Text, Slack's blocks, Feishu's posts, Quill, Draft.js, Editor.js, Notion. Each tree
//! is replaced by its text before the value is read.

mod tree;

use serde_json::{Map, Value};

/// Deeper values are left as they are.
const DEEPEST: usize = 64;

/// The value with text in place of its trees; `None` if it has none. Takes linear time.
pub(super) fn flattened(value: &Value) -> Option<Value> {
    replaced(value, 0)
}

fn replaced(value: &Value, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    if let Some(text) = tree::text(value) {
        return Some(Value::String(text));
    }
    match value {
        Value::Array(items) => {
            let made: Vec<Option<Value>> = items.iter().map(|item| replaced(item, depth + 1)).collect();
            if made.iter().all(Option::is_none) {
                return None;
            }
            Some(
                made.into_iter()
                    .zip(items)
                    .map(|(made, item)| made.unwrap_or_else(|| item.clone()))
                    .collect(),
            )
        }
        Value::Object(map) => {
            let made: Vec<(&String, Value)> = map
                .iter()
                .filter_map(|(key, inner)| Some((key, in_field(map, key, inner, depth)?)))
                .collect();
            if made.is_empty() {
                return None;
            }
            let mut whole = map.clone();
            for (key, value) in made {
                whole.insert(key.clone(), value);
            }
            Some(Value::Object(whole))
        }
        Value::String(text) if may_hold_tree(text) => {
            replaced(&serde_json::from_str(text.trim()).ok()?, depth + 1)
        }
        _ => None,
    }
}

fn in_field(map: &Map<String, Value>, key: &str, value: &Value, depth: usize) -> Option<Value> {
    // Feishu's messages have a type, and their content is JSON text: `{"text": "Hi"}`.
    if key == "content"
        && let Value::String(text) = value
        && ["message_type", "msg_type"].iter().any(|kind| map.get(*kind).is_some_and(Value::is_string))
        && let Ok(Value::Object(inner)) = serde_json::from_str(text)
    {
        let said = inner.get("text").filter(|_| inner.len() == 1).and_then(Value::as_str);
        return said.map(|said| Value::from(with_names(said, map))).or_else(|| replaced(value, depth));
    }
    replaced(value, depth + 1)
}

/// The text with the names of the people that it mentions, in place of their numbers.
fn with_names(text: &str, map: &Map<String, Value>) -> String {
    let mentions = map.get("mentions").and_then(Value::as_array).into_iter().flatten().take(20);
    let named = mentions.filter_map(|one| Some((one.get("key")?.as_str()?, one.get("name")?.as_str()?)));
    // Short keys and long names would make much of a long text.
    let fits = |(key, name): &(&str, &str)| key.len() > 2 && name.len() <= 80 && text.len() <= 20_000;
    named.filter(fits).take(20).fold(text.to_owned(), |text, (key, name)| match text.len() {
        0..=100_000 => text.replace(key, &format!("@{name}")),
        _ => text,
    })
}

/// Whether a text may be the JSON of a tree. Editors store theirs as text.
fn may_hold_tree(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && ["\"children\"", "\"content\"", "\"ops\"", "\"blocks\"", "\"elements\""]
            .iter()
            .any(|key| text.contains(key))
        && ["\"text\"", "\"insert\"", "\"value\""].iter().any(|key| text.contains(key))
}
