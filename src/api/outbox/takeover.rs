//! Takes over the entries of closed tabs. Each open tab holds a Web Lock, which the browser releases when the tab
//! closes; where Web Locks are missing, the tabs ask each other who is open.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::{Outbox, Refusal, entry::Entry, order::LatestSent, tab_storage};
use crate::{
    browser::{clock, locks, open_tabs, storage, timer},
    local::drafts,
};

impl Outbox {
    /// Takes the lock that shows this tab is open; without Web Locks, answers other tabs instead.
    pub(in crate::api) async fn register_tab(self) {
        storage::watch(move || self.look_at_storage());
        if !locks::keep(&self.key()).await {
            open_tabs::answer_as(&self.key());
        }
    }

    /// Takes over the entries of closed tabs and waits for the others to close; calls `then` whenever something was
    /// taken over.
    pub(in crate::api) async fn take_over(self, then: impl Fn() + Clone + 'static) {
        storage::store_held();
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
        let present = open_tabs::present(&mine).await;
        // Only one tab takes over.
        if present.iter().min().is_none_or(|first| *first == mine) {
            for key in others.into_iter().filter(|key| !present.contains(key)) {
                self.adopt(&key);
            }
            then();
        }
    }

    /// Takes over a tab's entries as soon as its lock is free.
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
        let adopt = self.kept.try_update_value(|kept| kept.queue.adopt(left, &elsewhere, clock::monotonic()));
        let Some(adopted) = adopt else { return };
        // Stored here before they are removed there, and once more afterwards, in case only the removal makes room.
        self.changed(&changes);
        tab_storage::keep(key, adopted.stays.iter());
        self.changed(&[]);
        self.announce_late(adopted.late, &elsewhere.done);
    }

    /// Announces the dropped changes that contain typed text, if a later change of the same thing has overtaken them.
    pub(super) fn announce_late(self, late: Vec<Arc<Entry>>, done: &LatestSent) {
        let lost: Vec<_> = late.into_iter().filter(|entry| entry.has_words() && !done.has(entry)).collect();
        if lost.is_empty() {
            return;
        }
        for entry in &lost {
            drafts::keep_replaced(&entry.by, &entry.change, &entry.id);
        }
        spawn_local(async move {
            for entry in lost {
                let _ = self.refusal.try_set(Some(Refusal { entry, error: None }));
                timer::settled().await;
            }
        });
    }
}
