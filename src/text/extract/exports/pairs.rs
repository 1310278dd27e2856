//! Gradio's older history: a list of pairs, each of a question and its answer.

use serde_json::{Value, json};

use super::super::role::known;
use super::Export;

/// Keys under which a program has such a history.
const KEYS: &[&str] =
    &["history", "chat_history", "chatbot", "chatHistory", "conversation", "messages", "internal", "visible"];

pub(super) fn read(value: &Value) -> Option<Export> {
    let (key, items) = match value {
        Value::Array(items) => ("", items),
        // Beside a question of its own, the history is only what came before.
        Value::Object(map) if !map.contains_key("message") => {
            KEYS.iter().find_map(|key| Some((*key, map.get(*key)?.as_array()?)))?
        }
        _ => return None,
    };
    let pairs: Vec<(&Value, &Value)> = items.iter().map(pair).collect::<Option<_>>()?;
    let is_prose = |value: &Value| value.as_str().is_some_and(|text| text.contains(char::is_whitespace));
    // A table of short values is no conversation, unless its key says so.
    let is_named = !key.is_empty()
        || pairs
            .iter()
            .any(|(asked, answered)| is_prose(asked) && (is_prose(answered) || answered.is_null()));
    if pairs.is_empty() || !is_named {
        return None;
    }
    let messages = pairs.into_iter().flat_map(|(asked, answered)| {
        let message = |role: &str, words: &Value| {
            (!words.is_null()).then(|| json!({"role": role, "content": content(words)}))
        };
        [message("user", asked), message("assistant", answered)]
    });
    Some(Export { messages: messages.flatten().collect(), branches: 0, key })
}

fn pair(value: &Value) -> Option<(&Value, &Value)> {
    let [asked, answered] = value.as_array()?.as_slice() else { return None };
    // A file is a list of its path and a description.
    let fits = |value: &Value| value.is_null() || value.is_string() || file(value).is_some();
    let is_role = asked.as_str().is_some_and(|name| known(name).is_some());
    (fits(asked) && fits(answered) && !is_role && !(asked.is_null() && answered.is_null()))
        .then_some((asked, answered))
}

fn file(value: &Value) -> Option<&str> {
    match value {
        Value::Array(items) => items.first()?.as_str().filter(|_| items.len() <= 2),
        Value::Object(map) => ["path", "url", "name"].iter().find_map(|key| map.get(*key)?.as_str()),
        _ => None,
    }
}

fn content(value: &Value) -> Value {
    match file(value) {
        Some(path) => {
            json!([{"type": "file", "file": {"filename": path.rsplit('/').next(), "file_id": path}}])
        }
        None => value.clone(),
    }
}
