//! Cards, templates and other rich messages, which programs show with buttons and lists: their words in order.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::{keys, tools};

const DEEPEST: usize = 8;

/// Keys of an object's words, squeezed, in the order in which they are shown.
const WORDS: &[&str] = &[
    "pretext",
    "header",
    "title",
    "subtitle",
    "toplabel",
    "text",
    "content",
    "formattedtext",
    "body",
    "description",
    "bottomlabel",
    "label",
    "footer",
];

/// Words in the keys of what is shown as a card beside a text: `cardsV2`, `basicCard`, `richContent`, `embeds`.
const RICH: &[&str] = &["card", "cards", "carousel", "embeds", "rich", "flex", "widgets"];

/// Keys of a card's objects that say what a button does or sends.
const UNSEEN: &[&str] = &["data", "metadata", "parameters", "onclick", "value", "defaultaction", "author"];

/// The words of a rich message as Markdown; `None` if the object does not say that it is one.
pub(in crate::text::extract) fn read(map: &Map<String, Value>) -> Option<Vec<Block>> {
    if !is_card(map) {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    object(map, 0, &mut lines);
    let text = lines.join("\n\n").replace("\n\n- ", "\n- ");
    (!lines.is_empty()).then(|| vec![Block::Text(text)])
}

/// Whether the type that an object names is that of a card, such as `AdaptiveCard`, `template` or `carousel`.
fn is_card(map: &Map<String, Value>) -> bool {
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

/// The words of the cards beside a text, without those that are said already; `None` if there are none.
pub(in crate::text::extract) fn beside(map: &Map<String, Value>, shown_blocks: &[Block]) -> Option<Block> {
    let mut lines = Vec::new();
    fields(map, 0, &mut lines);
    let is_new = |line: &String| {
        let line = line.trim_start_matches("- ");
        !shown_blocks.iter().any(|block| matches!(block, Block::Text(text) if text.contains(line)))
    };
    // Each line is looked for in all that is said.
    lines.truncate(100);
    lines.retain(is_new);
    (!lines.is_empty()).then(|| Block::Text(lines.join("\n\n").replace("\n\n- ", "\n- ")))
}

fn fields(map: &Map<String, Value>, depth: usize, lines: &mut Vec<String>) {
    if depth > 3 || map.len() > 60 {
        return;
    }
    for (key, value) in map {
        let words = keys::words(key);
        let is_rich = words.iter().any(|word| RICH.contains(&word.as_str()));
        match (key.as_str(), value) {
            // Slack's, which were made a text.
            ("blocks", Value::String(text)) => lines.extend(text.split("\n\n").map(str::to_owned)),
            ("blocks", Value::Array(items))
                if items.iter().all(|item| item.is_string() || item.get("type").is_some()) =>
            {
                list(items, 1, lines);
            }
            ("attachments" | "components", Value::Array(items)) if items.iter().all(is_attached) => {
                list(items, 1, lines);
            }
            ("attachment", Value::Object(inner)) if is_card(inner) => object(inner, 1, lines),
            (_, Value::Array(items)) if is_rich => list(items, 1, lines),
            (_, Value::Object(inner)) if is_rich => object(inner, 1, lines),
            (_, Value::Object(inner)) if key == "payload" || inner.len() == 1 => {
                fields(inner, depth + 1, lines);
            }
            _ => {}
        }
    }
}

/// Whether an item is shown as a card: its type says so, or it has fields that Slack's attachments have, or it is a row of
/// Discord's buttons, which has a number as its type.
fn is_attached(item: &Value) -> bool {
    let Value::Object(map) = item else { return false };
    is_card(map)
        || ["fallback", "pretext", "color"].iter().any(|key| map.get(*key).is_some_and(Value::is_string))
        || (map.get("type").is_some_and(Value::is_number) && map.contains_key("components"))
}

fn object(map: &Map<String, Value>, depth: usize, lines: &mut Vec<String>) {
    if depth > DEEPEST || lines.len() > 200 {
        return;
    }
    // What a choice sends when it is chosen is not shown.
    let sends =
        map.get("type").is_some_and(Value::is_string) && map.get("label").is_some_and(Value::is_string);
    let shown = if sends { &["label"] } else { WORDS };
    let before = lines.len();
    for value in tools::in_order(map, shown) {
        match value {
            Value::String(text) if !text.trim().is_empty() => lines.push(text.trim().to_owned()),
            Value::Object(inner) => object(inner, depth + 1, lines),
            _ => {}
        }
    }
    for (key, value) in map.iter().take(60) {
        let name = keys::squeezed(key);
        match value {
            Value::Array(items) if matches!(name.as_str(), "facts" | "fields") => {
                facts(items, depth + 1, lines)
            }
            Value::Array(items) => list(items, depth + 1, lines),
            Value::Object(inner)
                if !WORDS.contains(&name.as_str())
                    && (lines.len() == before || !UNSEEN.contains(&name.as_str())) =>
            {
                object(inner, depth + 1, lines);
            }
            _ => {}
        }
    }
}

/// Names with their values: `{"title": "Arrival", "value": "3 May"}`.
fn facts(items: &[Value], depth: usize, lines: &mut Vec<String>) {
    for item in items.iter().take(100) {
        let text = |key: &str| item.get(key).and_then(Value::as_str);
        match (text("title").or_else(|| text("name")), text("value")) {
            (Some(name), Some(value)) => {
                lines.push(format!("- {}: {value}", name.trim_end_matches(':')));
            }
            _ => list(std::slice::from_ref(item), depth, lines),
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
            Value::Array(items) if depth < DEEPEST => list(items, depth + 1, &mut own),
            _ => {}
        }
        own.dedup();
        match own.as_slice() {
            [one] if items.len() > 1 && !one.contains('\n') && !one.ends_with('.') => {
                lines.push(format!("- {one}"))
            }
            _ => lines.append(&mut own),
        }
    }
}
