//! Whether texts are rendered as Markdown or shown as written.

use leptos::prelude::*;

/// How a text is shown.
#[derive(Clone)]
pub struct RenderMode {
    /// Whether texts are shown as written.
    pub raw: Signal<bool>,
    /// A prefix that is unique in the page, for ids inside the rendered Markdown.
    pub prefix: String,
}

impl RenderMode {
    /// The same mode with its own id prefix, for the piece at this index.
    pub fn piece(&self, index: usize) -> Self {
        Self { raw: self.raw, prefix: format!("{}-{index}", self.prefix) }
    }
}
