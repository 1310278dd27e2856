//! A value written out for reading, a bounded step at a time: the beginning costs what the beginning is long, however
//! large the value, and the whole of it never stops the page.

mod json;
mod yaml;

use serde_json::{Map, Value};

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON, laid out by two spaces a level: what [`super::json::pretty`] gives.
    Json,
    /// YAML 1.2 that readers of 1.1 understand the same way. It ends with a newline.
    Yaml,
}

/// A value that is being written. [`Writer::go_on`] as often as there is more.
pub struct Writer<'a> {
    form: Format,
    text: String,
    open: Vec<Open<'a>>,
}

/// What has begun and is not finished.
enum Open<'a> {
    /// A value of which nothing is written.
    Value(&'a Value, ValuePosition),
    /// The rest of a list.
    Items { rest: std::slice::Iter<'a, Value>, level: usize, first: bool },
    /// The rest of an object.
    Keys { rest: serde_json::map::Iter<'a>, level: usize, first: bool },
    /// The rest of a string, and the quote behind it.
    Quoted(&'a str),
    /// The rest of the lines of a YAML block.
    Lines { rest: &'a str, level: usize },
    /// The document's last newline.
    End,
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum ValuePosition {
    /// It is the document.
    Root,
    /// Behind `- `, in a list whose items stand at `level`.
    Item(usize),
    /// Behind `key:`, in an object whose keys stand at `level`.
    Key(usize),
}

/// So much of one string is written at once.
const STRETCH: usize = 64 * 1024;

impl<'a> Writer<'a> {
    /// Nothing is written yet.
    pub fn new(value: &'a Value, form: Format) -> Self {
        let mut open = vec![Open::Value(value, ValuePosition::Root)];
        if form == Format::Yaml {
            open.insert(0, Open::End);
        }
        Self { form, text: String::new(), open }
    }

    /// Writes until there are about `bytes` more, or all is written. True while there is more to write.
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

    /// What is written so far.
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

    /// Opens what has content; an empty one is written at once.
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

    /// The next stretch of a quoted string. JSON's escapes are YAML's; what YAML holds no printable character is escaped
    /// there too.
    fn quoted(&mut self, rest: &'a str) {
        let (now, later) = split(rest, STRETCH);
        let mut plain = now;
        // What needs no escape is copied in runs: letter by letter would take many times as long.
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

    /// Whether a letter that begins with this byte may have to be escaped.
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

/// A text in two, the first part of at most `bytes` bytes.
fn split(text: &str, bytes: usize) -> (&str, &str) {
    text.split_at_checked(text.floor_char_boundary(bytes)).unwrap_or((text, ""))
}

/// All of a value at once.
pub fn whole(value: &Value, form: Format) -> String {
    let mut writing = Writer::new(value, form);
    while writing.go_on(usize::MAX) {}
    writing.into_text()
}

/// How many bytes a value is as JSON without white space, counted, not written.
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
