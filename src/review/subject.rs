//! What is judged, as the panel and its parts see it.

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

/// A conversation, or one turn of it, with all that judging it takes. The parts know nothing else of where they stand.
#[derive(Clone, Copy)]
pub struct Subject {
    review: Review,
    item: StoredValue<Item>,
    /// What is said about it, the changes made here included.
    pub feedback: Memo<Feedback>,
    /// The latest change of it that the server would not take.
    pub refused: Signal<Option<Edit>>,
    /// The time, told every half minute.
    pub now: ReadSignal<Timestamp>,
    /// The link to one of its comments, by its id.
    pub comment_link: Callback<String, String>,
    /// The comment that the address is about.
    pub linked: Signal<Option<String>>,
}

impl Subject {
    /// An item of a review.
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

    /// Changes it: shown at once, sent in its own time.
    pub fn edit(self, edit: Edit) {
        self.review.edit(self.item.get_value(), edit);
    }

    /// Deletes a comment; the message that says so can take it back.
    pub(super) fn delete_comment(self, toaster: Toaster, key: String) {
        let edit = Edit::Comment { key, text: None };
        self.edit(edit.clone());
        let (review, item) = (self.review, self.item.get_value());
        toaster.say_with_undo("Comment deleted", Arc::new(move || review.undo_about(&item, &edit)));
    }

    /// Writes a new comment.
    pub(super) fn comment(self, text: &str) {
        self.review.comment(self.item.get_value(), text);
    }

    /// How far the changes have come that are about the same as this ([`Edit::subject`]).
    pub(super) fn save_state(self, kind: &'static str, name: String) -> Signal<SaveState> {
        Signal::derive(move || {
            let about = |edit: &Edit| edit.subject() == (kind, name.as_str());
            self.item.with_value(|item| self.review.save_state_of(item, about))
        })
    }

    /// Has the reviewer asked for a name where they have none yet.
    pub(super) fn ask_name(self) {
        self.review.session().server.ensure_named(Callback::new(|()| ()));
    }

    /// Whether the server has said what there is. Tracked.
    pub(super) fn is_known(self) -> bool {
        self.item.with_value(|item| self.review.knows(item))
    }

    /// The server no longer has what is judged. Tracked.
    pub(super) fn is_gone(self) -> bool {
        self.review.gone.get()
    }

    /// My drafts in all of its fields: the field, and what it says. Tracked.
    pub(super) fn drafts(self) -> Vec<(String, String)> {
        self.item.with_value(|item| drafts::fields(&self.me(), &self.review.thread_ref(), item))
    }

    /// My name, as the server counts it. Tracked.
    pub fn me(self) -> String {
        self.review.me()
    }

    /// The key of my draft in one of its fields. Tracked.
    pub(super) fn draft(self, field: &str) -> String {
        self.item.with_value(|item| drafts::key(&self.me(), &self.review.thread_ref(), item, field))
    }
}
