//! Cards, templates and other rich messages, which programs show with buttons and lists: their words in order.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::{keys, tools};

const DEEPEST: usize = 8;

/// Keys of an object's words, squeezed, in the order in which they are shown.
const WORDS: &[&str] = &["title", "subtitle", "text", "body", "description", "label", "footer"];

/// The words of a rich message as Markdown; `None` if the object does not say that it is one.
pub(in crate::text::extract) fn read(map: &Map<String, Value>) -> Option<Vec<Block>> {
    if !says_card(map) {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    object(map, 0, &mut lines);
    let text = lines.join("\n\n").replace("\n\n- ", "\n- ");
    (!lines.is_empty()).then(|| vec![Block::Text(text)])
}

/// Whether the type of an object, or of the one in it, is that of a card.
fn says_card(map: &Map<String, Value>) -> bool {
    let kinds = ["templatetype", "type", "kind", "contenttype", "typename"];
    let is_card = |kind: &str| {
        let words = keys::words(kind);
        let known = |word: &String| {
            [
                "template",
                "card",
                "cards",
                "carousel",
                "picker",
                "panel",
                "interactive",
                "flex",
                "bubble",
                "generic",
            ]
            .contains(&word.as_str())
        };
        words.len() <= 5 && words.iter().any(known)
    };
    tools::at(map, &["templatetype"]).is_some_and(Value::is_string)
        || tools::in_order(map, &kinds).into_iter().filter_map(Value::as_str).any(is_card)
}

fn object(map: &Map<String, Value>, depth: usize, lines: &mut Vec<String>) {
    if depth > DEEPEST || lines.len() > 200 {
        return;
    }
    for value in tools::in_order(map, WORDS) {
        match value {
            Value::String(text) if !text.trim().is_empty() => lines.push(text.trim().to_owned()),
            Value::Object(inner) => object(inner, depth + 1, lines),
            _ => {}
        }
    }
    for (key, value) in map.iter().take(60) {
        match value {
            Value::Array(items) => list(items, depth + 1, lines),
            Value::Object(inner) if !WORDS.contains(&keys::squeezed(key).as_str()) => {
                object(inner, depth + 1, lines);
            }
            _ => {}
        }
    }
}

/// What has one line is an item of a list: a choice, a button, a fact.
fn list(items: &[Value], depth: usize, lines: &mut Vec<String>) {
    for item in items.iter().take(100) {
        let mut own = Vec::new();
        match item {
            Value::String(text) => own.push(text.clone()),
            Value::Object(map) => object(map, depth, &mut own),
            _ => {}
        }
        own.dedup();
        match own.as_slice() {
            [one] if items.len() > 1 && !one.contains('\n') => lines.push(format!("- {one}")),
            _ => lines.append(&mut own),
        }
    }
}
