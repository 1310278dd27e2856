//! A JSON value as a tree to walk: nothing is copied or written out before somebody opens it.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

/// The most characters of a string shown in its one-line summary.
const PREVIEW: usize = 120;

/// What kind of value a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// One step from a value into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// Into an object, by key.
    Key(String),
    /// Into an array, by position, from 0.
    Index(usize),
}

/// What holds a document, so that nobody needs a copy of it.
pub trait JsonContainer: Send + Sync {
    /// The document.
    fn value(&self) -> &Value;
}

impl JsonContainer for Value {
    fn value(&self) -> &Value {
        self
    }
}

/// One value in a document. Cheap to clone: it holds the whole document and the way to its own place.
#[derive(Clone)]
pub struct JsonNode {
    document: Arc<dyn JsonContainer>,
    steps: Vec<PathStep>,
}

impl JsonNode {
    /// The document itself.
    #[must_use]
    pub fn root(document: Arc<dyn JsonContainer>) -> Self {
        Self { document, steps: Vec::new() }
    }

    /// The value. `null` if the way leads nowhere, which no node made here has.
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

    /// How it is reached from the value around it; `None` for the root.
    #[must_use]
    pub fn step(&self) -> Option<&PathStep> {
        self.steps.last()
    }

    /// The way from the root.
    #[must_use]
    pub fn steps(&self) -> &[PathStep] {
        &self.steps
    }

    /// What kind of value it is.
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

    /// How many children it has: keys or items.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.value() {
            Value::Array(items) => items.len(),
            Value::Object(map) => map.len(),
            _ => 0,
        }
    }

    /// Whether there is nothing to open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The children at these positions, in order; positions beyond the last are left out.
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

    /// The value on one line: `{3 keys}`, `[12 items]`, or the value itself, long strings cut and their size named.
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
            value => value.to_string(),
        }
    }

    /// Whether [`Self::summary`] leaves out some of the value itself (not of its children).
    #[must_use]
    pub fn is_cut(&self) -> bool {
        matches!(self.value(), Value::String(text) if text.char_indices().nth(PREVIEW).is_some())
    }

    /// The way from the root, for copying: see [`path`].
    #[must_use]
    pub fn path(&self) -> String {
        path(&self.steps)
    }

    /// How many levels can be open, from this one on, so that at most `bound` nodes are to be seen; at least one. Of each
    /// level the first `page` children count: no more are shown at once.
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
            if next.is_empty() {
                return levels.max(1);
            }
            seen += next.len();
            levels += 1;
            level = next;
        }
    }

    /// The value as it would be copied: a string bare, anything else as JSON.
    #[must_use]
    pub fn text(&self) -> String {
        match self.value() {
            Value::String(text) => text.clone(),
            value => super::pretty(value),
        }
    }
}

/// A way into a document as JSONPath (RFC 9535): `$.messages[0]['content type']`.
#[must_use]
pub fn path(steps: &[PathStep]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        match step {
            PathStep::Index(index) => path.push_str(&format!("[{index}]")),
            PathStep::Key(key) if is_name(key) => path.push_str(&format!(".{key}")),
            PathStep::Key(key) => {
                // The rules of JSON strings, with the other quote.
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

/// A size as people say it.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{}.{} KB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
