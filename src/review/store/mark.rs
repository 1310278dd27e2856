//! *Reviewed, next*: gives the conversation the reviewer's mark, and takes it back, also after the conversation was left.

use std::{
    cell::RefCell,
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use leptos::prelude::*;

use super::{Review, undo::UndoStep};
use crate::{
    api::session::Session,
    model::{
        change::{Change, Edit, Item, ThreadRef},
        review_state::{REVIEWED, Reviewers, mark_reviewed},
        status::Status,
    },
    ui::toast::{Toaster, Tone},
};

std::thread_local! {
    /// The mark given last, while no other edit followed. The key for undo takes it back from the next conversation too.
    static LATEST: RefCell<Option<Arc<GivenMark>>> = const { RefCell::new(None) };
}

/// A mark that was given, with all that is needed to take it back when the conversation is no longer open.
struct GivenMark {
    session: Session,
    thread_ref: ThreadRef,
    toaster: Toaster,
    /// In the order they were made.
    steps: Vec<UndoStep>,
    is_taken_back: AtomicBool,
}

impl GivenMark {
    fn take_back(&self) {
        if self.is_taken_back.swap(true, Ordering::Relaxed) {
            return;
        }
        let Session { outbox, server, .. } = &self.session;
        for UndoStep { entry, item, inverse } in self.steps.iter().rev() {
            if !outbox.cancel(entry) {
                let change =
                    Change { thread_ref: self.thread_ref.clone(), item: item.clone(), edit: inverse.clone() };
                let (me, guessed) = untrack(|| (server.me(), !server.knows_names()));
                outbox.push(change, me, guessed, Vec::new());
            }
        }
        let words = if self.steps.len() > 1 {
            "No longer marked as reviewed, and active again"
        } else {
            "No longer marked as reviewed"
        };
        self.toaster.show(Tone::Done, words);
    }
}

/// Takes back the mark given last; `false` if another edit followed, or none was given.
pub(super) fn take_back_latest() -> bool {
    let latest = LATEST.with(RefCell::take);
    latest.filter(|mark| !mark.is_taken_back.load(Ordering::Relaxed)).is_some_and(|mark| {
        mark.take_back();
        true
    })
}

/// Another edit was made: it is what the key for undo takes back.
pub(super) fn forget_latest() {
    LATEST.with(RefCell::take);
}

impl Review {
    /// Gives the conversation the reviewer's mark, then runs `then`, both once the reviewer has been asked for a name. An
    /// active conversation is marked inactive before, where the server takes no scores of active ones. `is_done`: the
    /// reviewer has reviewed all there is; if they gave the mark too, it is not given again.
    pub fn finish(self, is_done: bool, then: Callback<()>) {
        let is_given = is_done && untrack(|| self.mine(&Item::Thread, REVIEWED)).is_some();
        let server = self.session.try_with_value(|session| session.server);
        match server.filter(|_| !is_given && untrack(|| self.can_be_marked())) {
            Some(server) => server.ensure_named(Callback::new(move |()| {
                self.mark();
                then.run(());
            })),
            None => then.run(()),
        }
    }

    /// Whether there is a conversation to give the mark to. Tracked.
    fn can_be_marked(self) -> bool {
        self.knows_thread() && !self.gone.get()
    }

    /// Whether giving the mark marks the conversation inactive, too. Tracked.
    pub fn mark_closes(self) -> bool {
        self.can_be_marked() && self.is_locked()
    }

    fn mark(self) {
        let closes = untrack(|| self.mark_closes());
        let close = closes.then_some((Edit::Status(Status::Inactive), Edit::Status(Status::Active)));
        // The server keeps one time for a score, so there is none to return to: the mark goes, even if it was renewed.
        let mark = (mark_reviewed(true), mark_reviewed(false));
        let steps = close.into_iter().chain([mark]).filter_map(|(edit, inverse)| {
            Some(UndoStep { entry: self.push(Item::Thread, edit)?, item: Item::Thread, inverse })
        });
        let steps: Vec<UndoStep> = steps.collect();
        let mut thread_ref = untrack(|| self.thread_ref());
        thread_ref.project_name = self.project_name.try_get_untracked().flatten();
        let mark = Arc::new(GivenMark {
            session: self.session(),
            thread_ref,
            toaster: self.toaster,
            steps,
            is_taken_back: AtomicBool::new(false),
        });
        LATEST.with(|latest| latest.replace(Some(mark.clone())));
        let words = if closes { "Marked inactive and as reviewed" } else { "Marked as reviewed" };
        self.toaster.show_with_undo(words, Arc::new(move || mark.take_back()));
    }

    /// Everybody who scored or commented on the conversation or its turns by hand. Tracked, but not by each turn: there may
    /// be thousands.
    pub fn reviewers(self) -> Reviewers {
        self.parts_changed.track();
        let mut reviewers = Reviewers::default();
        reviewers.add(&self.thread());
        let Some(outbox) = self.session.try_with_value(|session| session.outbox) else { return reviewers };
        let entries = self.thread_ref.with(|thread_ref| outbox.entries(thread_ref, None, 0));
        let edited: HashSet<&Item> = entries.iter().map(|entry| &entry.change.item).collect();
        let _ = self.parts.try_with_value(|parts| {
            for (item, base) in parts {
                if edited.contains(item) {
                    reviewers.add(&untrack(|| self.with_edits(base.get_untracked(), item)));
                } else {
                    base.with_untracked(|known| reviewers.add(&known.feedback));
                }
            }
        });
        reviewers
    }
}
