//! The path that the app is served under, read from the page's `<base>`.

use web_sys::Url;

/// The base path with both slashes: `/`, or `/some/path/`.
pub fn path() -> String {
    leptos::prelude::document()
        .base_uri()
        .ok()
        .flatten()
        .and_then(|uri| Url::new(&uri).ok())
        .map(|url| url.pathname())
        .filter(|path| path.ends_with('/'))
        .unwrap_or_else(|| "/".to_owned())
}

/// A base-relative href as an absolute URL, for the clipboard.
pub fn absolute(href: &str) -> String {
    format!("{}{href}", server())
}

/// The app's own address with the base path: `http://localhost:5173/`.
pub fn server() -> String {
    let origin = leptos::prelude::window().location().origin().unwrap_or_default();
    format!("{origin}{}", path())
}
