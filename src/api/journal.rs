//! What people changed, kept: in memory as signals for what shows it, and in local storage for the case that the page goes
//! before the server has it. Each tab keeps its own changes; those of a tab that is gone are taken over. [`queue`] is its
//! pure heart; `outbox` sends what is in it.

pub mod entry;
pub mod queue;

mod record;

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use web_sys::js_sys::Math;

use self::{
    entry::Entry,
    queue::{Outcome, Queue},
};
use crate::{
    api::error::ApiError,
    browser::{clock, locks, storage},
    model::{
        change::{Change, Home, Item},
        ids::CommentId,
    },
};

/// Storage entries and locks begin so; the tab's own name follows.
const KEY: &str = "colloquy:outbox:1:";
/// Where there are no locks, changes of another tab are its own for so many milliseconds.
const STALE: i64 = 60_000;

/// How many changes the server does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Pending {
    /// All of them.
    pub waiting: usize,
    /// Those that have failed at least once.
    pub failing: usize,
}

/// A change that the server will not take.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The change.
    pub entry: Arc<Entry>,
    /// Why.
    pub error: ApiError,
}

/// The changes of this tab, for the whole app.
#[derive(Clone, Copy)]
pub struct Journal {
    kept: StoredValue<Kept>,
    /// How many changes the server does not have.
    pub pending: RwSignal<Pending>,
    /// The latest refusal, for whoever tells the person.
    pub refusal: RwSignal<Option<Refusal>>,
}

struct Kept {
    queue: Queue,
    tab: String,
    made: u64,
    watched: BTreeMap<String, ArcTrigger>,
}

impl Journal {
    /// Empty; lives with the app.
    pub fn new() -> Self {
        let tab = format!("{:x}{:x}", clock::now().millis(), (Math::random() * 1e9) as u64);
        let kept = Kept { queue: Queue::default(), tab, made: 0, watched: BTreeMap::new() };
        Self {
            kept: StoredValue::new(kept),
            pending: RwSignal::new(Pending::default()),
            refusal: RwSignal::new(None),
        }
    }

    /// A text that no other tab and no other moment has.
    pub fn unique(self) -> String {
        let mut unique = String::new();
        let _ = self.kept.try_update_value(|kept| {
            kept.made += 1;
            unique = format!("{}-{}", kept.tab, kept.made);
        });
        unique
    }

    /// The changes of one item of a thread, or of all its items; oldest first, without those that the server had when it
    /// had taken `since` changes. Tracked.
    pub fn entries(self, home: &Home, item: Option<&Item>, since: u64) -> Vec<Arc<Entry>> {
        let key = watch_key(home, item);
        let Some((trigger, entries)) = self.kept.try_update_value(|kept| {
            let trigger = kept.watched.entry(key).or_insert_with(ArcTrigger::new).clone();
            let of = |entry: &&Arc<Entry>| {
                (entry.change.home.thread == home.thread || is_span(item))
                    && entry.change.home.project == home.project
                    && item.is_none_or(|item| entry.change.item == *item)
                    && entry.is_newer_than(since)
            };
            (trigger, kept.queue.entries().iter().filter(of).cloned().collect())
        }) else {
            return Vec::new();
        };
        trigger.track();
        entries
    }

    /// How many changes the server has taken. What is asked of it from now on knows of them.
    pub fn done(self) -> u64 {
        self.kept.try_with_value(|kept| kept.queue.done()).unwrap_or_default()
    }

    /// Takes a change in; `known` are the comments there are. The entry's id, with which it can be cancelled.
    pub fn push(self, change: Change, by: String, known: Vec<CommentId>) -> String {
        let id = self.unique();
        let entry = Entry::new(id.clone(), change.clone(), by, clock::now().millis(), known);
        let _ = self.kept.try_update_value(|kept| kept.queue.push(entry));
        self.changed(&change);
        id
    }

    /// Takes a change back that was never sent; false where that cannot be.
    pub fn cancel(self, id: &str) -> bool {
        let cancelled = self.kept.try_update_value(|kept| kept.queue.cancel(id)).flatten();
        if let Some(entry) = &cancelled {
            self.changed(&entry.change);
        }
        cancelled.is_some()
    }

