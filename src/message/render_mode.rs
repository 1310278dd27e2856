//! How words are shown: as written or rendered.

use leptos::prelude::*;

/// How words are shown.
#[derive(Clone)]
pub struct RenderMode {
    /// As they were written, not rendered.
    pub raw: Signal<bool>,
    /// Unique in the page, for the ids inside rendered Markdown.
    pub prefix: String,
}

impl RenderMode {
    /// The same, for one piece among several.
    pub fn piece(&self, index: usize) -> Self {
        Self { raw: self.raw, prefix: format!("{}-{index}", self.prefix) }
    }
}
