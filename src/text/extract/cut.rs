//! JSON that Opik cut: with `truncate=true` it sends the first 10,001 characters of a long value as a string.

use serde_json::Value;

use crate::text::message::Extracted;

use super::{TurnSide, generic, plain_string};

/// A text that begins with a quotation mark, is at least this many characters long and has no closing one is treated as
/// a cut JSON string.
const CUT_STRING: usize = 10_000;

/// Recognises the beginning of a JSON value by completing it: open strings and brackets are closed, a half-written key
/// or number is dropped; `recognise` reads it. Text that only begins with a bracket is not JSON: `None`.
pub(super) fn read(
    text: &str,
    side: TurnSide,
    recognise: &dyn Fn(&Value) -> Option<Extracted>,
) -> Option<Extracted> {
    if text.starts_with('"') && text.chars().nth(CUT_STRING - 1).is_none() {
        return None;
    }
    let value: Value = serde_json::from_str(&complete(text)?).ok()?;
    let found =
        recognise(&value).filter(|found| found.messages.iter().any(|message| !message.blocks.is_empty()));
    found.or_else(|| {
        let words = deep(&value, side)?;
        let inside = plain_string::read(words, side)?;
        Some(Extracted { format: "cut-json", ..inside })
    })
}

/// The first text at any depth under a key that usually holds a message. The parser bounds the depth.
fn deep(value: &Value, side: TurnSide) -> Option<&Value> {
    match value {
        Value::Object(map) => {
            let texts = generic::keys(side).iter().filter_map(|key| map.get(*key));
            let mut texts = texts.filter(|value| value.as_str().is_some_and(|text| !text.is_empty()));
            texts.next().or_else(|| map.values().find_map(|value| deep(value, side)))
        }
        Value::Array(items) => items.iter().find_map(|value| deep(value, side)),
        _ => None,
    }
}

/// What the grammar allows next.
#[derive(Clone, Copy, PartialEq)]
enum Expected {
    Value,
    FirstValue,
    Key,
    FirstKey,
    Colon,
    Comma,
}

/// Completes the beginning of a JSON value; `None` if it is not one. Checks only the structure; the parser checks the
/// rest.
fn complete(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut expected = Expected::Value;
    // The text up to here is valid once `open` is closed.
    let mut sound = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        match (byte, expected) {
            (b' ' | b'\t' | b'\n' | b'\r', _) => at += 1,
            (b'"', Expected::Value | Expected::FirstValue) => match string_end(bytes, at) {
                Ok(end) => (at, sound, expected) = (end, end, Expected::Comma),
                Err(end) => return Some(closed(text.get(..end)?, "\"", &open)),
            },
            (b'"', Expected::Key | Expected::FirstKey) => match string_end(bytes, at) {
                Ok(end) => (at, expected) = (end, Expected::Colon),
                Err(_) => break,
            },
            (b':', Expected::Colon) => (at, expected) = (at + 1, Expected::Value),
            (b'{' | b'[', Expected::Value | Expected::FirstValue) => {
                open.push(if byte == b'{' { '}' } else { ']' });
                expected = if byte == b'{' { Expected::FirstKey } else { Expected::FirstValue };
                (at, sound) = (at + 1, at + 1);
            }
            (b'}', Expected::FirstKey | Expected::Comma) | (b']', Expected::FirstValue | Expected::Comma) => {
                if open.pop() != Some(char::from(byte)) {
                    return None;
                }
                (at, sound, expected) = (at + 1, at + 1, Expected::Comma);
            }
            (b',', Expected::Comma) => {
                expected = if *open.last()? == '}' { Expected::Key } else { Expected::Value };
                at += 1;
            }
            (b'-' | b'0'..=b'9' | b'a'..=b'z' | b'N' | b'I', Expected::Value | Expected::FirstValue) => {
                let rest = bytes.get(at..)?;
                let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
                let length = rest.iter().position(ends).unwrap_or(rest.len());
                if !is_scalar(rest.get(..length)?, at + length == bytes.len()) {
                    return None;
                }
                if at + length < bytes.len() {
                    sound = at + length;
                }
                (at, expected) = (at + length, Expected::Comma);
            }
            _ => return None,
        }
    }
    // If nothing is open, the text was not cut.
    (!open.is_empty()).then(|| closed(text.get(..sound).unwrap_or_default(), "", &open))
}

fn closed(text: &str, quote: &str, open: &[char]) -> String {
    let closers = open.iter().rev();
    text.chars().chain(quote.chars()).chain(closers.copied()).collect()
}

/// Whether the word is a number, `true`, `false` or `null`, or, at the end of the text, the beginning of one.
fn is_scalar(word: &[u8], at_end: bool) -> bool {
    let names = [b"true".as_slice(), b"false", b"null"];
    let numeric = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    names.contains(&word)
        || (at_end && names.iter().any(|name| name.starts_with(word)))
        || word.iter().all(numeric)
}

/// The end of the string that begins at `start`, after its closing quotation mark. If the text ends first, the error is
/// the offset at which it can be cut without splitting an escape.
fn string_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start + 1;
    // The offset of a preceding high surrogate (`\ud83d`), which needs its second half.
    let mut half: Option<usize> = None;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return Ok(at + 1),
            b'\\' => {
                let unicode = bytes.get(at + 1) == Some(&b'u');
                let length = if unicode { 6 } else { 2 };
                if at + length > bytes.len() {
                    return Err(half.unwrap_or(at));
                }
                let high = unicode
                    && matches!(
                        bytes.get(at + 2..at + 4),
                        Some([b'd' | b'D', b'8' | b'9' | b'a'..=b'b' | b'A'..=b'B'])
                    );
                half = high.then_some(at);
                at += length;
            }
            _ => {
                half = None;
                at += 1;
            }
        }
    }
    Err(half.unwrap_or(at.min(bytes.len())))
}
