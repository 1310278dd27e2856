//! How words are shown: as written or rendered.

use leptos::prelude::*;

/// How words are shown.
#[derive(Clone)]
pub(super) struct Shown {
    /// As they were written, not rendered.
    pub(super) raw: Signal<bool>,
    /// Unique in the page, for the ids inside rendered Markdown.
    pub(super) prefix: String,
}

impl Shown {
    /// The same, for one piece among several.
    pub(super) fn piece(&self, index: usize) -> Self {
        Self { raw: self.raw, prefix: format!("{}-{index}", self.prefix) }
    }
}
