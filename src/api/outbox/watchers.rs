//! Which views show which items' changes, to notify them when these change.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::ArcTrigger;

use crate::model::change::{Change, Item, ThreadRef};

/// By key: the trigger that notifies of changes, and the number of its users.
#[derive(Default)]
pub(super) struct Watchers(BTreeMap<String, (ArcTrigger, usize)>);

impl Watchers {
    /// Adds a user of the trigger.
    pub(super) fn add(&mut self, key: &str) -> ArcTrigger {
        let (trigger, watchers) = self.0.entry(key.to_owned()).or_default();
        *watchers += 1;
        trigger.clone()
    }

    /// Removes a user; a trigger without users is dropped.
    pub(super) fn remove(&mut self, key: &str) {
        if let Some((_, watchers)) = self.0.get_mut(key) {
            *watchers -= 1;
            if *watchers == 0 {
                self.0.remove(key);
            }
        }
    }

    /// The triggers to notify of these changes.
    pub(super) fn of(&self, changes: &[Change]) -> Vec<ArcTrigger> {
        let items = changes
            .iter()
            .flat_map(|change| [None, Some(&change.item)].map(|item| key(&change.thread_ref, item)));
        let keys: BTreeSet<String> = items.collect();
        keys.iter().filter_map(|key| Some(self.0.get(key)?.0.clone())).collect()
    }
}

/// The key of one item, or of all items of a thread if `item` is `None`.
pub(super) fn key(thread_ref: &ThreadRef, item: Option<&Item>) -> String {
    let thread = if is_span(item) { "" } else { thread_ref.thread.as_str() };
    let item = item.map_or("*", Item::id);
    format!("{item}\n{}\n{thread}", thread_ref.project)
}

/// Whether the item is a span, whose key leaves out the thread: a list of spans does not know their threads.
pub(super) fn is_span(item: Option<&Item>) -> bool {
    matches!(item, Some(Item::Span(_)))
}
