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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        api::outbox::{order::MadeAt, queue::Outcome},
        model::{
            change::{Change, Edit, Item, ThreadRef},
            ids::{ProjectId, ThreadId, ThreadModelId},
            status::Status,
        },
    };

    fn tag(add: bool) -> Edit {
        Edit::Tag { tag: "refund".into(), add }
    }

    fn of_thread(at: usize, edit: Edit) -> Entry {
        let thread_ref = ThreadRef {
            thread: ThreadId::new(format!("talk {at}")),
            model_id: Some(ThreadModelId::new(format!("model {at}"))),
            ..ThreadRef::default()
        };
        let change = Change { thread_ref, item: Item::Thread, edit };
        Entry::new(
            format!("entry {at}"),
            change,
            "ana".into(),
            MadeAt { count: at as u64 + 1, at: 0 },
            0,
            vec![],
        )
    }

    fn ids(lot: &[Arc<Entry>]) -> Vec<&str> {
        lot.iter().map(|entry| entry.id.as_str()).collect()
    }

    #[test]
    fn equal_changes_of_many_threads_are_few_requests_and_each_has_its_outcome() {
        let mut queue = Queue::default();
        (0..500).for_each(|at| queue.push(of_thread(at, tag(true))));
        let mut sizes = Vec::new();
        loop {
            let lot = queue.next_lot(1_000, &OtherTabs::default());
            if lot.is_empty() {
                break;
            }
            sizes.push(lot.len());
            lot.iter().for_each(|entry| queue.record_outcome(&entry.id, &Outcome::Done(None), 1_000));
        }
        assert_eq!(sizes, [200, 200, 100]);
        assert!(queue.entries().iter().all(|entry| entry.is_done()));
        assert_eq!(queue.ack_count(), 500);
    }

    #[test]
    fn only_what_one_call_can_do_goes_together() {
        let mut queue = Queue::default();
        let mut entries: Vec<Entry> = (0..8).map(|at| of_thread(at, tag(true))).collect();
        entries[1].change.edit = tag(false);
        entries[2].by = "bo".into();
        entries[3].change.thread_ref.project = ProjectId::new("another");
        entries[4].change.thread_ref.workspace = "another".into();
        entries[5].change.thread_ref.model_id = None;
        entries[6].guessed = true;
        entries.into_iter().for_each(|entry| queue.push(entry));
        let lot = queue.next_lot(1_000, &OtherTabs::default());
        assert_eq!(ids(&lot), ["entry 0", "entry 7"]);
        // Threads can be closed together, and are opened one by one.
        for (status, wanted) in [(Status::Inactive, 3), (Status::Active, 1)] {
            let mut queue = Queue::default();
            (0..3).for_each(|at| queue.push(of_thread(at, Edit::Status(status))));
            assert_eq!(queue.next_lot(1_000, &OtherTabs::default()).len(), wanted);
        }
    }

    #[test]
    fn a_change_waits_for_an_earlier_one_of_its_thread() {
        let mut queue = Queue::default();
        queue.push(of_thread(0, Edit::Status(Status::Active)));
        let first = queue.next_lot(0, &OtherTabs::default());
        assert_eq!(ids(&first), ["entry 0"]);
        for at in 0..3 {
            queue.push(Entry { id: format!("tag {at}"), count: 10 + at as u64, ..of_thread(at, tag(true)) });
        }
        assert_eq!(ids(&queue.next_lot(1_000, &OtherTabs::default())), ["tag 1", "tag 2"]);
    }

    #[test]
    fn four_requests_at_once_however_many_changes_they_carry() {
        let mut queue = Queue::default();
        (0..2_000).for_each(|at| queue.push(of_thread(at, tag(true))));
        let lots = std::iter::from_fn(|| Some(queue.next_lot(1_000, &OtherTabs::default())));
        let sizes: Vec<usize> = lots.map(|lot| lot.len()).take_while(|size| *size > 0).collect();
        assert_eq!(sizes, [200; 4]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        /// Whatever happens to requests, each change is done, or refused by itself.
        #[test]
        fn every_change_of_a_lot_is_done_or_refused_for_itself(
            lost in proptest::collection::vec(proptest::bool::weighted(0.3), 60),
            refused in proptest::collection::btree_set(0_usize..300, 0..4),
        ) {
            let mut queue = Queue::default();
            (0..300).for_each(|at| queue.push(of_thread(at, tag(true))));
            let refused: BTreeSet<String> = refused.into_iter().map(|at| format!("entry {at}")).collect();
            let (mut now, mut done, mut gone) = (1_000, BTreeSet::new(), BTreeSet::new());
            let mut lost = lost.into_iter();
            for _ in 0..2_000 {
                let lot = queue.next_lot(now, &OtherTabs::default());
                if lot.is_empty() {
                    now += 60_000;
                    continue;
                }
                let is_bad = lot.iter().any(|entry| refused.contains(&entry.id));
                let outcome = match (lost.next().unwrap_or_default(), is_bad) {
                    (true, _) => Outcome::Passing(None),
                    (false, false) => Outcome::Done(None),
                    (false, true) if lot.len() > 1 => Outcome::Apart,
                    (false, true) => Outcome::Refused,
                };
                for entry in &lot {
                    match outcome {
                        Outcome::Done(_) => prop_assert!(done.insert(entry.id.clone())),
                        Outcome::Refused => prop_assert!(gone.insert(entry.id.clone())),
                        _ => {}
                    }
                    queue.record_outcome(&entry.id, &outcome, now);
                }
                if done.len() + gone.len() == 300 {
                    break;
                }
            }
            prop_assert_eq!(&gone, &refused);
            prop_assert_eq!(done.len(), 300 - refused.len());
        }
    }
}
