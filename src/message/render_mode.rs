//! How texts are shown: rendered as Markdown, as a person typed them, or as they were logged.

use leptos::prelude::*;

use crate::text::message::Role;

/// How a text is shown.
#[derive(Clone)]
pub struct RenderMode {
    /// Whether texts are shown as they were logged, in letters of one width.
    pub raw: Signal<bool>,
    /// A prefix that is unique in the page, for ids inside the rendered Markdown.
    pub prefix: String,
    /// The prefix of the ids of the list of sources that the text refers to.
    pub sources: String,
    /// Whether a person wrote the text. It is shown as typed unless the reader wants it as Markdown.
    pub typed: bool,
}

impl RenderMode {
    /// The mode for one side of a turn: Markdown, unless `raw`.
    pub fn new(raw: Signal<bool>, prefix: String) -> Self {
        Self { raw, sources: prefix.clone(), prefix, typed: false }
    }

    /// The same mode with its own id prefix, for the piece at this index.
    pub fn piece(&self, index: usize) -> Self {
        Self { prefix: format!("{}-{index}", self.prefix), ..self.clone() }
    }

    /// The mode for messages with a list of sources of their own. `number` is unique on this side of the turn.
    pub fn group(&self, number: usize) -> Self {
        Self { sources: format!("{}-{number}", self.prefix), ..self.clone() }
    }

    /// The mode for words of this role.
    pub fn for_role(&self, role: &Role) -> Self {
        Self { typed: *role == Role::User, ..self.clone() }
    }

    /// The element id of the source with this number, from 1.
    pub fn source_id(&self, number: usize) -> String {
        format!("{}-source-{number}", self.sources)
    }
}
