//! Words that are being typed: kept as a draft with every letter, and there again after a reload, or when the server would
//! not take them.

use leptos::prelude::*;

use super::subject::Subject;
use crate::local::drafts;

/// One field of one item.
#[derive(Clone, Copy)]
pub(super) struct Typing {
    subject: Subject,
    field: StoredValue<String>,
    typed: RwSignal<Option<String>>,
}

impl Typing {
    /// The field by its name in [`drafts`].
    pub(super) fn new(subject: Subject, field: String) -> Self {
        Self { subject, field: StoredValue::new(field), typed: RwSignal::new(None) }
    }

    /// What was typed and not sent, if anything. Tracked.
    pub(super) fn words(self) -> Option<String> {
        // A refusal puts the words that were sent back into the draft.
        self.subject.refused.track();
        let draft = drafts::get(&self.key());
        match self.typed.get() {
            Some(typed) => Some(draft.filter(|draft| draft.ends_with(&typed)).unwrap_or(typed)),
            None => draft,
        }
    }

    /// Takes what is in the field now; `saved` is what the field would say without a draft.
    pub(super) fn takes(self, text: String, saved: &str) {
        let draft = if text == saved { "" } else { text.as_str() };
        untrack(|| drafts::keep(&self.key(), draft));
        self.typed.set(Some(text));
    }

    /// Asks whose words they will be, before the first of them where that is still to be asked.
    pub(super) fn ask_name(self) {
        self.subject.ask_name();
    }

    /// The words are sent, or given up.
    pub(super) fn done(self) {
        untrack(|| drafts::keep(&self.key(), ""));
        self.typed.set(None);
    }

    /// Depends on who types, which may become known late.
    fn key(self) -> String {
        self.field.with_value(|field| self.subject.draft(field))
    }
}
