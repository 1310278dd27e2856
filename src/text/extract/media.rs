//! Finds where an image, a sound or a file is, and keeps base64 from being shown as text.

use serde_json::Value;

use crate::text::message::{Block, MediaSource};

/// Classifies a string from a field for media: a `data:` URI, an address, base64, or else a reference.
pub(super) fn source(text: &str, mime: &str) -> MediaSource {
    if let Some(inline) = data_uri(text) {
        inline
    } else if is_address(text) {
        MediaSource::Url(text.to_owned())
    } else if is_base64(text) {
        inline(mime, text)
    } else if python_bytes(text).is_some() || text.len() > LONGEST_NAME {
        MediaSource::NotKept
    } else {
        MediaSource::Reference(text.to_owned())
    }
}

/// A longer text, in bytes, is no id or name, but data that was logged in a form that cannot be shown.
const LONGEST_NAME: usize = 1_000;

/// What is between the quotes of a Python `bytes` object that was logged as its text, such as `b'\xff\xd8'`.
pub(super) fn python_bytes(text: &str) -> Option<&str> {
    let text = text.strip_prefix("bytearray(").and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    ["'", "\""].iter().find_map(|quote| text.strip_prefix('b')?.strip_prefix(quote)?.strip_suffix(quote))
}

/// The same for a value that may be missing; `None` unless it is a non-empty string.
pub(super) fn source_at(value: Option<&Value>, mime: &str) -> Option<MediaSource> {
    match value? {
        Value::String(text) => (!text.is_empty()).then(|| source(text, mime)),
        other => buffer(other).map(|bytes| inline(mime, &base64(&bytes))),
    }
}

/// The bytes of a buffer that JavaScript wrote as JSON: `{"type": "Buffer", "data": [137, 80, …]}`.
fn buffer(value: &Value) -> Option<Vec<u8>> {
    let map = value.as_object().filter(|map| map.get("type").is_some_and(|kind| kind == "Buffer"))?;
    let bytes = map.get("data")?.as_array()?;
    bytes.iter().map(|byte| u8::try_from(byte.as_u64()?).ok()).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let all =
            three.iter().fold(0_u32, |all, byte| (all << 8) | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter =
                LETTERS.get((all >> (18 - 6 * place) & 63) as usize).filter(|_| place <= three.len());
            text.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

/// Inline data with a known or guessed MIME type.
pub(super) fn inline(mime: &str, base64: &str) -> MediaSource {
    if python_bytes(base64).is_some() {
        return MediaSource::NotKept;
    }
    MediaSource::Inline { mime: mime.trim().to_ascii_lowercase(), base64: normal(base64) }
}

/// Reads a base64 `data:` URI (RFC 2397).
pub(super) fn data_uri(text: &str) -> Option<MediaSource> {
    let head = text.get(..5)?;
    if !head.eq_ignore_ascii_case("data:") {
        return None;
    }
    let (kind, data) = text.get(5..)?.split_once(',')?;
    let (mime, encoding) = kind.rsplit_once(';')?;
    // If the first comma comes late, a text that begins with "data:" is prose.
    if kind.len() > 200 || !encoding.trim().eq_ignore_ascii_case("base64") {
        return None;
    }
    let mime = mime.split(';').next().unwrap_or_default();
    Some(inline(if mime.is_empty() { "text/plain" } else { mime }, data))
}

/// An image, audio or file block, depending on the MIME type.
pub(super) fn block(source: MediaSource, mime: &str, name: Option<&str>) -> Block {
    let declared = match &source {
        MediaSource::Inline { mime, .. } => mime.clone(),
        _ => mime.to_ascii_lowercase(),
    };
    if declared.starts_with("image") {
        Block::Image(source)
    } else if declared.starts_with("audio") {
        Block::Audio { source, transcript: None }
    } else {
        Block::File { name: name.map(str::to_owned), source }
    }
}

fn is_address(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.len() <= 12
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+')
    })
}

/// Whether the text is too long for a word or an id and has only characters of base64 (either alphabet, with or without
/// line breaks).
pub(super) fn is_base64(text: &str) -> bool {
    text.len() >= 48
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/-_=".contains(&byte)
        })
}

/// Converts base64url to base64 and removes white space.
fn normal(base64: &str) -> String {
    base64
        .chars()
        .filter(|letter| !letter.is_ascii_whitespace())
        .map(|letter| match letter {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect()
}
