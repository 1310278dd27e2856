//! The thread, trace or span under review, as the panel and its parts see it.

use std::sync::Arc;

use leptos::prelude::*;

use super::{save_state::SaveState, store::Review};
use crate::{
    browser::tracking,
    local::drafts,
    model::{
        change::{Change, Edit, Item},
        feedback::Feedback,
        time::Timestamp,
    },
    ui::toast::Toaster,
};

/// A thread, trace or span with all that the parts of the panel need to show and edit its feedback.
#[derive(Clone, Copy)]
pub struct Subject {
    review: Review,
    item: StoredValue<Item>,
    /// The feedback on it, including edits.
    pub feedback: Memo<Feedback>,
    /// The latest edit of it that the server refused.
    pub refused: Signal<Option<Edit>>,
    /// The current time, updated every half minute.
    pub now: ReadSignal<Timestamp>,
    /// The URL of one of its comments, by the comment's id.
    pub comment_link: Callback<String, String>,
    /// The id of the comment that the URL names.
    pub linked: Signal<Option<String>>,
}

impl Subject {
    pub fn new(
        review: Review,
        item: Item,
        now: ReadSignal<Timestamp>,
        comment_link: Callback<String, String>,
        linked: Signal<Option<String>>,
    ) -> Self {
        let refusal = review.session().outbox.refusal;
        let about = item.clone();
        let refused = Signal::derive(move || {
            let thread_ref = review.thread_ref();
            tracking::track(&refusal);
            refusal.with_untracked(|refusal| {
                let Change { thread_ref: of, item, edit } = &refusal.as_ref()?.entry.change;
                let mine =
                    of.project == thread_ref.project && of.thread == thread_ref.thread && *item == about;
                mine.then(|| edit.clone())
            })
        });
        let about = item.clone();
        let feedback = Memo::new(move |_| review.item(&about));
        Self { review, item: StoredValue::new(item), feedback, refused, now, comment_link, linked }
    }

    /// Makes an edit: shown at once, sent when due.
    pub fn edit(self, edit: Edit) {
        self.review.edit(self.item.get_value(), edit);
    }

    /// Deletes a comment and shows a message with an undo button.
    pub(super) fn delete_comment(self, toaster: Toaster, key: String) {
        let edit = Edit::Comment { key, text: None };
        self.edit(edit.clone());
        let (review, item) = (self.review, self.item.get_value());
        toaster.show_with_undo("Comment deleted", Arc::new(move || review.undo_about(&item, &edit)));
    }

    pub(super) fn comment(self, text: &str) {
        self.review.comment(self.item.get_value(), text);
    }

    /// The save state of the edits with this subject (see [`Edit::subject`]).
    pub(super) fn save_state(self, kind: &'static str, name: String) -> Signal<SaveState> {
        Signal::derive(move || {
            let about = |edit: &Edit| edit.subject() == (kind, name.as_str());
            self.item.with_value(|item| self.review.save_state_of(item, about))
        })
    }

    /// Asks for the reviewer's name if they have not been asked yet.
    pub(super) fn ask_name(self) {
        self.review.session().server.ensure_named(Callback::new(|()| ()));
    }

    /// Whether the server's data has been loaded. Tracked.
    pub(super) fn is_known(self) -> bool {
        self.item.with_value(|item| self.review.knows(item))
    }

    /// Whether the server no longer has it. Tracked.
    pub(super) fn is_gone(self) -> bool {
        self.review.gone.get()
    }

    /// The reviewer's drafts in all of its fields, as field name and text. Tracked.
    pub(super) fn drafts(self) -> Vec<(String, String)> {
        self.item.with_value(|item| drafts::fields(&self.me(), &self.review.thread_ref(), item))
    }

    /// The reviewer's name as the server knows it. Tracked.
    pub fn me(self) -> String {
        self.review.me()
    }

    /// The storage key of the reviewer's draft in one of its fields. Tracked.
    pub(super) fn draft(self, field: &str) -> String {
        self.item.with_value(|item| drafts::key(&self.me(), &self.review.thread_ref(), item, field))
    }
}