    /// The next change to send, marked as on its way: before it leaves, it is kept as one that may have arrived.
    pub(super) fn next(self) -> Option<Arc<Entry>> {
        let entry = self.kept.try_update_value(|kept| kept.queue.next(clock::now().millis())).flatten()?;
        self.changed(&entry.change);
        Some(entry)
    }

    /// In how many milliseconds there will be something to send.
    pub(super) fn pause(self) -> Option<i64> {
        let due = self.kept.try_with_value(|kept| kept.queue.due()).flatten()?;
        Some((due - clock::now().millis()).max(0))
    }

    /// Hears what came of a change.
    pub(super) fn answered(self, entry: &Entry, outcome: &Outcome) {
        let now = clock::now().millis();
        let _ = self.kept.try_update_value(|kept| kept.queue.answered(&entry.id, outcome, now));
        self.changed(&entry.change);
    }

    /// Everything that waits after a failure is due now.
    pub(super) fn hurry(self) {
        let _ = self.kept.try_update_value(|kept| kept.queue.hurry(clock::now().millis()));
    }

    /// Holds the lock that says this tab lives.
    pub(super) async fn settle_in(self) {
        if let Some(tab) = self.kept.try_with_value(|kept| kept.tab.clone()) {
            locks::keep(&format!("{KEY}{tab}")).await;
        }
    }

    /// Takes over what tabs left that are gone. One tab at a time does so.
    pub(super) async fn take_over(self) {
        let mine = self.kept.try_with_value(|kept| format!("{KEY}{}", kept.tab)).unwrap_or_default();
        let others = storage::keys(KEY).iter().any(|key| *key != mine);
        if !others {
            return;
        }
        let there = locks::alone("colloquy:outbox", move |living| {
            self.adopt(&mine, |key, _| !living.iter().any(|name| name == key));
        });
        if !there.await {
            let mine = self.kept.try_with_value(|kept| format!("{KEY}{}", kept.tab)).unwrap_or_default();
            let now = clock::now().millis();
            self.adopt(&mine, |_, newest| now - newest > STALE);
        }
    }

    fn adopt(self, mine: &str, is_orphan: impl Fn(&str, i64) -> bool) {
        for key in storage::keys(KEY).into_iter().filter(|key| key != mine) {
            let entries = record::read(&storage::get(&key).unwrap_or_default());
            let newest = entries.iter().map(|entry| entry.at).max().unwrap_or_default();
            if !is_orphan(&key, newest) {
                continue;
            }
            storage::remove(&key);
            for entry in entries {
                let change = entry.change.clone();
                let entry = entry.taken_over(clock::now().millis());
                let _ = self.kept.try_update_value(|kept| kept.queue.push(entry));
                self.changed(&change);
            }
        }
    }

    /// After every change: kept in storage, counted, and told to what shows it.
    fn changed(self, change: &Change) {
        let triggers = self.kept.try_with_value(|kept| {
            let left = || kept.queue.entries().iter().filter(|entry| !entry.is_done());
            let key = format!("{KEY}{}", kept.tab);
            if left().next().is_some() {
                storage::set(&key, &record::write(left().map(Arc::as_ref)));
            } else {
                storage::remove(&key);
            }
            let failing = left().filter(|entry| entry.failures > 0).count();
            let pending = Pending { waiting: left().count(), failing };
            let keys = [watch_key(&change.home, None), watch_key(&change.home, Some(&change.item))];
            (pending, keys.map(|key| kept.watched.get(&key).cloned()))
        });
        let Some((pending, triggers)) = triggers else { return };
        if self.pending.try_get_untracked() != Some(pending) {
            let _ = self.pending.try_set(pending);
        }
        for trigger in triggers.into_iter().flatten() {
            trigger.notify();
        }
    }
}

impl Default for Journal {
    fn default() -> Self {
        Self::new()
    }
}

fn watch_key(home: &Home, item: Option<&Item>) -> String {
    let thread = if is_span(item) { "" } else { home.thread.as_str() };
    let item = item.map_or("*", Item::id);
    format!("{item}\n{}\n{thread}", home.project)
}

/// Its id says all: a list of spans knows none of their conversations.
fn is_span(item: Option<&Item>) -> bool {
    matches!(item, Some(Item::Span(_)))
}
