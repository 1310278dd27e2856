//! Media recognised by their first bytes, where the format does not say what they are.

use crate::text::message::{Block, MediaSource};

use super::super::media;

/// The beginning of base64 text, and of Python's text of the same bytes, with the type they have.
const BEGINNINGS: &[(&str, &str, &str)] = &[
    ("iVBORw0KGgo", "\\x89PNG", "image/png"),
    ("/9j/", "\\xff\\xd8\\xff", "image/jpeg"),
    ("R0lGOD", "GIF8", "image/gif"),
    ("UklGR", "RIFF", "image/webp"),
    ("SUQz", "ID3", "audio/mpeg"),
    ("//uQ", "\\xff\\xfb", "audio/mpeg"),
    ("//NE", "\\xff\\xf3", "audio/mpeg"),
    ("T2dnUw", "OggS", "audio/ogg"),
    ("ZkxhQ", "fLaC", "audio/flac"),
    ("GkXfo", "\\x1aE\\xdf\\xa3", "audio/webm"),
    ("JVBERi0", "%PDF-", "application/pdf"),
];

/// The type of base64 data, if its first bytes tell it.
fn sniffed(base64: &str) -> Option<&'static str> {
    let (_, _, mime) = BEGINNINGS.iter().find(|(start, _, _)| base64.starts_with(start))?;
    // `RIFF` has its kind after the size: bytes 8 to 11 are "WAVE" or "WEBP".
    if *mime == "image/webp"
        && base64.get(10..14).is_some_and(|kind| kind.starts_with("XQVZ") || kind.starts_with("BXQV"))
    {
        return Some("audio/wav");
    }
    Some(mime)
}

/// Media that are the whole of a text: base64 of a known type, or the text of a Python `bytes` object.
pub(super) fn whole(text: &str) -> Option<Block> {
    let trimmed = text.trim();
    if let Some(inside) = media::python_bytes(trimmed) {
        let mime =
            BEGINNINGS.iter().find(|(_, start, _)| inside.starts_with(start)).map(|(_, _, mime)| *mime)?;
        let mime = if inside.starts_with("RIFF") && inside.get(..60).unwrap_or(inside).contains("WAVE") {
            "audio/wav"
        } else {
            mime
        };
        return Some(media::block(MediaSource::NotKept, mime, None));
    }
    let mime = sniffed(trimmed).filter(|_| trimmed.len() >= 100 && media::is_base64(trimmed))?;
    Some(media::block(media::inline(mime, trimmed), mime, None))
}

/// Gives inline data the type that its first bytes tell, if the format told none or only a family.
pub(super) fn named(block: Block) -> Block {
    let (source, name) = match &block {
        Block::Image(source) => (source, None),
        Block::File { source, name } => (source, name.clone()),
        Block::Audio { source, transcript: None } => (source, None),
        _ => return block,
    };
    let MediaSource::Inline { mime, base64 } = source else { return block };
    let vague = !mime.contains('/')
        || mime.ends_with("/*")
        || mime == "application/octet-stream"
        || mime == "text/plain";
    match sniffed(base64).filter(|_| vague) {
        Some(mime) => media::block(
            MediaSource::Inline { mime: mime.to_owned(), base64: base64.clone() },
            mime,
            name.as_deref(),
        ),
        None => block,
    }
}
