//! The text of a logged value for a list cell. A list is in the first load, the reader of all formats
//! ([`super::extract`]) is not: what is plain text, alone or in a simple list of messages, is read here, and the rest is
//! left for it.

use serde_json::{Map, Value};

use super::{
    excerpt::excerpt,
    message::{TurnSide, is_visible},
    strip_markdown::plain,
};

/// The length limit of what is read, in characters.
const LONGEST: usize = 1_000;

/// The length limit of a cell, in characters; longer than any cell displays.
const CELL: usize = 300;

/// How many objects with a single key are unwrapped: `@opik.track` logs `{"output": …}`, and the program's own wrapper may
/// be inside.
const WRAPPINGS: usize = 2;

/// The text of a trace's input or output for a list cell.
#[derive(Clone, Debug, PartialEq)]
pub enum CellText {
    /// Empty if nothing was logged.
    Words(String),
    /// A value that only the full reader can put in words, see [`super::extract::in_cell`].
    Unread(Value),
}

impl CellText {
    pub fn new(value: Option<&Value>, side: TurnSide) -> Self {
        match value {
            None | Some(Value::Null) => Self::Words(String::new()),
            Some(value) => match words(value, side) {
                Some(words) => Self::Words(cell(&beginning(words.trim()), side)),
                None => Self::Unread(value.clone()),
            },
        }
    }

    /// Whether nothing was logged.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Words(words) if words.trim().is_empty())
    }
}

/// Text for a cell: input as written, output without Markdown.
pub(super) fn cell(words: &str, side: TurnSide) -> String {
    match side {
        TurnSide::Input => {
            let cut = excerpt(words, CELL);
            if cut.cut { format!("{}…", cut.text.trim_end()) } else { cut.text }
        }
        TurnSide::Output => plain(words, CELL),
    }
}

/// A text cut to about 1,000 characters.
pub(super) fn beginning(text: &str) -> String {
    let excerpt = excerpt(text, LONGEST);
    if excerpt.cut { format!("{}…", excerpt.text.trim_end()) } else { excerpt.text }
}

fn words(value: &Value, side: TurnSide) -> Option<&str> {
    let mut inner = value;
    for _ in 0..=WRAPPINGS {
        match inner {
            Value::String(text) => return is_prose(text).then_some(text),
            Value::Object(map) if map.len() == 1 => {
                let (key, only) = map.iter().next()?;
                match only {
                    Value::Array(items) if key == "messages" => return last_message(items, side),
                    // An id alone says nothing.
                    _ if key.to_ascii_lowercase().trim_end_matches('s').ends_with("id") => return None,
                    only => inner = only,
                }
            }
            _ => return None,
        }
    }
    None
}

/// The last message of the side's speaker, in a list of nothing but `{"role": …, "content": "…"}`. Messages of one speaker
/// next to each other may be the pieces of one text, which the full reader joins.
fn last_message(items: &[Value], side: TurnSide) -> Option<&str> {
    let is_simple = |map: &Map<String, Value>| {
        let role = map.get("role").and_then(Value::as_str).unwrap_or_default();
        map.len() == 2
            && ["system", "user", "assistant"].contains(&role)
            && map.get("content").and_then(Value::as_str).is_some_and(is_prose)
    };
    let all_simple = items.iter().all(|item| item.as_object().is_some_and(is_simple));
    let mut pairs = items.iter().zip(items.iter().skip(1));
    if !all_simple || pairs.any(|(one, next)| one.get("role") == next.get("role")) {
        return None;
    }
    let speaker = if side == TurnSide::Input { "user" } else { "assistant" };
    items
        .iter()
        .rev()
        .find(|item| item.get("role").is_some_and(|role| role == speaker))?
        .get("content")?
        .as_str()
}

/// Whether a text is certainly nothing but words: no JSON, no stream, no transcript, no tags, no data.
fn is_prose(text: &str) -> bool {
    let start = text.trim_start();
    let is_label = |line: &str| {
        line.split_once(':').is_some_and(|(label, _)| !label.trim_start_matches('#').trim().contains(' '))
    };
    is_visible(text)
        && !start.starts_with(['{', '[', '"', '(', '\''])
        && !start.starts_with("b'")
        && !text.contains(['<', '◁'])
        && (start.len() < 40 || start.contains(' '))
        && !text.lines().take(20).any(is_label)
}
