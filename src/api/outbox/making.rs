//! Adding changes to the outbox, and taking them back before they are sent.

use leptos::prelude::*;

use super::{Outbox, entry::Entry, order::MadeAt, tab_storage};
use crate::{
    browser::clock,
    model::{change::Change, ids::CommentId},
};

impl Outbox {
    /// Adds a change, which is shown at once and sent when it is due. Returns its entry's id, by which it can be
    /// cancelled. `by` is the author; `guessed`: the server's name for the author is not known yet. `known` are the ids
    /// of the item's comments.
    pub fn push(self, change: Change, by: String, guessed: bool, known: Vec<CommentId>) -> String {
        let id = self.add(change.clone(), by, guessed, known, clock::monotonic());
        self.pushed(&[change]);
        id
    }

    /// Adds changes that are no comments, and stores them all at once. Returns their entries' ids.
    pub fn push_all(self, changes: &[Change], by: &str, guessed: bool) -> Vec<String> {
        // All are due at the same moment, so that they can share requests.
        let now = clock::monotonic();
        let add = |change: &Change| self.add(change.clone(), by.to_owned(), guessed, Vec::new(), now);
        let ids = changes.iter().map(add).collect();
        self.pushed(changes);
        ids
    }

    /// `now` is in milliseconds on the page's monotonic clock.
    fn add(self, change: Change, by: String, guessed: bool, known: Vec<CommentId>, now: i64) -> String {
        let id = self.unique();
        let _ = self.kept.try_update_value(|kept| {
            kept.count = tab_storage::count(kept.count);
            let made = MadeAt { count: kept.count, at: clock::now().millis() };
            let entry = Entry::new(id.clone(), change, by, made, now, known);
            kept.queue.push(Entry { guessed, ..entry });
        });
        id
    }

    fn pushed(self, changes: &[Change]) {
        self.changed(changes);
        if let Some(on_push) = self.kept.try_with_value(|kept| kept.on_push).flatten() {
            on_push.try_run(());
        }
    }

    /// Removes a change that was never sent; `false` if it may have been sent or has replaced another change.
    pub fn cancel(self, id: &str) -> bool {
        let cancelled = self.kept.try_update_value(|kept| kept.queue.cancel(id)).flatten();
        if let Some(entry) = &cancelled {
            self.changed(std::slice::from_ref(&entry.change));
        }
        cancelled.is_some()
    }

    /// Removes those of these changes that were never sent; returns how many.
    pub fn cancel_all(self, ids: impl Iterator<Item = String>) -> usize {
        let cancelled = self.kept.try_update_value(|kept| {
            ids.filter_map(|id| kept.queue.cancel(&id)).map(|entry| entry.change.clone()).collect::<Vec<_>>()
        });
        let cancelled = cancelled.unwrap_or_default();
        if !cancelled.is_empty() {
            self.changed(&cancelled);
        }
        cancelled.len()
    }
}
