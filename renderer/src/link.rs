//! Checks addresses against a list of allowed forms; all others are refused.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The longest `data:` image shown inline, in characters of its address: about 6 MB of image data.
const LONGEST_DATA_IMAGE: usize = 8 * 1024 * 1024;

/// An address allowed in an `href`: http, https or mailto, percent-encoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Href {
    /// The value of the `href` attribute, unescaped.
    pub(super) address: String,
    /// The host as it was written, without user, password and port; empty for mailto.
    pub(super) host: String,
}

/// Accepts an address that needs no repair. Browsers drop tabs and line breaks, read `\` as `/` and add missing
/// slashes; an address that relies on this is refused.
pub(super) fn href(address: &str) -> Option<Href> {
    let address = address.trim_matches(' ');
    if address.chars().any(|c| c.is_control() || c == '\\') {
        return None;
    }
    if let Some(rest) = strip_scheme(address, "mailto:") {
        return (!rest.is_empty()).then(|| Href { address: encode(address), host: String::new() });
    }
    let rest = strip_scheme(address, "https://").or_else(|| strip_scheme(address, "http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, place) = authority.rsplit_once('@').map_or(("", authority), |(user, place)| (user, place));
    let host = host(place)?;
    if user.contains(['[', ']']) {
        return None;
    }
    Some(Href { address: encode(address), host: host.to_owned() })
}

/// The rest of the address after the scheme, which may be in any case; `None` if it has another scheme.
pub(super) fn strip_scheme<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let head = address.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| address.get(scheme.len()..).unwrap_or_default())
}

/// The host of `host[:port]`, if both are well formed.
fn host(place: &str) -> Option<&str> {
    if let Some(rest) = place.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        address.parse::<Ipv6Addr>().ok()?;
        let port_is_fine = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return port_is_fine.then_some(address);
    }
    let (host, port) = place.split_once(':').unwrap_or((place, ""));
    if !is_port(port) || !host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_')) {
        return None;
    }
    let mut labels = host.strip_suffix('.').unwrap_or(host).rsplit('.');
    let last = labels.next().filter(|label| !label.is_empty())?;
    // If the last label is a number, the host must be an IPv4 address.
    if last.starts_with(|c: char| c.is_ascii_digit()) && host.parse::<Ipv4Addr>().is_err() {
        return None;
    }
    labels.all(|label| !label.is_empty()).then_some(host)
}

fn is_port(port: &str) -> bool {
    port.is_empty() || (port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok())
}

/// Percent-encodes all bytes that a URL cannot hold; existing escapes are kept.
fn encode(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@' | b'!' | b'$'
            | b'&' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'%' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The true host, if a link's text looks like an address with another host. It is shown beside the link.
pub(super) fn disguised<'a>(words: &str, href: &'a Href) -> Option<&'a str> {
    if href.host.is_empty() {
        return None;
    }
    let words = words.trim();
    let rest = strip_scheme(words, "https://").or_else(|| strip_scheme(words, "http://"));
    let claimed =
        rest.unwrap_or(words).split(['/', '?', '#', '@', ':', '\\', ' ']).next().unwrap_or_default();
    let looks_like_a_host = claimed.contains('.')
        && claimed
            .rsplit('.')
            .next()
            .is_some_and(|end| end.len() >= 2 && end.chars().all(char::is_alphabetic));
    let same = without_www(claimed).eq_ignore_ascii_case(without_www(&href.host));
    ((rest.is_some() || looks_like_a_host) && !same).then_some(&href.host)
}

fn without_www(host: &str) -> &str {
    strip_scheme(host, "www.").unwrap_or(host).trim_end_matches('.')
}

/// Whether the address is an inline image of a type that cannot hold a script, and not too long.
pub(super) fn is_data_image(address: &str) -> bool {
    let Some(rest) = strip_scheme(address, "data:image/") else { return false };
    let Some((kind, base64)) = rest.split_once(";base64,") else { return false };
    matches!(kind, "png" | "jpeg" | "gif" | "webp")
        && !base64.is_empty()
        && address.len() <= LONGEST_DATA_IMAGE
        && base64.trim_end_matches('=').bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}
