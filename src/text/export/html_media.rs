//! Images and sounds that are in a message itself, as `data:` addresses; those elsewhere are links that nothing follows
//! by itself.

use super::html_text::{escape, plain};
use crate::text::message::MediaSource;

/// Images that cannot hold scripts. SVG is left out.
const IMAGES: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
const SOUNDS: [&str; 7] =
    ["audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp3", "audio/ogg", "audio/webm", "audio/mp4"];

/// Appends an image or a sound; `words` say what it is where it cannot be shown.
pub(super) fn medium(out: &mut String, source: &MediaSource, words: &str) {
    match source {
        MediaSource::Inline { mime, base64 } if IMAGES.contains(&mime.as_str()) && is_base64(base64) => {
            out.push_str(&format!("<img alt=\"Image\" src=\"data:{mime};base64,{base64}\">\n"));
        }
        MediaSource::Inline { mime, base64 } if SOUNDS.contains(&mime.as_str()) && is_base64(base64) => {
            out.push_str(&format!("<audio controls src=\"data:{mime};base64,{base64}\"></audio>\n"));
        }
        MediaSource::Url(address) if is_link(address) => {
            out.push_str("<p>");
            link(out, address, words);
            out.push_str("</p>\n");
        }
        _ => plain(out, words),
    }
}

/// Appends a link. The address has to be one of [`is_link`].
pub(super) fn link(out: &mut String, address: &str, words: &str) {
    out.push_str("<a rel=\"noopener noreferrer nofollow\" href=\"");
    escape(out, address);
    out.push_str("\">");
    escape(out, words);
    out.push_str("</a>");
}

/// Whether an address may become a link: `http` or `https`.
pub(super) fn is_link(address: &str) -> bool {
    let begins =
        |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("https://") || begins("http://")
}

fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}
