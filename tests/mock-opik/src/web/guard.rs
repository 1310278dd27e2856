//! Decides which requests are allowed on a server without login. A page of another site, or of another program on this
//! machine, must not reach it through the reader's browser: not by a name that was pointed at this machine (DNS
//! rebinding, seen in `Host`), and not by a form, a `fetch` or a beacon from elsewhere (seen in `Origin` and
//! `Sec-Fetch-Site`; another port counts as elsewhere). Programs send neither header and are allowed: on this machine
//! they could connect anyway.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};

mod origin;

use super::Refusal;
use origin::{Origin, host_of};

/// The host names that this server answers to, and the pages that may use it.
#[derive(Clone, Debug)]
pub struct Guard {
    names: Vec<String>,
    any_address: bool,
    /// Origins that were allowed by `--allow-host`, whatever `Host` a proxy sends.
    pages: Vec<Origin>,
}

impl Guard {
    /// A guard for a server that listens on `host` and also answers to `allowed`: `name`, `name:port`, or either with
    /// `http://` or `https://` before it. This machine's own names are always allowed. A server on all interfaces
    /// (`0.0.0.0`, `::`) also answers to bare addresses, because only names can be rebound.
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

    /// The reason why this request is refused; `None` when it is allowed.
    pub fn refusal(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Refusal> {
        if headers.get_all(header::HOST).iter().count() > 1 {
            // RFC 9112, 3.2: a proxy on the way may have looked at the other one.
            return Some((StatusCode::BAD_REQUEST, "A request may have one Host header only.".to_owned()));
        }
        let asked =
            uri.authority().map(|a| a.as_str().to_owned()).into_iter().chain(text(headers, header::HOST));
        for asked in asked {
            if !self.answers_to(&asked) {
                let name = sanitized(&asked);
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
                    // The page is a file or in a sandboxed frame, or came by a redirect from elsewhere.
                    return Some("A page without an origin of its own may not use this server.".to_owned());
                }
                let name = sanitized(sent);
                return Some(format!(
                    "A page from \"{name}\" may not use this server. If that page is yours, start mock-opik with \
                     --allow-host {name}"
                ));
            }
        }
        let site = text(headers, HeaderName::from_static("sec-fetch-site"))?;
        let opened = method.is_safe()
            && header_is(headers, "sec-fetch-mode", "navigate")
            && header_is(headers, "sec-fetch-dest", "document");
        // Addresses that a person types or has bookmarked have no site (`none`); links from elsewhere may open the
        // page.
        (site != "same-origin" && site != "none" && !opened)
            .then(|| "A page from elsewhere may link to this server, and do nothing else with it.".to_owned())
    }

    /// Whether this origin is the server's own: it is where the browser sent the request (`Host`), or behind a proxy
    /// that changes `Host`, what `X-Forwarded-Host` says. Pages cannot send that header to another origin without
    /// asking first, and it counts only with names that this server answers to.
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
    // A header that is not text or was sent twice becomes `?`, which is no valid name, so that it is refused and not
    // overlooked.
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().unwrap_or("?").trim();
    Some(if values.next().is_some() { "?".to_owned() } else { first.to_owned() })
}

fn header_is(headers: &HeaderMap, name: &'static str, value: &str) -> bool {
    text(headers, HeaderName::from_static(name)).is_some_and(|text| text == value)
}

/// A name as in `Host`: lower case, IPv6 in brackets.
fn in_host_form(name: &str) -> String {
    let name = name.trim().trim_end_matches('.').to_ascii_lowercase();
    let bare_ipv6 = name.matches(':').count() > 1 && !name.starts_with('[');
    if bare_ipv6 { format!("[{name}]") } else { name }
}

/// A foreign name as it may be repeated in an error text: short and harmless.
fn sanitized(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || ".:-_[]/".contains(*c)).take(100).collect()
}
