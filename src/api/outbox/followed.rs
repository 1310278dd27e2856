//! Many changes that were made at once: how many are left, and which ones the server refused.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;

use super::{Outbox, Refusal};
use crate::model::change::Change;

/// Changes that are followed by what shows how far they are.
#[derive(Clone, Copy)]
pub struct FollowedChanges {
    outbox: Outbox,
    /// The ids of their entries.
    ids: StoredValue<Arc<BTreeSet<String>>>,
    pub total: usize,
    /// Those that the server refused, the latest last.
    pub refused: RwSignal<Vec<Refusal>>,
}

/// What the outbox keeps of [`FollowedChanges`].
pub(super) struct Followed {
    ids: Arc<BTreeSet<String>>,
    refused: RwSignal<Vec<Refusal>>,
}

impl Outbox {
    /// Follows the changes with these ids for as long as the current reactive owner lives. Their refusals are not announced
    /// one by one.
    pub fn follow(self, ids: Vec<String>) -> FollowedChanges {
        let ids: Arc<BTreeSet<String>> = Arc::new(ids.into_iter().collect());
        let refused = RwSignal::new(Vec::new());
        let own = ids.clone();
        let _ = self.kept.try_update_value(|kept| kept.followed.push(Followed { ids: own, refused }));
        let own = ids.clone();
        on_cleanup(move || {
            let _ = self
                .kept
                .try_update_value(|kept| kept.followed.retain(|followed| !Arc::ptr_eq(&followed.ids, &own)));
        });
        FollowedChanges { outbox: self, total: ids.len(), ids: StoredValue::new(ids), refused }
    }

    /// Shows a refusal to the person, by what follows the change if something does.
    pub(in crate::api) fn announce(self, refusal: Refusal) {
        let follower = self.kept.try_with_value(|kept| {
            let follows = |followed: &&Followed| followed.ids.contains(&refusal.entry.id);
            kept.followed.iter().find(follows).map(|followed| followed.refused)
        });
        match follower.flatten() {
            Some(refused) => {
                let _ = refused.try_update(|refused| refused.push(refusal));
            }
            None => {
                let _ = self.refusal.try_set(Some(refusal));
            }
        }
    }
}

impl FollowedChanges {
    /// How many the server does not have yet. Tracked.
    pub fn waiting(self) -> usize {
        self.outbox.pending.track();
        let ids = self.ids.try_get_value().unwrap_or_default();
        let waiting = self.outbox.kept.try_with_value(|kept| {
            let entries = kept.queue.entries().iter();
            entries.filter(|entry| !entry.is_done() && ids.contains(&entry.id)).count()
        });
        waiting.unwrap_or_default()
    }

    /// Takes back those that were never sent; returns how many.
    pub fn cancel(self) -> usize {
        let ids = self.ids.try_get_value().unwrap_or_default();
        self.outbox.cancel_all(ids.iter().cloned())
    }

    /// Those that the server refused. Not tracked.
    pub fn refused_changes(self) -> Vec<Change> {
        self.refused
            .try_with_untracked(|refused| refused.iter().map(|one| one.entry.change.clone()).collect())
            .unwrap_or_default()
    }
}
