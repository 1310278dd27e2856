//! What people changed, in memory as signals and in local storage until the server has it. Each tab keeps its own changes;
//! those of a tab that is gone are taken over. [`queue`] holds the rules; `outbox` sends what is in it.

pub mod entry;
pub mod order;
pub mod queue;

mod format;
mod tab_storage;
mod takeover;
mod watchers;

use std::{collections::BTreeSet, sync::Arc};

use leptos::{prelude::*, reactive::graph::Observer};
use web_sys::js_sys::Math;

use self::{
    entry::Entry,
    order::MadeAt,
    queue::{Outcome, Queue},
    watchers::Watchers,
};
use crate::{
    api::error::ApiError,
    browser::{clock, storage},
    local::drafts,
    model::{
        change::{Change, Item, ThreadRef},
        ids::CommentId,
    },
};

/// How many changes the server does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Pending {
    /// All of them.
    pub waiting: usize,
    /// Those that have failed at least once.
    pub failing: usize,
}

/// What this browser cannot store, so that it goes with the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum NotStored {
    /// All is stored.
    #[default]
    Nothing,
    /// Words that somebody types.
    Words,
    /// Changes that the server does not have.
    Changes,
}

/// A change that will not be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The change.
    pub entry: Arc<Entry>,
    /// Why the server does not take it; nothing where a later change of the same thing has come before it.
    pub error: Option<ApiError>,
}

/// The changes of this tab, for the whole app.
#[derive(Clone, Copy)]
pub struct Outbox {
    kept: StoredValue<OutboxState>,
    /// How many changes the server does not have.
    pub pending: RwSignal<Pending>,
    /// Why the latest that failed did.
    pub trouble: RwSignal<Option<ApiError>>,
    /// What this browser cannot store.
    pub unkept: RwSignal<NotStored>,
    /// The latest refusal, for whoever tells the person.
    pub refusal: RwSignal<Option<Refusal>>,
}

struct OutboxState {
    queue: Queue,
    tab: String,
    made: u64,
    /// The count of the latest change; see [`MadeAt`].
    count: u64,
    watchers: Watchers,
    /// The tabs whose end is awaited.
    awaited: BTreeSet<String>,
    /// When the next look at what is to be sent is set, on the page's own clock.
    alarm: i64,
}

