//! Writes one step of indented JSON.

use serde_json::Value;

use super::{Open, ValuePosition, Writer};

impl<'a> Writer<'a> {
    pub(super) fn json(&mut self, open: Open<'a>) {
        match open {
            Open::Value(value, place) => self.json_value(value, place),
            Open::Items { mut rest, level, first } => match rest.next() {
                Some(item) => {
                    self.text.push_str(if first { "[" } else { "," });
                    self.line(level + 1);
                    self.open.push(Open::Items { rest, level, first: false });
                    self.open.push(Open::Value(item, ValuePosition::Item(level + 1)));
                }
                None => {
                    self.line(level);
                    self.text.push(']');
                }
            },
            Open::Keys { mut rest, level, first } => match rest.next() {
                Some((key, value)) => {
                    self.text.push_str(if first { "{" } else { "," });
                    self.line(level + 1);
                    self.open.push(Open::Keys { rest, level, first: false });
                    self.open.push(Open::Value(value, ValuePosition::Key(level + 1)));
                    self.text.push('"');
                    self.open.push(Open::Quoted(key));
                }
                None => {
                    self.line(level);
                    self.text.push('}');
                }
            },
            Open::Quoted(rest) => self.quoted(rest),
            // These parts exist only in YAML.
            Open::Lines { .. } | Open::End => {}
        }
    }

    fn json_value(&mut self, value: &'a Value, place: ValuePosition) {
        let level = match place {
            ValuePosition::Root => 0,
            ValuePosition::Item(level) => level,
            ValuePosition::Key(level) => {
                self.text.push_str(": ");
                level
            }
        };
        match value {
            Value::Array(items) => self.items(items, level),
            Value::Object(map) => self.keys(map, level),
            Value::String(text) => {
                self.text.push('"');
                self.open.push(Open::Quoted(text));
            }
            other => self.text.push_str(&other.to_string()),
        }
    }
}
