//! The security headers of every answer: contents are not trusted, and the page needs nothing from elsewhere.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The policy of the app's pages and files: they may run the app's own files and WebAssembly, show inline media and
/// talk to this server.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
     base-uri 'self'; frame-ancestors 'none'; form-action 'none'";

/// The policy of API answers that somebody opens as a page: nothing is allowed. A forwarded attachment may be HTML.
pub const DATA_POLICY: &str =
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; sandbox";

/// Adds the headers for a page or one of its files.
pub fn protect_page(headers: &mut HeaderMap) {
    protect(headers, PAGE_POLICY);
}

/// Adds the headers for an API answer. Conversations are private, so they are not cached.
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
