//! People's words as Markdown, in the one place of this room that renders them.

use leptos::prelude::*;

use crate::ui::safe_html::prose;

/// Rendered, in a reactive closure as [`prose`] asks; `prefix` keeps its footnotes apart from those of others.
pub fn words(text: &str, prefix: &str) -> AnyView {
    prose(text, prefix)
}
