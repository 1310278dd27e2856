//! The outbox: edits that the server may not have yet, in memory and in local storage. Each tab stores its own entries;
//! those of a closed tab are taken over. [`queue`] holds the rules, `tab_storage` the storage.
//! [`send_edits`](super::send_edits) takes out the entries that are due, sends them, and records what came of it.

pub mod entry;
pub mod order;
pub mod queue;

mod followed;
mod making;
mod tab_storage;
mod takeover;
mod watchers;

use std::{collections::BTreeSet, sync::Arc};

use leptos::{prelude::*, reactive::graph::Observer};
use web_sys::js_sys::Math;

pub use followed::FollowedChanges;

use self::{
    entry::Entry,
    followed::Followed,
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

/// How many changes the server does not have yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Pending {
    pub waiting: usize,
    /// Those whose sending has failed at least once.
    pub failing: usize,
}

/// What this browser cannot store, and what is therefore lost when the page is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum NotStored {
    #[default]
    Nothing,
    /// Drafts: text being typed.
    Words,
    /// Changes that the server does not have yet.
    Changes,
}

/// A change that will not be carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub entry: Arc<Entry>,
    /// The server's error; `None` if a later change of the same thing made in another tab has overtaken this one.
    pub error: Option<ApiError>,
}

/// The outbox of this tab, shared by the whole app.
#[derive(Clone, Copy)]
pub struct Outbox {
    kept: StoredValue<OutboxState>,
    pub pending: RwSignal<Pending>,
    /// The error of the latest failed sending; `None` once a later one was answered by the API.
    pub trouble: RwSignal<Option<ApiError>>,
    pub not_stored: RwSignal<NotStored>,
    /// The latest refusal, to be shown to the person.
    pub refusal: RwSignal<Option<Refusal>>,
}

struct OutboxState {
    queue: Queue,
    tab: String,
    made: u64,
    /// The number of the latest change; see [`MadeAt`].
    count: u64,
    watchers: Watchers,
    /// The ids of the tabs whose closing is awaited.
    awaited: BTreeSet<String>,
    /// When the next sending is scheduled, in milliseconds on [`clock::monotonic`].
    alarm: i64,
    /// Called after each new change.
    on_push: Option<Callback<()>>,
    followed: Vec<Followed>,
}

impl Outbox {
    pub fn new() -> Self {
        let tab = format!("{:x}{:x}", clock::now().millis(), (Math::random() * 1e9) as u64);
        let queue = Queue::default();
        let (watchers, awaited) = (Watchers::default(), BTreeSet::new());
        let kept = OutboxState {
            queue,
            tab,
            made: 0,
            count: 0,
            watchers,
            awaited,
            alarm: 0,
            on_push: None,
            followed: Vec::new(),
        };
        Self {
            kept: StoredValue::new(kept),
            pending: RwSignal::new(Pending::default()),
            trouble: RwSignal::new(None),
            not_stored: RwSignal::new(NotStored::Nothing),
            refusal: RwSignal::new(None),
        }
    }

    /// An id that is unique across tabs and time.
    pub fn unique(self) -> String {
        let mut unique = String::new();
        let _ = self.kept.try_update_value(|kept| {
            kept.made += 1;
            unique = format!("{}-{}", kept.tab, kept.made);
        });
        unique
    }

    /// The changes of one item of a thread, or of all its items if `item` is `None`, oldest first. Leaves out those
    /// already included in server data of revision `since` (an [`Outbox::ack_count`]). Tracked.
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

    /// Runs the current reactive observer again after a change to what `key` names. Unregistered when the observer's
    /// owner is cleaned up, because a reviewer may open hundreds of conversations on one page.
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

    /// How many changes the server has accepted. Data requested from now on includes them.
    pub fn ack_count(self) -> u64 {
        self.kept.try_with_value(|kept| kept.queue.ack_count()).unwrap_or_default()
    }

    /// Has `on_push` called after each new change, to send it.
    pub(in crate::api) fn call_on_push(self, on_push: Callback<()>) {
        let _ = self.kept.try_update_value(|kept| kept.on_push = Some(on_push));
    }

    /// The changes of the next request; none if nothing is due. They are marked as being sent and stored with this mark
    /// before the request, so that after a reload it is known that they may have arrived. Entries that another tab's
    /// later change has overtaken are dropped.
    pub(in crate::api) fn next_lot(self) -> Vec<Arc<Entry>> {
        if self.pending.try_get_untracked().unwrap_or_default().waiting == 0 {
            return Vec::new();
        }
        let elsewhere = tab_storage::elsewhere(&[&self.key()]);
        let late = self.kept.try_update_value(|kept| kept.queue.overtaken(&elsewhere)).unwrap_or_default();
        if !late.is_empty() {
            self.changed(&changes(&late));
            self.announce_late(late, &elsewhere.done);
        }
        let lot = self.kept.try_update_value(|kept| kept.queue.next_lot(clock::monotonic(), &elsewhere));
        let lot = lot.unwrap_or_default();
        if !lot.is_empty() {
            self.changed(&changes(&lot));
        }
        lot
    }

