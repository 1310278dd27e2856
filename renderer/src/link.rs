//! Which addresses may be followed or shown. A positive list: what is not recognised is refused.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The longest `data:` image shown inline, in characters of its address: about 6 MB of picture.
const LONGEST_DATA_IMAGE: usize = 8 * 1024 * 1024;

/// An address that may stand in an `href`: http, https or mailto, percent-encoded ASCII.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Href {
    /// What the `href` says.
    pub(super) address: String,
    /// The host as its author wrote it, without user, password and port; empty for mailto.
    pub(super) host: String,
}

/// Judges an address as a browser would read it: a browser drops tabs and newlines, takes `\` for `/` and forgives
/// missing slashes, so whatever holds any of these is refused instead of repaired.
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

/// What follows the scheme, if the address has it in any case.
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
    // A last label that is a number makes it an IPv4 address, or nothing.
    if last.starts_with(|c: char| c.is_ascii_digit()) && host.parse::<Ipv4Addr>().is_err() {
        return None;
    }
    labels.all(|label| !label.is_empty()).then_some(host)
}

fn is_port(port: &str) -> bool {
    port.is_empty() || (port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok())
}

/// Percent-encodes whatever is not plain URL text; what is encoded already stays as it is.
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

/// The host to name beside a link whose words claim to be another address than the one it leads to.
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

/// Whether an address is a picture carried inline, of a kind that cannot hold a script, and not too big to show.
pub(super) fn is_data_image(address: &str) -> bool {
    let Some(rest) = strip_scheme(address, "data:image/") else { return false };
    let Some((kind, base64)) = rest.split_once(";base64,") else { return false };
    matches!(kind, "png" | "jpeg" | "gif" | "webp")
        && !base64.is_empty()
        && address.len() <= LONGEST_DATA_IMAGE
        && base64.trim_end_matches('=').bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}
