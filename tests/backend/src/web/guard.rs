//! Who may speak to a server that has no login. A page of another site must not reach it through the reader's
//! browser: not by a name that was pointed at this machine (DNS rebinding, seen in `Host`), and not by a form or a
//! `fetch` from elsewhere (seen in `Origin`). `X-Forwarded-Host` is never believed: anybody can send it.

use std::net::IpAddr;

use axum::http::{HeaderMap, Method, Uri, header};

/// The names this server answers to.
#[derive(Clone, Debug)]
pub struct Guard {
    names: Vec<String>,
    any_address: bool,
}

impl Guard {
    /// A guard for a server that listens on `host` and was told to answer to `allowed` too. This machine's own
    /// names are always fine. A server that listens on every interface (`0.0.0.0`, `::`) also answers to bare
    /// addresses, because only names can be rebound.
    pub fn new(host: &str, allowed: &[String]) -> Self {
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec();
        names.push(in_host_form(host));
        names.extend(allowed.iter().map(|name| in_host_form(name)));
        let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        Self { names, any_address: address.is_some_and(|a| a.is_unspecified()) }
    }

    /// Why this request is refused, in a sentence that says how to allow it; none when it is welcome.
    pub fn refusal(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<String> {
        let asked = uri.authority().map(|a| a.as_str().to_owned()).or_else(|| text(headers, header::HOST));
        if let Some(asked) = asked
            && !self.answers_to(&asked)
        {
            let name = shown(&asked);
            return Some(format!(
                "This server does not answer to the host name \"{name}\". If it is yours, start mock-opik with \
                 --allow-host {name}"
            ));
        }
        if method.is_safe() {
            return None;
        }
        // No Origin: a program, not a page. Programs on this machine could connect anyway.
        let origin = text(headers, header::ORIGIN)?;
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if host.is_some_and(|host| self.answers_to(host)) {
            return None;
        }
        let name = shown(&origin);
        Some(format!(
            "A page from \"{name}\" may not write to this server. If that page is yours, start mock-opik with \
             --allow-host and the page's host name."
        ))
    }

    fn answers_to(&self, authority: &str) -> bool {
        let Some(name) = host_of(authority) else { return false };
        self.names.contains(&name)
            || (self.any_address && name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok())
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    // A header that is not text is no name of ours; keep it, so that it is refused rather than overlooked.
    headers.get(name).map(|value| value.to_str().unwrap_or("?").to_owned())
}

/// A name as it stands in `Host`: lower case, IPv6 in brackets.
fn in_host_form(name: &str) -> String {
    let name = name.trim().trim_end_matches('.').to_ascii_lowercase();
    if name.contains(':') && !name.starts_with('[') { format!("[{name}]") } else { name }
}

/// The host of `host[:port]`, lower case; none when it is malformed.
fn host_of(authority: &str) -> Option<String> {
    let (host, rest) = if authority.starts_with('[') {
        authority.split_at_checked(authority.find(']')? + 1)?
    } else {
        authority.split_at_checked(authority.find(':').unwrap_or(authority.len()))?
    };
    let port = rest.strip_prefix(':');
    let sound = rest.is_empty() || port.is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()));
    sound.then(|| host.trim_end_matches('.').to_ascii_lowercase())
}

/// A foreign name as it may be repeated in an answer: short, and without anything that could be mistaken for more.
fn shown(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || ".:-_[]/".contains(*c)).take(100).collect()
}
