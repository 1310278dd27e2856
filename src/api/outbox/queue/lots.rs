//! Which changes are sent next, and which of them in one request.

use std::{collections::HashMap, sync::Arc};

use super::{AT_ONCE, OtherTabs, Queue};
use crate::api::outbox::entry::{Entry, EntryState};

/// The most changes in one request. Opik takes 1,000; fewer are done sooner, and the rest goes on where a request fails.
const LOT: usize = 200;

impl Queue {
    /// The changes of the next request, marked as being sent; none if nothing is due. Equal changes of many threads are
    /// one request. Changes of one item are sent one after the other.
    pub fn next_lot(&mut self, now: i64, elsewhere: &OtherTabs) -> Vec<Arc<Entry>> {
        let is_leading = |entry: &&Arc<Entry>| entry.state == EntryState::Sending && !entry.follows;
        if now < self.rest || self.entries.iter().filter(is_leading).count() >= AT_ONCE {
            return Vec::new();
        }
        let mut lot: Vec<Arc<Entry>> = Vec::new();
        for at in self.firsts() {
            let Some(entry) = self.entries.get_mut(at) else { continue };
            let fits = match lot.first() {
                Some(first) => entry.can_go_with(first),
                None => true,
            };
            if !fits || !is_due(entry, now) || elsewhere.is_sending_same(entry) {
                continue;
            }
            let sent = Arc::make_mut(entry);
            sent.state = EntryState::Sending;
            sent.follows = !lot.is_empty();
            lot.push(entry.clone());
            let is_alone = lot.first().is_some_and(|first| !first.can_go_with(first));
            if is_alone || lot.len() == LOT {
                break;
            }
        }
        lot
    }

    /// When the next change becomes due that is not due at `now`.
    pub fn due(&self, now: i64) -> Option<i64> {
        let firsts = self.firsts();
        let waiting = firsts.iter().filter_map(|at| self.entries.get(*at));
        waiting
            .filter(|entry| entry.state == EntryState::Waiting)
            .map(|entry| entry.due.max(self.rest))
            .filter(|due| *due > now)
            .min()
    }

    /// The places of all changes that wait for no earlier change of the same item.
    fn firsts(&self) -> Vec<usize> {
        let mut earlier: HashMap<_, Vec<&Entry>> = HashMap::new();
        let mut firsts = Vec::new();
        for (at, entry) in self.entries.iter().enumerate().filter(|(_, entry)| !entry.is_done()) {
            let before = earlier.entry(entry.change.line()).or_default();
            if !before.iter().any(|old| old.holds_up(entry)) {
                firsts.push(at);
            }
            before.push(entry);
        }
        firsts
    }
}

fn is_due(entry: &Entry, now: i64) -> bool {
    entry.state == EntryState::Waiting && !entry.guessed && entry.due <= now
}