impl Outbox {
    /// Empty; lives with the app.
    pub fn new() -> Self {
        let tab = format!("{:x}{:x}", clock::now().millis(), (Math::random() * 1e9) as u64);
        let queue = Queue::default();
        let (watchers, awaited) = (Watchers::default(), BTreeSet::new());
        let kept = OutboxState { queue, tab, made: 0, count: 0, watchers, awaited, alarm: 0 };
        Self {
            kept: StoredValue::new(kept),
            pending: RwSignal::new(Pending::default()),
            trouble: RwSignal::new(None),
            unkept: RwSignal::new(NotStored::Nothing),
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
    pub fn entries(self, thread_ref: &ThreadRef, item: Option<&Item>, since: u64) -> Vec<Arc<Entry>> {
        self.watch(watchers::key(thread_ref, item));
        let entries = self.kept.try_with_value(|kept| {
            let of = |entry: &&Arc<Entry>| {
                (entry.change.thread_ref.thread == thread_ref.thread || watchers::is_span(item))
                    && entry.change.thread_ref.project == thread_ref.project
                    && item.is_none_or(|item| entry.change.item == *item)
                    && entry.is_newer_than(since)
            };
            kept.queue.entries().iter().filter(of).cloned().collect()
        });
        entries.unwrap_or_default()
    }

    /// Whatever is drawn or computed now is done again after a change of what `key` names. Forgotten with it: a reviewer
    /// reads hundreds of conversations in one page.
    fn watch(self, key: String) {
        if Observer::get().is_none() {
            return;
        }
        let trigger = self.kept.try_update_value(|kept| kept.watchers.add(&key));
        let Some(trigger) = trigger else { return };
        trigger.track();
        on_cleanup(move || {
            let _ = self.kept.try_update_value(|kept| kept.watchers.remove(&key));
        });
    }

    /// How many changes the server has taken. What is asked of it from now on knows of them.
    pub fn ack_count(self) -> u64 {
        self.kept.try_with_value(|kept| kept.queue.ack_count()).unwrap_or_default()
    }

    /// Takes a change in; `known` are the comments there are, and the author is `guessed` until it is known who that is to
    /// the server. The entry's id, with which it can be cancelled.
    pub(in crate::api) fn push(
        self,
        change: Change,
        by: String,
        guessed: bool,
        known: Vec<CommentId>,
    ) -> String {
        let id = self.unique();
        let _ = self.kept.try_update_value(|kept| {
            kept.count = tab_storage::count(kept.count);
            let made = MadeAt { count: kept.count, at: clock::now().millis() };
            let entry = Entry::new(id.clone(), change.clone(), by, made, clock::running(), known);
            kept.queue.push(Entry { guessed, ..entry });
        });
        self.changed(&[change]);
        id
    }

    /// Takes a change back that was never sent; false where that cannot be.
    pub fn cancel(self, id: &str) -> bool {
        let cancelled = self.kept.try_update_value(|kept| kept.queue.cancel(id)).flatten();
        if let Some(entry) = &cancelled {
            self.changed(std::slice::from_ref(&entry.change));
        }
        cancelled.is_some()
    }

    /// The next change to send, marked as on its way: before it leaves, it is kept as one that may have arrived. What another
    /// tab has overtaken is dropped instead.
    pub(in crate::api) fn next(self) -> Option<Arc<Entry>> {
        if self.pending.try_get_untracked()?.waiting == 0 {
            return None;
        }
        let elsewhere = tab_storage::elsewhere(&[&self.key()]);
        let late = self.kept.try_update_value(|kept| kept.queue.overtaken(&elsewhere)).unwrap_or_default();
        if !late.is_empty() {
            self.changed(&late.iter().map(|entry| entry.change.clone()).collect::<Vec<_>>());
            self.say_late(late, &elsewhere.done);
        }
        let next = self.kept.try_update_value(|kept| kept.queue.next(clock::running(), &elsewhere));
        let entry = next.flatten()?;
        self.changed(std::slice::from_ref(&entry.change));
        Some(entry)
    }

    /// In how many milliseconds there will be something to send that cannot be sent yet; nothing where a look at that time, or
    /// before, is set.
    pub(in crate::api) fn pause(self) -> Option<i64> {
        let now = clock::running();
        let pause = self.kept.try_update_value(|kept| {
            let due = kept.queue.due(now)?;
            if (now + 1..=due).contains(&kept.alarm) {
                return None;
            }
            kept.alarm = due;
            // A timer may be a fraction early.
            Some(due - now + 1)
        });
        pause.flatten()
    }

    /// Hears what came of a change.
    pub(in crate::api) fn answered(self, entry: &Entry, outcome: &Outcome, trouble: Option<ApiError>) {
        let now = clock::running();
        let _ = self.kept.try_update_value(|kept| {
            kept.queue.answered(&entry.id, outcome, now);
            let done = kept.queue.entries().iter().find(|one| one.id == entry.id && one.is_done());
            if let Some(done) = done {
                tab_storage::remember(done);
            }
        });
        if self.trouble.try_with_untracked(|known| *known != trouble) == Some(true) {
            let _ = self.trouble.try_set(trouble);
        }
        self.changed(std::slice::from_ref(&entry.change));
    }

    /// Whether that comment is known to come from some change of this browser.
    pub(in crate::api) fn knows_comment(self, change: &Change, id: &CommentId) -> bool {
        tab_storage::done().knows_comment(change, id)
    }

    /// What has failed is due now; what the server asked to be left alone for too, where a person insists.
    pub(in crate::api) fn retry_now(self, insists: bool) {
        storage::settle();
        let _ = self.kept.try_update_value(|kept| kept.queue.retry_now(clock::running(), insists));
    }

    /// It is known by now who they are to the server that changed something before: `who` tells it of whom they were taken for.
    pub(in crate::api) fn name_authors(self, who: impl Fn(&str) -> String) {
        let named = self.kept.try_update_value(|kept| kept.queue.name_authors(&who)).unwrap_or_default();
        if !named.is_empty() {
            self.changed(&named.iter().map(|entry| entry.change.clone()).collect::<Vec<_>>());
        }
    }

    /// Whether something waits for it to be known who has changed it.
    pub(in crate::api) fn has_guessed(self) -> bool {
        let guessed = |kept: &OutboxState| kept.queue.entries().iter().any(|entry| entry.guessed);
        self.kept.try_with_value(guessed).unwrap_or_default()
    }

    /// The key of this tab's storage entry.
    fn key(self) -> String {
        self.kept.try_with_value(|kept| tab_storage::key_of(&kept.tab)).unwrap_or_default()
    }

    /// After every change: kept in storage, counted, and told to what shows it.
    fn changed(self, changes: &[Change]) {
        let told = self.kept.try_with_value(|kept| {
            let left = || kept.queue.entries().iter().filter(|entry| !entry.is_done());
            tab_storage::keep(&tab_storage::key_of(&kept.tab), left().map(Arc::as_ref));
            let failing = left().filter(|entry| entry.failures > 0).count();
            let pending = Pending { waiting: left().count(), failing };
            (pending, kept.watchers.of(changes))
        });
        let Some((pending, triggers)) = told else { return };
        if self.pending.try_get_untracked() != Some(pending) {
            let _ = self.pending.try_set(pending);
        }
        for trigger in triggers {
            trigger.notify();
        }
    }

    /// Looks what this browser can store and what not.
    pub(in crate::api) fn look_at_storage(self) {
        let unkept = match () {
            () if storage::is_unkept(tab_storage::KEY) => NotStored::Changes,
            () if storage::is_unkept(drafts::KEY) => NotStored::Words,
            () => NotStored::Nothing,
        };
        if self.unkept.try_get_untracked() != Some(unkept) {
            let _ = self.unkept.try_set(unkept);
        }
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self::new()
    }
}
