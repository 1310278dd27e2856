//! Who may speak to a server that has no login. A page of another site, or of another program on this machine, must not
//! reach it through the reader's browser: not by a name that was pointed at this machine (DNS rebinding, seen in `Host`),
//! and not by a form, a `fetch` or a beacon from elsewhere (seen in `Origin` and `Sec-Fetch-StaticFiles`; another port is
//! elsewhere too). Programs send neither of these two and are welcome: on this machine they could connect anyway.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};

mod origin;

use super::Refusal;
use origin::{Origin, host_of};

/// The names this server answers to, and the pages that may use it.
#[derive(Clone, Debug)]
pub struct Guard {
    names: Vec<String>,
    any_address: bool,
    /// Pages that were allowed by name, whatever `Host` a proxy on the way made of it.
    pages: Vec<Origin>,
}

impl Guard {
    /// A guard for a server that listens on `host` and was told to answer to `allowed` too: `name`, `name:port`, or
    /// with `http://` or `https://` before it. This machine's own names are always fine. A server that listens on every
    /// interface (`0.0.0.0`, `::`) also answers to bare addresses, because only names can be rebound.
    pub fn new(host: &str, allowed: &[String]) -> Self {
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec();
        names.push(in_host_form(host));
        let mut pages = Vec::new();
        for text in allowed {
            let (schemes, place): (&[&str], &str) = match text.trim().split_once("://") {
                Some((scheme, place)) if scheme.eq_ignore_ascii_case("http") => (&["http"], place),
                Some((_, place)) => (&["https"], place),
                None => (&["http", "https"], text.trim()),
            };
            let place = in_host_form(place.trim_end_matches('/'));
            let parsed = schemes.iter().filter_map(|scheme| Origin::parse(&format!("{scheme}://{place}")));
            pages.extend(parsed);
            names.extend(host_of(&place).map(|(name, _)| name));
        }
        let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        Self { names, any_address: address.is_some_and(|a| a.is_unspecified()), pages }
    }

    /// Why this request is refused; none when it is welcome.
    pub fn refusal(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Refusal> {
        if headers.get_all(header::HOST).iter().count() > 1 {
            // RFC 9112, 3.2. Whoever stands between may have looked at the other one.
            return Some((StatusCode::BAD_REQUEST, "A request may have one Host header only.".to_owned()));
        }
        let asked =
            uri.authority().map(|a| a.as_str().to_owned()).into_iter().chain(text(headers, header::HOST));
        for asked in asked {
            if !self.answers_to(&asked) {
                let name = shown(&asked);
                let sentence = format!(
                    "This server does not answer to the host name \"{name}\". If it is yours, start mock-opik with \
                     --allow-host {name}"
                );
                return Some((StatusCode::FORBIDDEN, sentence));
            }
        }
        self.foreign_page_refusal(method, uri, headers).map(|sentence| (StatusCode::FORBIDDEN, sentence))
    }

    fn foreign_page_refusal(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<String> {
        for origin in headers.get_all(header::ORIGIN) {
            let sent = origin.to_str().unwrap_or("?");
            if !Origin::parse(sent).is_some_and(|origin| self.is_own(&origin, uri, headers)) {
                if sent == "null" {
                    // A file, a sandboxed frame, or a redirect from elsewhere.
                    return Some("A page without an origin of its own may not use this server.".to_owned());
                }
                let name = shown(sent);
                return Some(format!(
                    "A page from \"{name}\" may not use this server. If that page is yours, start mock-opik with \
                     --allow-host {name}"
                ));
            }
        }
        let site = text(headers, HeaderName::from_static("sec-fetch-site"))?;
        let opened = method.is_safe()
            && is(headers, "sec-fetch-mode", "navigate")
            && is(headers, "sec-fetch-dest", "document");
        // What a person types or keeps as a bookmark comes from nowhere; a link from elsewhere may open the page.
        (site != "same-origin" && site != "none" && !opened)
            .then(|| "A page from elsewhere may link to this server, and do nothing else with it.".to_owned())
    }

    /// Whether a page of this origin is one of ours: where the browser was sent, `Host` says; behind a proxy that
    /// changes it, `X-Forwarded-Host` does. A page cannot send that one to another origin without asking first, and only
    /// names that this server answers to count there.
    fn is_own(&self, origin: &Origin, uri: &Uri, headers: &HeaderMap) -> bool {
        if self.pages.contains(origin) {
            return true;
        }
        let seen = uri.authority().map(|a| a.as_str().to_owned()).or_else(|| text(headers, header::HOST));
        let forwarded = text(headers, HeaderName::from_static("x-forwarded-host"));
        let forwarded = forwarded.filter(|host| self.answers_to(host));
        let scheme = text(headers, HeaderName::from_static("x-forwarded-proto"));
        let right_scheme = scheme.is_none_or(|scheme| origin.has_scheme(&scheme));
        right_scheme && seen.into_iter().chain(forwarded).any(|host| origin.is_at(&host))
    }

    fn answers_to(&self, authority: &str) -> bool {
        let Some((name, _)) = host_of(authority) else { return false };
        self.names.contains(&name)
            || (self.any_address && name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok())
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    // A header that is not text, or is there twice, is no name of ours; keep it, so that it is refused rather than
    // overlooked.
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().unwrap_or("?").trim();
    Some(if values.next().is_some() { "?".to_owned() } else { first.to_owned() })
}

fn is(headers: &HeaderMap, name: &'static str, value: &str) -> bool {
    text(headers, HeaderName::from_static(name)).is_some_and(|text| text == value)
}

/// A name as it stands in `Host`: lower case, IPv6 in brackets.
fn in_host_form(name: &str) -> String {
    let name = name.trim().trim_end_matches('.').to_ascii_lowercase();
    let bare_ipv6 = name.matches(':').count() > 1 && !name.starts_with('[');
    if bare_ipv6 { format!("[{name}]") } else { name }
}

/// A foreign name as it may be repeated in an answer: short, and without anything that could be mistaken for more.
fn shown(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || ".:-_[]/".contains(*c)).take(100).collect()
}
