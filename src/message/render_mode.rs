//! Whether texts are rendered as Markdown or shown as written.

use leptos::prelude::*;

/// How a text is shown.
#[derive(Clone)]
pub struct RenderMode {
    /// Whether texts are shown as written.
    pub raw: Signal<bool>,
    /// A prefix that is unique in the page, for ids inside the rendered Markdown.
    pub prefix: String,
    /// The prefix of the ids of the sources that the text refers to.
    pub sources: String,
}

impl RenderMode {
    pub fn new(raw: Signal<bool>, prefix: String) -> Self {
        Self { raw, sources: prefix.clone(), prefix }
    }

    /// The same mode with its own id prefix, for the piece at this index.
    pub fn piece(&self, index: usize) -> Self {
        Self { raw: self.raw, prefix: format!("{}-{index}", self.prefix), sources: self.sources.clone() }
    }

    /// The same mode for a group of pieces with sources of their own.
    pub fn group(&self, number: usize) -> Self {
        Self { sources: format!("{}-{number}", self.prefix), ..self.clone() }
    }

    /// The element id of a source, numbered from 1.
    pub fn source_id(&self, number: usize) -> String {
        format!("{}-source-{number}", self.sources)
    }
}
