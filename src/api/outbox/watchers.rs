//! Who shows what people changed, and is told when that changes.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::ArcTrigger;

use crate::model::change::{Change, Item, ThreadRef};

/// By what is shown: what tells of changes, and how many listen.
#[derive(Default)]
pub(super) struct Watchers(BTreeMap<String, (ArcTrigger, usize)>);

impl Watchers {
    /// One more; what tells it.
    pub(super) fn add(&mut self, key: &str) -> ArcTrigger {
        let (trigger, watchers) = self.0.entry(key.to_owned()).or_default();
        *watchers += 1;
        trigger.clone()
    }

    /// One less.
    pub(super) fn remove(&mut self, key: &str) {
        if let Some((_, watchers)) = self.0.get_mut(key) {
            *watchers -= 1;
            if *watchers == 0 {
                self.0.remove(key);
            }
        }
    }

    /// Those that show something of these changes.
    pub(super) fn of(&self, changes: &[Change]) -> Vec<ArcTrigger> {
        let items = changes
            .iter()
            .flat_map(|change| [None, Some(&change.item)].map(|item| key(&change.thread_ref, item)));
        let keys: BTreeSet<String> = items.collect();
        keys.iter().filter_map(|key| Some(self.0.get(key)?.0.clone())).collect()
    }
}

/// What an item of a thread, or all its items, go by here.
pub(super) fn key(thread_ref: &ThreadRef, item: Option<&Item>) -> String {
    let thread = if is_span(item) { "" } else { thread_ref.thread.as_str() };
    let item = item.map_or("*", Item::id);
    format!("{item}\n{}\n{thread}", thread_ref.project)
}

/// Its id says all: a list of spans knows none of their conversations.
pub(super) fn is_span(item: Option<&Item>) -> bool {
    matches!(item, Some(Item::Span(_)))
}
