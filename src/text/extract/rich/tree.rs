//! Recognises a tree of rich text and writes its text.

use serde_json::{Map, Value};

use super::super::general::keys::squeezed;

/// Deeper trees are not read.
const DEEPEST: usize = 40;

/// What a node with pieces inside calls itself, squeezed.
const BLOCKS: &[&str] = &[
    "doc",
    "document",
    "root",
    "paragraph",
    "p",
    "heading",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "heading1",
    "heading2",
    "heading3",
    "bulletlist",
    "bulletedlist",
    "orderedlist",
    "numberedlist",
    "unorderedlist",
    "listitem",
    "li",
    "lic",
    "ul",
    "ol",
    "blockquote",
    "quote",
    "codeblock",
    "richtext",
    "richtextsection",
    "richtextlist",
    "richtextquote",
    "richtextpreformatted",
    "block",
    "panel",
    "tasklist",
    "taskitem",
    "table",
    "tablerow",
    "tablecell",
    "tableheader",
];

/// Nodes that are items of a list.
const ITEMS: &[&str] = &["listitem", "li", "taskitem"];

/// Nodes that stand in a line.
const INLINE: &[&str] = &["link", "hyperlink", "autolink", "a", "inlinevariable", "span"];

/// Nodes that show no words.
const SILENT: &[&str] = &["divider", "hr", "horizontalrule", "hardbreak", "linebreak", "br", "break"];

/// Keys of the pieces in a node.
const INSIDE: &[&str] = &["children", "content", "elements", "richText"];