    /// Milliseconds until the next entry may be sent; `None` if there is none or a timer for that time or earlier is
    /// set.
    pub(in crate::api) fn pause(self) -> Option<i64> {
        let now = clock::monotonic();
        let pause = self.kept.try_update_value(|kept| {
            let due = kept.queue.due(now)?;
            if (now + 1..=due).contains(&kept.alarm) {
                return None;
            }
            kept.alarm = due;
            // A timer may fire a fraction of a millisecond early.
            Some(due - now + 1)
        });
        pause.flatten()
    }

    /// Records the outcome of sending the entries of one request.
    pub(in crate::api) fn record_outcome(
        self,
        lot: &[Arc<Entry>],
        outcome: &Outcome,
        trouble: Option<ApiError>,
    ) {
        let now = clock::monotonic();
        let ids: BTreeSet<&str> = lot.iter().map(|entry| entry.id.as_str()).collect();
        let _ = self.kept.try_update_value(|kept| {
            for id in &ids {
                kept.queue.record_outcome(id, outcome, now);
            }
            let is_done = |one: &&Arc<Entry>| one.is_done() && ids.contains(one.id.as_str());
            tab_storage::remember(kept.queue.entries().iter().filter(is_done));
        });
        if self.trouble.try_with_untracked(|known| *known != trouble) == Some(true) {
            let _ = self.trouble.try_set(trouble);
        }
        self.changed(&changes(lot));
    }

    /// Whether that comment was written by a change of this browser that is already done.
    pub(in crate::api) fn knows_comment(self, change: &Change, id: &CommentId) -> bool {
        tab_storage::done().knows_comment(change, id)
    }

    /// Makes failed entries due now; with `insists` (a person asked for it) also those for which the server sent
    /// `Retry-After`.
    pub(in crate::api) fn retry_now(self, insists: bool) {
        storage::store_held();
        let _ = self.kept.try_update_value(|kept| kept.queue.retry_now(clock::monotonic(), insists));
    }

    /// Sets the author of entries whose author was guessed: `who` maps the guessed name to the server's.
    pub(in crate::api) fn name_authors(self, who: impl Fn(&str) -> String) {
        let named = self.kept.try_update_value(|kept| kept.queue.name_authors(&who)).unwrap_or_default();
        if !named.is_empty() {
            self.changed(&changes(&named));
        }
    }

    /// Whether an entry still waits for its author's name.
    pub(in crate::api) fn has_guessed(self) -> bool {
        let guessed = |kept: &OutboxState| kept.queue.entries().iter().any(|entry| entry.guessed);
        self.kept.try_with_value(guessed).unwrap_or_default()
    }

    fn key(self) -> String {
        self.kept.try_with_value(|kept| tab_storage::key_of(&kept.tab)).unwrap_or_default()
    }

    /// After every change: stores the entries, updates the counts and notifies the watchers.
    fn changed(self, changes: &[Change]) {
        let update = self.kept.try_with_value(|kept| {
            let left = || kept.queue.entries().iter().filter(|entry| !entry.is_done());
            tab_storage::keep(&tab_storage::key_of(&kept.tab), left().map(Arc::as_ref));
            let failing = left().filter(|entry| entry.failures > 0).count();
            let pending = Pending { waiting: left().count(), failing };
            (pending, kept.watchers.of(changes))
        });
        let Some((pending, triggers)) = update else { return };
        if self.pending.try_get_untracked() != Some(pending) {
            let _ = self.pending.try_set(pending);
        }
        for trigger in triggers {
            trigger.notify();
        }
    }

    /// Updates [`Outbox::not_stored`].
    pub(in crate::api) fn look_at_storage(self) {
        let not_stored = match () {
            () if storage::is_held_in_memory(tab_storage::KEY) => NotStored::Changes,
            () if storage::is_held_in_memory(drafts::KEY) => NotStored::Words,
            () => NotStored::Nothing,
        };
        if self.not_stored.try_get_untracked() != Some(not_stored) {
            let _ = self.not_stored.try_set(not_stored);
        }
    }
}

fn changes(entries: &[Arc<Entry>]) -> Vec<Change> {
    entries.iter().map(|entry| entry.change.clone()).collect()
}

impl Default for Outbox {
    fn default() -> Self {
        Self::new()
    }
}
