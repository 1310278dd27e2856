//! Writes one step of YAML.
//!
//! Strings are unquoted only if no parser would read them as another type, block scalars (`|`) only if the block keeps
//! their lines unchanged; all others are quoted. Keys keep their order.

use serde_json::Value;

use super::{Open, STRETCH, ValuePosition, Writer};

/// Longer single-line strings are quoted: checking megabytes for characters that need quotes is not worth it.
const MAX_UNQUOTED: usize = 2000;
/// Longer keys are written with `?` (YAML 1.2, 8.2.2: at most 1024 characters otherwise).
const LONG_KEY: usize = 250;

impl<'a> Writer<'a> {
    pub(super) fn yaml(&mut self, open: Open<'a>) {
        match open {
            Open::Value(value, place) => self.yaml_value(value, place),
            Open::Items { mut rest, level, first } => {
                let Some(item) = rest.next() else { return };
                // The first item of a nested list follows the dash of the outer item.
                if !first {
                    self.line(level);
                }
                self.text.push('-');
                self.open.push(Open::Items { rest, level, first: false });
                self.open.push(Open::Value(item, ValuePosition::Item(level)));
            }
            Open::Keys { mut rest, level, first } => {
                let Some((key, value)) = rest.next() else { return };
                if !first {
                    self.line(level);
                }
                self.open.push(Open::Keys { rest, level, first: false });
                self.open.push(Open::Value(value, ValuePosition::Key(level)));
                self.key(key, level);
            }
            Open::Quoted(rest) => self.quoted(rest),
            Open::Lines { rest, level } => self.lines(rest, level),
            Open::End => self.text.push('\n'),
        }
    }

    fn key(&mut self, key: &str, level: usize) {
        let long = key.len() > LONG_KEY;
        if long {
            self.text.push_str("? ");
        }
        if is_bare(key) {
            self.text.push_str(key);
        } else {
            // Keys are short, so they are written in one step.
            self.text.push('"');
            self.quote_key(key);
        }
        if long {
            self.line(level);
        }
        self.text.push(':');
    }

    fn quote_key(&mut self, key: &str) {
        let mut rest = key;
        let mut inner = Writer { form: self.form, text: std::mem::take(&mut self.text), open: Vec::new() };
        loop {
            inner.quoted(rest);
            match inner.open.pop() {
                Some(Open::Quoted(later)) => rest = later,
                _ => break,
            }
        }
        self.text = inner.text;
    }

    fn yaml_value(&mut self, value: &'a Value, place: ValuePosition) {
        // The indentation of the value's content, and whether the content begins on its own line.
        let (level, own_line) = match (value, place) {
            (_, ValuePosition::Root) => (0, false),
            (Value::Array(items), ValuePosition::Key(level)) => (level + 1, !items.is_empty()),
            (Value::Object(map), ValuePosition::Key(level)) => (level + 1, !map.is_empty()),
            (_, ValuePosition::Item(level) | ValuePosition::Key(level)) => (level + 1, false),
        };
        if own_line {
            self.line(level);
        } else if !matches!(place, ValuePosition::Root) {
            self.text.push(' ');
        }
        match value {
            Value::Array(items) => self.items(items, level),
            Value::Object(map) => self.keys(map, level),
            Value::String(text) => self.string(text, level.max(1)),
            Value::Number(number) => self.text.push_str(&number_with_point(number.to_string())),
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn string(&mut self, text: &'a str, level: usize) {
        if is_bare(text) {
            self.text.push_str(text);
        } else if is_block(text) {
            let ends = text.len() - text.trim_end_matches('\n').len();
            self.text.push_str(match ends {
                0 => "|-",
                1 => "|",
                _ => "|+",
            });
            // The last newline is written as the end of the last line.
            self.open.push(Open::Lines { rest: text.strip_suffix('\n').unwrap_or(text), level });
        } else {
            self.text.push('"');
            self.open.push(Open::Quoted(text));
        }
    }

    /// Writes lines of a block scalar until [`STRETCH`] bytes are added.
    fn lines(&mut self, mut rest: &'a str, level: usize) {
        let enough = self.text.len() + STRETCH;
        while self.text.len() < enough {
            let (line, later) = match rest.split_once('\n') {
                Some((line, later)) => (line, Some(later)),
                None => (rest, None),
            };
            self.text.push('\n');
            if !line.is_empty() {
                self.indent(level);
                self.text.push_str(line);
            }
            match later {
                Some(later) => rest = later,
                None => return,
            }
        }
        self.open.push(Open::Lines { rest, level });
    }
}

/// `1e20` is a number in YAML 1.2 but a string in 1.1; `1.0e+20` is a number in both.
fn number_with_point(number: String) -> String {
    let Some((mantissa, exponent)) = number.split_once('e') else { return number };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{mantissa}{point}e{sign}{exponent}")
}

/// Whether YAML considers the character printable and no parser treats it as a line break.
pub(super) fn printable(letter: char) -> bool {
    !matches!(letter,
        '\0'..'\t' | '\u{b}'..' ' | '\u{7f}'..'\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
        | '\u{fffe}' | '\u{ffff}')
}

/// Whether parsers of YAML 1.2 and 1.1 read the unquoted text as a string: it begins like a word (not a number, a date
/// or an indicator), is not a keyword such as `yes`, and contains nothing that ends a plain scalar.
fn is_bare(text: &str) -> bool {
    const OTHERS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    text.len() <= MAX_UNQUOTED
        && text.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '/' | '$' | '('))
        && !text.ends_with([':', ' ', '\u{a0}'])
        && !text.chars().any(|letter| !printable(letter) || matches!(letter, '\t' | '\n'))
        && !text.contains(": ")
        && !text.contains(" #")
        && !OTHERS.iter().any(|other| text.eq_ignore_ascii_case(other))
}

/// Whether a character that is not [`printable`] may begin with this byte.
pub(super) fn may_begin_unprintable(byte: u8) -> bool {
    matches!(byte, 0..b'\t' | 0xb..b' ' | 0x7f | 0xc2 | 0xe2 | 0xef)
}

/// Whether the text has several lines and a block scalar keeps them unchanged.
fn is_block(text: &str) -> bool {
    let Some((first, _)) = text.split_once('\n') else { return false };
    // The first line sets the block's indentation, so it may be neither empty nor indented.
    if first.is_empty() || first.starts_with([' ', '\t']) {
        return false;
    }
    // Byte-wise passes, because the whole text, perhaps megabytes, is checked before its first line is written.
    let strange = text.bytes().any(may_begin_unprintable) && !text.chars().all(printable);
    !strange && !text.split('\n').any(|line| !line.is_empty() && line.trim_matches([' ', '\t']).is_empty())
}
