//! A JSON value as a tree. Nodes share one document: nothing is copied or formatted before it is displayed.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

/// How many characters of a string its one-line summary shows.
const PREVIEW: usize = 120;

/// How many levels are opened at once at most: each takes room on the stack of what draws them.
const OPENED: usize = 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    Null,
    Bool,
    Number,
    Text,
    Array,
    Object,
}

/// One step of a path from a value to one of its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// The key in an object.
    Key(String),
    /// The index in an array, from 0.
    Index(usize),
}

/// Owns a JSON document, so that nodes can share it without a copy.
pub trait JsonContainer: Send + Sync {
    fn value(&self) -> &Value;
}

impl JsonContainer for Value {
    fn value(&self) -> &Value {
        self
    }
}

/// One value in a document. Cheap to clone: it holds a shared pointer to the document and the path to the value.
#[derive(Clone)]
pub struct JsonNode {
    document: Arc<dyn JsonContainer>,
    steps: Vec<PathStep>,
}

impl JsonNode {
    /// The node of the whole document.
    #[must_use]
    pub fn root(document: Arc<dyn JsonContainer>) -> Self {
        Self { document, steps: Vec::new() }
    }

    /// The value; `null` if the path does not exist, which cannot happen for nodes made by this type.
    #[must_use]
    pub fn value(&self) -> &Value {
        self.steps.iter().fold(self.document.value(), |value, step| {
            let found = match step {
                PathStep::Key(key) => value.get(key),
                PathStep::Index(index) => value.get(index),
            };
            found.unwrap_or(&Value::Null)
        })
    }

    /// The last step of the path; `None` for the root.
    #[must_use]
    pub fn step(&self) -> Option<&PathStep> {
        self.steps.last()
    }

    /// The path from the root.
    #[must_use]
    pub fn steps(&self) -> &[PathStep] {
        &self.steps
    }

    #[must_use]
    pub fn kind(&self) -> JsonKind {
        match self.value() {
            Value::Null => JsonKind::Null,
            Value::Bool(_) => JsonKind::Bool,
            Value::Number(_) => JsonKind::Number,
            Value::String(_) => JsonKind::Text,
            Value::Array(_) => JsonKind::Array,
            Value::Object(_) => JsonKind::Object,
        }
    }

    /// The number of children: keys or items; 0 for other values.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.value() {
            Value::Array(items) => items.len(),
            Value::Object(map) => map.len(),
            _ => 0,
        }
    }

    /// Whether there are no children.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The children at these positions, in order. Positions beyond the last are ignored.
    #[must_use]
    pub fn children(&self, positions: Range<usize>) -> Vec<Self> {
        let count = positions.len();
        let child = |step: PathStep| {
            let mut steps = self.steps.clone();
            steps.push(step);
            Self { document: Arc::clone(&self.document), steps }
        };
        match self.value() {
            Value::Array(items) => {
                (positions.start..positions.end.min(items.len())).map(PathStep::Index).map(child).collect()
            }
            Value::Object(map) => {
                map.keys().skip(positions.start).take(count).cloned().map(PathStep::Key).map(child).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The value on one line: `{3 keys}`, `[12 items]`, or the value itself; long strings and numbers are cut and followed
    /// by their size.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.value() {
            Value::Array(items) => format!("[{}]", counted(items.len(), "item", "items")),
            Value::Object(map) => format!("{{{}}}", counted(map.len(), "key", "keys")),
            Value::String(text) => match text.char_indices().nth(PREVIEW) {
                Some((end, _)) => {
                    let head = text.get(..end).unwrap_or_default();
                    let head = quoted(head);
                    format!("{}… ({})", head.strip_suffix('"').unwrap_or(&head), size(text.len()))
                }
                None => quoted(text),
            },
            Value::Number(number) if number.as_str().len() > PREVIEW => {
                let digits = number.as_str();
                format!("{}… ({})", digits.get(..PREVIEW).unwrap_or_default(), size(digits.len()))
            }
            value => value.to_string(),
        }
    }

    /// Whether [`Self::summary`] shows only the beginning of a string or number.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        match self.value() {
            Value::String(text) => text.char_indices().nth(PREVIEW).is_some(),
            Value::Number(number) => number.as_str().len() > PREVIEW,
            _ => false,
        }
    }

    /// The path from the root as JSONPath: see [`path`].
    #[must_use]
    pub fn path(&self) -> String {
        path(&self.steps)
    }

    /// How many levels below this node can be opened with at most `bound` nodes visible; from 1 to [`OPENED`]. Only the
    /// first `page` children of each value count, because no more are shown at once.
    #[must_use]
    pub fn levels_within(&self, bound: usize, page: usize) -> usize {
        let mut level: Vec<&Value> = vec![self.value()];
        let (mut levels, mut seen) = (0, 1);
        loop {
            let mut next = Vec::new();
            for value in level {
                match value {
                    Value::Array(items) => next.extend(items.iter().take(page)),
                    Value::Object(map) => next.extend(map.values().take(page)),
                    _ => {}
                }
                if seen + next.len() > bound {
                    return levels.max(1);
                }
            }
            if next.is_empty() || levels == OPENED {
                return levels.max(1);
            }
            seen += next.len();
            levels += 1;
            level = next;
        }
    }

    /// The value as it is copied: a string without quotes, anything else as JSON.
    #[must_use]
    pub fn text(&self) -> String {
        match self.value() {
            Value::String(text) => text.clone(),
            value => super::pretty(value),
        }
    }
}

/// A path as JSONPath (RFC 9535), such as `$.messages[0]['content type']`.
#[must_use]
pub fn path(steps: &[PathStep]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        match step {
            PathStep::Index(index) => path.push_str(&format!("[{index}]")),
            PathStep::Key(key) if is_name(key) => path.push_str(&format!(".{key}")),
            PathStep::Key(key) => {
                // Escaped like a JSON string, but in single quotes.
                let inside = quoted(key);
                let inside =
                    inside.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
                path.push_str(&format!("['{}']", inside.replace("\\\"", "\"").replace('\'', "\\'")));
            }
        }
    }
    path
}

fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A size in bytes, KB or MB, with one decimal.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{}.{} KB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
