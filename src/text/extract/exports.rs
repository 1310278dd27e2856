//! Conversations as chat programs and data sets export them. They are brought into the form of a list of messages, which
//! is then read like any other. Of a tree only the chosen branch is read, and a note says that there are others.

mod chatgpt;
mod cline;
mod messengers;
mod named;
mod pairs;
mod transcript;
mod trees;

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, LeftOut};

use super::{TurnSide, conversation, left_out};

/// A conversation in the common form.
struct Export {
    /// Messages with `role` and `content`, as OpenAI has them.
    messages: Vec<Value>,
    /// How many branches of the tree are not among the messages.
    branches: usize,
    /// The key of the object under which the conversation was; empty if it is the whole value.
    key: &'static str,
}

type Reader = fn(&Value) -> Option<Export>;

/// The first reader that recognises the value is used.
const READERS: &[Reader] = &[
    chatgpt::read,
    trees::open_webui,
    trees::replies,
    trees::with_parents,
    trees::by_id,
    named::share_gpt,
    named::claude,
    cline::read,
    messengers::read,
    pairs::read,
    transcript::read,
];

/// Reads one exported conversation, or a list of them.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    one(value, side).or_else(|| {
        let items =
            value.as_array().filter(|items| !items.is_empty() && items.iter().all(Value::is_object))?;
        let mut whole = Extracted { format: "export", messages: Vec::new(), left_out: Vec::new() };
        for (at, item) in items.iter().enumerate() {
            // The first item decides, so that other lists cost nothing.
            let found = one(item, side)?;
            whole.messages.extend(found.messages);
            let fields = found.left_out.into_iter();
            whole
                .left_out
                .extend(fields.map(|field| LeftOut { path: format!("[{at}].{}", field.path), ..field }));
        }
        Some(whole)
    })
}

fn one(value: &Value, side: TurnSide) -> Option<Extracted> {
    let export = READERS.iter().find_map(|reader| reader(value))?;
    let mut messages = conversation::list(&export.messages, side)?;
    if export.branches > 0
        && let Some(last) = messages.last_mut()
    {
        last.blocks.push(Block::Note(not_shown(export.branches)));
    }
    let left_out = match value {
        Value::Object(map) if !export.key.is_empty() => left_out(map, &[export.key]),
        _ => Vec::new(),
    };
    Some(Extracted { format: "export", messages, left_out })
}

fn not_shown(branches: usize) -> String {
    match branches {
        1 => "1 other branch is not shown".to_owned(),
        more => format!("{more} other branches are not shown"),
    }
}

/// The text under the first of these keys that has one.
fn text<'a>(map: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| map.get(*key)?.as_str())
}

/// The conversations' role for a name that exports use besides those of all formats.
fn role(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "human" | "user" | "prompter" | "customer" | "me" => Some("user"),
        "gpt" | "chatgpt" | "bing" | "bard" | "assistant" | "model" | "bot" | "ai" | "agent" | "claude"
        | "chatbot" => Some("assistant"),
        "system" => Some("system"),
        "tool" | "observation" | "tool_response" | "function_response" => Some("tool"),
        _ => None,
    }
}