/// The text of a value that is a tree as a whole; `None` for any other.
pub(super) fn text(value: &Value) -> Option<String> {
    let mut writer = TreeText { text: String::new(), item: false };
    match value {
        Value::Object(map) => {
            if let Some(text) = lines(map) {
                return Some(text);
            }
            // Lexical has the tree in an object of its own.
            let root = map.get("root").and_then(Value::as_object).filter(|_| map.len() <= 2).unwrap_or(map);
            if !is_tree(root) {
                return None;
            }
            writer.node(root, 0);
        }
        Value::Array(items) if !items.is_empty() => {
            if let Some(text) = spans(items) {
                return Some(text);
            }
            let nodes: Vec<&Map<String, Value>> =
                items.iter().map(Value::as_object).collect::<Option<_>>()?;
            // An image between paragraphs is left to the readers of parts.
            let silent = |node: &Map<String, Value>| SILENT.contains(&kind(node).as_str());
            let fits = |node: &&Map<String, Value>| is_tree(node) || silent(node) || lines(node).is_some();
            if !nodes.iter().any(|node| is_tree(node)) || !nodes.iter().all(fits) {
                return None;
            }
            nodes.iter().for_each(|node| writer.node(node, 0));
        }
        _ => return None,
    }
    let text = writer.text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Editors that have a list of lines: Quill's `ops`, Draft.js and Editor.js with `blocks`; and Slack's sections.
fn lines(map: &Map<String, Value>) -> Option<String> {
    let list = |key: &str| map.get(key).and_then(Value::as_array).filter(|items| !items.is_empty());
    let string = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(ops) = list("ops") {
        let insert = |op: &Value| op.get("insert").map(|piece| string(piece).unwrap_or_default());
        return Some(ops.iter().map(insert).collect::<Option<String>>()?.trim().to_owned());
    }
    if map.contains_key("entityMap") || map.contains_key("time") {
        let line = |block: &Value| string(block.get("text").or_else(|| block.get("data")?.get("text"))?);
        return Some(list("blocks")?.iter().map(line).collect::<Option<Vec<_>>>()?.join("\n"));
    }
    let kind = map.get("type")?.as_str()?;
    let written = |piece: &Value| {
        let kind = piece.get("type").and_then(Value::as_str);
        string(piece.get("text").filter(|_| matches!(kind, Some("mrkdwn" | "plain_text")))?)
    };
    match kind {
        "section" | "header" => {
            let fields = list("fields").into_iter().flatten().filter_map(written);
            let lines: Vec<String> = map.get("text").and_then(written).into_iter().chain(fields).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
        "context" => Some(list("elements")?.iter().map(written).collect::<Option<Vec<_>>>()?.join(" ")),
        _ => None,
    }
}

/// Pieces of one text that stand in a list of their own: Notion's with `plain_text`, and Feishu's lines of pieces.
fn spans(items: &[Value]) -> Option<String> {
    let plain = |item: &Value| item.get("plain_text")?.as_str().map(str::to_owned);
    if let Some(text) = items.iter().map(plain).collect::<Option<String>>() {
        return Some(text);
    }
    let line = |line: &Value| {
        let tagged =
            line.as_array()?.iter().map(|piece| piece.as_object().filter(|map| map.contains_key("tag")));
        let pieces = tagged.collect::<Option<Vec<_>>>()?;
        let mut writer = TreeText { text: String::new(), item: false };
        pieces.into_iter().for_each(|piece| writer.leaf(piece));
        Some(writer.text)
    };
    Some(items.iter().map(line).collect::<Option<Vec<_>>>()?.join("\n"))
        .filter(|text| !text.trim().is_empty())
}

fn kind(map: &Map<String, Value>) -> String {
    let names = ["type", "nodeType", "_type", "tag"];
    squeezed(names.iter().find_map(|name| map.get(*name)?.as_str()).unwrap_or_default())
}

fn pieces(map: &Map<String, Value>) -> Option<&Vec<Value>> {
    INSIDE.iter().find_map(|key| map.get(*key)?.as_array())
}

fn leaf_text(map: &Map<String, Value>) -> Option<&str> {
    let found = ["text", "value", "insert"].iter().find_map(|key| map.get(*key)?.as_str());
    found.or_else(|| map.get("attrs")?.get("text")?.as_str())
}

/// Nodes without words: lines, breaks, images, mentions by an id.
fn is_void(map: &Map<String, Value>) -> bool {
    !map.contains_key("role") && !kind(map).is_empty() && leaf_text(map).is_none()
}

/// Whether an object is a node with pieces, and has words in it.
fn is_tree(map: &Map<String, Value>) -> bool {
    is_node(map, 0) && has_words(map, 0)
}

fn is_node(map: &Map<String, Value>, depth: usize) -> bool {
    let Some(pieces) = pieces(map) else { return false };
    let kind = kind(map);
    // Slate's elements may have any type, or none.
    let slate = map.contains_key("children") && leaf_text(map).is_none() && !map.contains_key("id");
    let known = BLOCKS.contains(&kind.as_str()) || (depth > 0 && INLINE.contains(&kind.as_str()));
    let fits = |piece: &Value| {
        piece.as_object().is_some_and(|map| match self::pieces(map) {
            Some(_) => is_node(map, depth + 1),
            None => !map.contains_key("role") && (leaf_text(map).is_some() || is_void(map)),
        })
    };
    depth < DEEPEST
        && (known || slate)
        && !["role", "sender", "author", "from"].iter().any(|key| map.contains_key(*key))
        && pieces.iter().all(fits)
}

fn has_words(map: &Map<String, Value>, depth: usize) -> bool {
    let inside = pieces(map).into_iter().flatten().filter_map(Value::as_object);
    leaf_text(map).is_some_and(|text| !text.trim().is_empty())
        || (depth < DEEPEST && inside.into_iter().any(|piece| has_words(piece, depth + 1)))
}

struct TreeText {
    text: String,
    /// Whether what is written next is an item of a list.
    item: bool,
}

impl TreeText {
    fn node(&mut self, map: &Map<String, Value>, depth: usize) {
        if let Some(text) = lines(map) {
            self.line(2);
            return self.text.push_str(&text);
        }
        let Some(pieces) = pieces(map).filter(|_| depth < DEEPEST) else { return self.leaf(map) };
        let kind = kind(map);
        let inline = INLINE.contains(&kind.as_str());
        let is_item = ITEMS.contains(&kind.as_str()) || map.contains_key("listItem");
        if is_item {
            self.line(1);
            self.text.push_str("- ");
            self.item = true;
        } else if !inline && !std::mem::take(&mut self.item) {
            self.line(2);
        }
        let start = self.text.len();
        for piece in pieces.iter().filter_map(Value::as_object) {
            // Slack's lists have their items without a type of their own.
            let own_line = kind == "richtextlist";
            if own_line {
                self.line(1);
                self.text.push_str("- ");
                self.item = true;
            }
            self.node(piece, depth + 1);
        }
        self.item = false;
        match address(map).filter(|_| inline) {
            Some(address) if self.text.get(start..) != Some(address) => {
                self.text.insert(start, '[');
                self.text.push_str(&format!("]({address})"));
            }
            _ => {}
        }
    }

    fn leaf(&mut self, map: &Map<String, Value>) {
        let text = |key: &str| map.get(key).and_then(Value::as_str);
        match (kind(map).as_str(), leaf_text(map)) {
            ("hardbreak" | "linebreak" | "br" | "break", _) => self.text.push('\n'),
            ("link" | "a", label) => {
                let address = address(map).unwrap_or_default();
                match label.filter(|label| *label != address) {
                    Some(label) => self.text.push_str(&format!("[{label}]({address})")),
                    None => self.text.push_str(address),
                }
            }
            (_, Some(label)) => self.text.push_str(label),
            ("emoji", None) => self.text.extend(text("name").map(|name| format!(":{name}:"))),
            ("at", None) => self.text.extend(text("user_name").map(|name| format!("@{name}"))),
            _ => {}
        }
    }

    /// Begins a line after so many line breaks, unless the text begins here.
    fn line(&mut self, breaks: usize) {
        let there = self.text.len() - self.text.trim_end_matches('\n').len();
        if !self.text.is_empty() {
            (there..breaks).for_each(|_| self.text.push('\n'));
        }
    }
}

/// The address of a link.
fn address(map: &Map<String, Value>) -> Option<&str> {
    let own = |map: &'_ Map<String, Value>| -> Option<&'static str> {
        ["url", "href", "uri"].into_iter().find(|key| map.get(*key).is_some_and(Value::is_string))
    };
    let holders = ["attrs", "data", "fields"].iter().filter_map(|key| map.get(*key)?.as_object());
    let holder = std::iter::once(map).chain(holders).find(|map| own(map).is_some())?;
    holder.get(own(holder)?)?.as_str()
}
