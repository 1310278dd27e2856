//! The text of a logged value for a list cell. A list is in the first load, the reader of all formats
//! ([`super::extract`]) is not: what is plain text, alone or in a simple list of messages, is read here, and the rest is
//! left for it.

use serde_json::{Map, Value};

use super::{excerpt::excerpt, extract::TurnSide, message::is_visible, strip_markdown::plain};

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
                    only => inner = only,
                }
            }
            _ => return None,
        }
    }
    None
}

/// The last message of the side's speaker, in a list of nothing but `{"role": …, "content": "…"}`.
fn last_message(items: &[Value], side: TurnSide) -> Option<&str> {
    let is_simple = |map: &Map<String, Value>| {
        let role = map.get("role").and_then(Value::as_str).unwrap_or_default();
        map.len() == 2
            && ["system", "user", "assistant"].contains(&role)
            && map.get("content").and_then(Value::as_str).is_some_and(is_prose)
    };
    if !items.iter().all(|item| item.as_object().is_some_and(is_simple)) {
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
    let is_label = |line: &str| line.split_once(':').is_some_and(|(label, _)| !label.trim().contains(' '));
    is_visible(text)
        && !start.starts_with(['{', '[', '"', '(', '\''])
        && !start.starts_with("b'")
        && !text.contains(['<', '◁'])
        && (start.len() < 40 || start.contains(' '))
        && !text.lines().take(20).any(is_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::text::extract::in_cell;

    fn quick(value: &Value, side: TurnSide) -> Option<String> {
        match CellText::new(Some(value), side) {
            CellText::Words(words) => Some(words),
            CellText::Unread(_) => None,
        }
    }

    #[test]
    fn plain_text_and_simple_messages_need_no_other_reader() {
        let both = json!({"messages": [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "Is it **open**?"},
            {"role": "assistant", "content": "Yes, **until six**."},
        ]});
        assert_eq!(quick(&both, TurnSide::Input).as_deref(), Some("Is it **open**?"));
        assert_eq!(quick(&both, TurnSide::Output).as_deref(), Some("Yes, until six."));
        assert_eq!(quick(&json!({"_input_value": "Hello"}), TurnSide::Input).as_deref(), Some("Hello"));
        assert_eq!(quick(&json!({"output": {"reply": "Hi"}}), TurnSide::Output).as_deref(), Some("Hi"));
        assert_eq!(quick(&Value::Null, TurnSide::Output).as_deref(), Some(""));
    }

    #[test]
    fn what_may_be_more_than_words_is_left() {
        for text in [
            "{\"a\": 1}",
            "<think>so</think> Yes",
            "data: x",
            "User: hi\nBot: hello",
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
        ] {
            assert_eq!(quick(&json!(text), TurnSide::Output), None, "{text}");
        }
        assert_eq!(quick(&json!({"id": 1, "text": "Yes"}), TurnSide::Output), None);
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[A-Za-z ,.?*_#`\\n-]{0,60}",
            "(data|event|user|Human|b'|<think>|\\[\\[ ## |\\{|\\(|'|q|a)[:>' ]?[A-Za-z \\n:{}'<>/]{0,40}",
            "\\PC{0,40}",
        ]
    }

    fn value() -> impl Strategy<Value = Value> {
        let message = (prop_oneof!["user", "assistant", "system", "tool"], text())
            .prop_map(|(role, content)| json!({"role": role, "content": content}));
        prop_oneof![
            text().prop_map(Value::from),
            ("[a-z_]{1,12}", text()).prop_map(|(key, text)| json!({ key: text })),
            ("[a-z_]{1,8}", "[a-z]{1,8}", text())
                .prop_map(|(outer, key, text)| json!({ outer: { key: text } })),
            prop::collection::vec(message, 0..5).prop_map(|messages| json!({ "messages": messages })),
        ]
    }

    proptest! {
        #[test]
        fn both_readers_show_the_same(value in value()) {
            for side in [TurnSide::Input, TurnSide::Output] {
                if let Some(quick) = quick(&value, side) {
                    prop_assert_eq!(quick, in_cell(&value, side), "{}", value);
                }
            }
        }
    }
}
