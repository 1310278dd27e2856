//! Taking over what tabs left that are gone. Whether one lives, its lock tells, which the browser takes back from a tab that is
//! gone; where there are no locks, the tabs call each other.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::{Outbox, Refusal, entry::Entry, order::LatestSent, tab_storage};
use crate::{
    browser::{clock, locks, roll_call, storage, timer},
    local::drafts,
};

impl Outbox {
    /// Holds the lock that says this tab lives; without locks, answers when others call.
    pub(in crate::api) async fn settle_in(self) {
        storage::watch(move || self.look_at_storage());
        if !locks::keep(&self.key()).await {
            roll_call::answer_as(&self.key());
        }
    }

    /// Takes over what tabs left that are gone, and awaits the end of the others; `then` is called whenever something was
    /// taken over.
    pub(in crate::api) async fn take_over(self, then: impl Fn() + Clone + 'static) {
        storage::settle();
        let mine = self.key();
        let others = tab_storage::others(&mine);
        if others.is_empty() {
            return;
        }
        if locks::are_there() {
            for key in others {
                self.await_end(key, then.clone());
            }
            return;
        }
        let present = roll_call::present(&mine).await;
        // One tab takes over for all.
        if present.iter().min().is_none_or(|first| *first == mine) {
            for key in others.into_iter().filter(|key| !present.contains(key)) {
                self.adopt(&key);
            }
            then();
        }
    }

    /// Takes over what a tab keeps as soon as it is gone: then its lock is to be had.
    fn await_end(self, key: String, then: impl Fn() + 'static) {
        let is_new = self.kept.try_update_value(|kept| kept.awaited.insert(key.clone()));
        if is_new != Some(true) {
            return;
        }
        spawn_local(async move {
            let left = key.clone();
            locks::once_free(&key, move || {
                self.adopt(&left);
                then();
            })
            .await;
            let _ = self.kept.try_update_value(|kept| kept.awaited.remove(&key));
        });
    }

    fn adopt(self, key: &str) {
        let left = tab_storage::read(key);
        let changes: Vec<_> = left.iter().map(|entry| entry.change.clone()).collect();
        let elsewhere = tab_storage::elsewhere(&[&self.key(), key]);
        let adopt = self.kept.try_update_value(|kept| kept.queue.adopt(left, &elsewhere, clock::running()));
        let Some(adopted) = adopt else { return };
        // Kept here before it is forgotten there; again afterwards, where only then there is room.
        self.changed(&changes);
        tab_storage::keep(key, adopted.stays.iter());
        self.changed(&[]);
        self.say_late(adopted.late, &elsewhere.done);
    }

    /// Says which changes were dropped because a later one of the same thing came before them, where somebody typed something
    /// that goes with them.
    pub(super) fn say_late(self, late: Vec<Arc<Entry>>, done: &LatestSent) {
        let lost: Vec<_> = late.into_iter().filter(|entry| entry.has_words() && !done.has(entry)).collect();
        if lost.is_empty() {
            return;
        }
        for entry in &lost {
            drafts::set_aside(&entry.by, &entry.change, &entry.id);
        }
        spawn_local(async move {
            for entry in lost {
                let _ = self.refusal.try_set(Some(Refusal { entry, error: None }));
                timer::settled().await;
            }
        });
    }
}
