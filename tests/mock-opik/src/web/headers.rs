//! The security headers of every answer: content is hostile, and the page needs nothing from elsewhere.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// What the app's own pages and files may do: run our files and WebAssembly, show inline media, talk to this server.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
     base-uri 'self'; frame-ancestors 'none'; form-action 'none'";

/// What an API answer may do when somebody opens it as a page: nothing. A proxied attachment may well be HTML.
pub const DATA_POLICY: &str =
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; sandbox";

/// Adds the headers of a page or one of its files.
pub fn protect_page(headers: &mut HeaderMap) {
    protect(headers, PAGE_POLICY);
}

/// Adds the headers of an API answer. Conversations are private, so they are not cached either.
pub fn protect_data(headers: &mut HeaderMap) {
    protect(headers, DATA_POLICY);
    set(headers, header::CACHE_CONTROL, "no-store");
}

fn protect(headers: &mut HeaderMap, policy: &'static str) {
    set(headers, header::CONTENT_SECURITY_POLICY, policy);
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "no-referrer");
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
