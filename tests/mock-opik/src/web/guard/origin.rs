//! The origin of a page (RFC 6454), as browsers send it.

/// A scheme, a host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: &'static str,
    host: String,
    port: u16,
}

impl Origin {
    /// Parses `http://host[:port]` or the same with https; `None` for anything else, such as `null`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (scheme, place) = text.split_once("://")?;
        let scheme = ["http", "https"].into_iter().find(|known| *known == scheme)?;
        let (host, port) = host_of(place)?;
        (!host.is_empty()).then(|| Self { scheme, host, port: port.unwrap_or_else(|| default_port(scheme)) })
    }

    /// Whether it has this scheme.
    pub(super) fn has_scheme(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// Whether it is the origin of pages at this `host[:port]`; without a port the scheme's standard port is meant.
    pub(super) fn is_at(&self, authority: &str) -> bool {
        let port = |port: Option<u16>| port.unwrap_or_else(|| default_port(self.scheme));
        host_of(authority).is_some_and(|(host, given)| host == self.host && port(given) == self.port)
    }
}

fn default_port(scheme: &str) -> u16 {
    if scheme == "https" { 443 } else { 80 }
}

/// The host in lower case and the port of `host[:port]`; `None` when it is malformed.
pub(super) fn host_of(authority: &str) -> Option<(String, Option<u16>)> {
    let (host, rest) = if authority.starts_with('[') {
        authority.split_at_checked(authority.find(']')? + 1)?
    } else {
        authority.split_at_checked(authority.find(':').unwrap_or(authority.len()))?
    };
    let port = match rest.strip_prefix(':') {
        None if rest.is_empty() => None,
        Some("") => None,
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => Some(digits.parse().ok()?),
        _ => return None,
    };
    Some((host.trim_end_matches('.').to_ascii_lowercase(), port))
}
