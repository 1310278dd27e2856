//! The names, types and addresses that come with attachments. All of them are written by others.

use axum::http::HeaderValue;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{ApiError, ApiResult};

/// The longest name in characters.
const LONGEST: usize = 1024;
/// The type of files of which nothing better is known.
const UNKNOWN: &str = "application/octet-stream";

/// A file's name. It is only a name in the store, never a path, so `../x` is as good as any other.
///
/// # Errors
/// 422 when it is longer than the store keeps.
pub(super) fn valid_name(name: &str) -> ApiResult<&str> {
    match name.chars().nth(LONGEST) {
        None => Ok(name),
        Some(_) => Err(ApiError::invalid_one(format!("fileName size must be between 1 and {LONGEST}"))),
    }
}

/// A value as it stands in a query.
pub(super) fn encoded(text: &str) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, KEPT).to_string()
}

/// The API's address as the client knows it, without a slash at the end. Clients send it as base64: the SDK in the
/// standard alphabet, others in the one for URLs.
///
/// # Errors
/// 400 `Invalid base URL format`.
pub(super) fn base_url(path: &str) -> ApiResult<String> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decode = |alphabet| GeneralPurpose::new(alphabet, config).decode(path.trim());
    let bytes = decode(&alphabet::STANDARD).or_else(|_| decode(&alphabet::URL_SAFE));
    let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let base = text.trim().trim_end_matches('/');
    let place = ["http://", "https://"].iter().find_map(|scheme| base.strip_prefix(scheme));
    let bad = |letter: char| letter.is_control() || letter.is_whitespace() || "?#\"'<>\\".contains(letter);
    match place {
        Some(place) if !place.is_empty() && base.len() <= 2048 && !base.contains(bad) => Ok(base.to_owned()),
        _ => Err(ApiError::bad_request("Invalid base URL format")),
    }
}

/// The type to store: what the client says, if it is a media type, else what the end of the name says.
pub(super) fn media_type(said: Option<&str>, name: &str) -> String {
    let said = said.map(str::trim).filter(|text| is_media_type(text));
    said.unwrap_or_else(|| by_name(name)).to_owned()
}

/// Whether this is `type/subtype` with optional parameters, and short (RFC 9110, 8.3.1).
fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    let (kind, parameters) = text.split_once(';').unwrap_or((text, ""));
    let kind = kind.trim_end().split_once('/');
    text.len() <= 200
        && kind.is_some_and(|(kind, sub)| token(kind) && token(sub))
        && parameters.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// The types that clients commonly attach, by the end of the name.
fn by_name(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    match end.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "flac" => "audio/flac",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "json" => "application/json",
        "html" | "htm" => "text/html",
        "txt" => "text/plain",
        "md" => "text/markdown",
        "csv" => "text/csv",
        _ => UNKNOWN,
    }
}

/// `Content-Disposition: attachment` with the name twice: in harmless ASCII for old clients, and as it is (RFC 5987).
/// What means something in a path becomes an underscore in both.
pub(super) fn disposition(name: &str) -> HeaderValue {
    // RFC 5987: attr-char.
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'!')
        .remove(b'#')
        .remove(b'$')
        .remove(b'&')
        .remove(b'+')
        .remove(b'-')
        .remove(b'.')
        .remove(b'^')
        .remove(b'_')
        .remove(b'`')
        .remove(b'|')
        .remove(b'~');
    let safe = |letter: char| match letter {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        letter if letter.is_control() || is_invisible(letter) => '_',
        letter => letter,
    };
    let whole: String = name.chars().map(safe).collect();
    // Names of dots mean directories, and a dot at the start or end hides a file or its type.
    let whole = match whole.trim_matches(['.', ' ']) {
        "" => "attachment",
        trimmed => trimmed,
    };
    let plain: String = whole
        .chars()
        .map(|letter| if (' '..='~').contains(&letter) && letter != '%' { letter } else { '_' })
        .collect();
    let value =
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(whole, KEPT));
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// Letters that change how a name looks and are not seen themselves: `exe.gnp` can look like `png.exe`.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
