//! Writes a value as formatted JSON or YAML in bounded steps: the beginning of a huge value costs only what is written,
//! and writing all of it need not block the page.

mod json;
mod yaml;

use serde_json::{Map, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Indented by two spaces per level, as [`super::json::pretty`] does.
    Json,
    /// YAML 1.2 that parsers of YAML 1.1 read as the same value. Ends with a newline.
    Yaml,
}

/// A value that is being written. Call [`Writer::go_on`] until it returns false.
pub struct Writer<'a> {
    form: Format,
    text: String,
    open: Vec<Open<'a>>,
}

/// An entry of the stack of unfinished parts.
enum Open<'a> {
    /// A value of which nothing is written yet.
    Value(&'a Value, ValuePosition),
    /// The remaining items of a list.
    Items { rest: std::slice::Iter<'a, Value>, level: usize, first: bool },
    /// The remaining keys of an object.
    Keys { rest: serde_json::map::Iter<'a>, level: usize, first: bool },
    /// The rest of a string and its closing quote.
    Quoted(&'a str),
    /// The remaining lines of a YAML block scalar.
    Lines { rest: &'a str, level: usize },
    /// The newline that ends a YAML document.
    End,
}

/// Where a value is written; levels count from 0.
#[derive(Clone, Copy)]
enum ValuePosition {
    /// The value is the document.
    Root,
    /// After `- `, in a list whose items are indented to this level.
    Item(usize),
    /// After `key:`, in an object whose keys are indented to this level.
    Key(usize),
}

/// How many bytes of one string are written at once.
const STRETCH: usize = 64 * 1024;

impl<'a> Writer<'a> {
    pub fn new(value: &'a Value, form: Format) -> Self {
        let mut open = vec![Open::Value(value, ValuePosition::Root)];
        if form == Format::Yaml {
            open.insert(0, Open::End);
        }
        Self { form, text: String::new(), open }
    }

    /// Writes until about `bytes` bytes are added or everything is written. Returns whether there is more.
    pub fn go_on(&mut self, bytes: usize) -> bool {
        let enough = self.text.len().saturating_add(bytes);
        while self.text.len() < enough {
            let Some(open) = self.open.pop() else { return false };
            match self.form {
                Format::Json => self.json(open),
                Format::Yaml => self.yaml(open),
            }
        }
        !self.open.is_empty()
    }

    /// The text written so far.
    pub fn into_text(self) -> String {
        self.text
    }

    fn line(&mut self, level: usize) {
        self.text.push('\n');
        self.indent(level);
    }

    fn indent(&mut self, level: usize) {
        for _ in 0..level {
            self.text.push_str("  ");
        }
    }

    /// Begins a list; an empty one is written at once.
    fn items(&mut self, items: &'a [Value], level: usize) {
        if items.is_empty() {
            self.text.push_str("[]");
        } else {
            self.open.push(Open::Items { rest: items.iter(), level, first: true });
        }
    }

    fn keys(&mut self, map: &'a Map<String, Value>, level: usize) {
        if map.is_empty() {
            self.text.push_str("{}");
        } else {
            self.open.push(Open::Keys { rest: map.iter(), level, first: true });
        }
    }

    /// Writes the next stretch of a quoted string. YAML accepts JSON's escapes; in YAML, characters it considers
    /// unprintable are escaped too.
    fn quoted(&mut self, rest: &'a str) {
        let (now, later) = split(rest, STRETCH);
        let mut plain = now;
        // Runs that need no escape are copied as a whole, which is many times faster than by character.
        while let Some(stop) = plain.bytes().position(|byte| self.may_need_escape(byte)) {
            let (run, rest) = plain.split_at_checked(stop).unwrap_or((plain, ""));
            self.text.push_str(run);
            let mut letters = rest.chars();
            if let Some(letter) = letters.next() {
                self.letter(letter);
            }
            plain = letters.as_str();
        }
        self.text.push_str(plain);
        if later.is_empty() {
            self.text.push('"');
        } else {
            self.open.push(Open::Quoted(later));
        }
    }

    /// Whether a character whose first byte is this one may need an escape.
    fn may_need_escape(&self, byte: u8) -> bool {
        matches!(byte, b'"' | b'\\' | 0..0x20)
            || (self.form == Format::Yaml && yaml::may_begin_unprintable(byte))
    }

    fn letter(&mut self, letter: char) {
        match letter {
            '"' => self.text.push_str("\\\""),
            '\\' => self.text.push_str("\\\\"),
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            '\u{8}' => self.text.push_str("\\b"),
            '\u{c}' => self.text.push_str("\\f"),
            '\0'..'\u{20}' => self.escape(letter),
            _ if self.form == Format::Yaml && !yaml::printable(letter) => self.escape(letter),
            _ => self.text.push(letter),
        }
    }

    fn escape(&mut self, letter: char) {
        const DIGITS: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        self.text.push_str("\\u");
        for shift in [12, 8, 4, 0] {
            self.text.extend(DIGITS.get((letter as usize >> shift) & 15));
        }
    }
}

/// Splits a text into at most `bytes` bytes and the rest.
fn split(text: &str, bytes: usize) -> (&str, &str) {
    text.split_at_checked(text.floor_char_boundary(bytes)).unwrap_or((text, ""))
}

/// Writes the whole value at once.
pub fn whole(value: &Value, form: Format) -> String {
    let mut writing = Writer::new(value, form);
    while writing.go_on(usize::MAX) {}
    writing.into_text()
}

/// The length in bytes of a value as JSON without white space, computed without writing it.
pub fn size(value: &Value) -> usize {
    let quoted = |text: &str| {
        let more = |byte: u8| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 1,
            0..0x20 => 5,
            _ => 0,
        };
        text.len() + 2 + text.bytes().map(more).sum::<usize>()
    };
    match value {
        Value::Null | Value::Bool(true) => 4,
        Value::Bool(false) => 5,
        Value::Number(number) => number.to_string().len(),
        Value::String(text) => quoted(text),
        Value::Array(items) => items.iter().map(size).sum::<usize>() + items.len().max(1) + 1,
        Value::Object(map) => {
            map.iter().map(|(key, value)| quoted(key) + 1 + size(value)).sum::<usize>() + map.len().max(1) + 1
        }
    }
}

#[cfg(test)]
mod tests;
