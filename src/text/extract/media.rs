//! Where a picture, a sound or a file comes from. Base64 is found here, before anything takes it for words.

use serde_json::Value;

use crate::text::message::{Block, MediaSource};

/// A string from a place that holds media: a `data:` URI, an address, base64, or some name for it.
pub(super) fn source(text: &str, mime: &str) -> MediaSource {
    if let Some(inline) = data_uri(text) {
        inline
    } else if is_address(text) {
        MediaSource::Url(text.to_owned())
    } else if is_base64(text) {
        inline(mime, text)
    } else {
        MediaSource::Reference(text.to_owned())
    }
}

/// The same for a value that may be missing or not a string.
pub(super) fn source_at(value: Option<&Value>, mime: &str) -> Option<MediaSource> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(|text| source(text, mime))
}

/// Base64 whose MIME type is known or guessed.
pub(super) fn inline(mime: &str, base64: &str) -> MediaSource {
    MediaSource::Inline { mime: mime.trim().to_ascii_lowercase(), base64: normal(base64) }
}

/// A `data:` URI in base64 (RFC 2397), else nothing.
pub(super) fn data_uri(text: &str) -> Option<MediaSource> {
    let head = text.get(..5)?;
    if !head.eq_ignore_ascii_case("data:") {
        return None;
    }
    let (kind, data) = text.get(5..)?.split_once(',')?;
    let (mime, encoding) = kind.rsplit_once(';')?;
    // A comma far into a text that begins with "data:" is prose.
    if kind.len() > 200 || !encoding.trim().eq_ignore_ascii_case("base64") {
        return None;
    }
    let mime = mime.split(';').next().unwrap_or_default();
    Some(inline(if mime.is_empty() { "text/plain" } else { mime }, data))
}

/// A picture, a sound or a file, by its declared type.
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

/// Long enough not to be a word or an id, and of base64's letters only (either alphabet; broken into lines or not).
fn is_base64(text: &str) -> bool {
    text.len() >= 48
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/-_=".contains(&byte)
        })
}

/// The usual alphabet, without white space.
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
