//! People's words as Markdown, in the one place of this room that renders them.

use leptos::prelude::*;

use crate::{text::markdown, ui::safe_html::Prose};

/// Rendered; `prefix` keeps its footnotes apart from those of others.
pub fn words(text: &str, prefix: &str) -> AnyView {
    view! { <Prose html=markdown::to_html(text, prefix) /> }.into_any()
}
