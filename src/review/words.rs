//! Renders people's Markdown in this module, in one place.

use leptos::prelude::*;

use crate::ui::safe_html::prose;

/// The rendered text; must be called in a reactive closure, as [`prose`] requires. `prefix` keeps the ids of its
/// footnotes unique on the page.
pub fn words(text: &str, prefix: &str) -> AnyView {
    prose(text, prefix)
}
