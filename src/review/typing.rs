//! Text being typed into a field: stored as a draft on every input, and restored after a reload or when the server
//! refuses it.

use leptos::prelude::*;

use super::subject::Subject;
use crate::local::drafts;

/// The draft of one field of one item.
#[derive(Clone, Copy)]
pub(super) struct Typing {
    subject: Subject,
    field: StoredValue<String>,
    typed: RwSignal<Option<String>>,
}

impl Typing {
    /// `field` is the field's name in [`drafts`].
    pub(super) fn new(subject: Subject, field: String) -> Self {
        Self { subject, field: StoredValue::new(field), typed: RwSignal::new(None) }
    }

    /// The text typed but not sent; `None` if there is none. Tracked.
    pub(super) fn words(self) -> Option<String> {
        // A refusal puts the text that was sent back into the draft.
        self.subject.refused.track();
        let draft = drafts::get(&self.key());
        match self.typed.get() {
            Some(typed) => Some(draft.filter(|draft| draft.ends_with(&typed)).unwrap_or(typed)),
            None => draft,
        }
    }

    /// Stores the field's current text as the draft; `saved` is the field's text without a draft.
    pub(super) fn takes(self, text: String, saved: &str) {
        let draft = if text == saved { "" } else { text.as_str() };
        untrack(|| drafts::keep(&self.key(), draft));
        self.typed.set(Some(text));
    }

    /// Asks for the reviewer's name, if needed, before the text is typed under it.
    pub(super) fn ask_name(self) {
        self.subject.ask_name();
    }

    /// Deletes the draft, because the text was sent or discarded.
    pub(super) fn done(self) {
        untrack(|| drafts::keep(&self.key(), ""));
        self.typed.set(None);
    }

    /// The draft's storage key. It depends on the reviewer's name, which may become known late.
    fn key(self) -> String {
        self.field.with_value(|field| self.subject.draft(field))
    }
}
