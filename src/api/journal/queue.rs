//! The heart of the outbox: which change is sent when, and what its answer means. Pure: the clock, the network and the
//! storage are the caller's, so that it can be tried against a server that fails at random.

use std::sync::Arc;

use super::entry::{Entry, State};
use crate::model::{
    change::Act, ids::CommentId, judged::Judged, rules::ThreadRules, status::Status, time::Timestamp,
};

/// The first pause after a failure, in milliseconds; each one after it is twice as long.
const PAUSE: i64 = 1_000;
/// No pause is longer, in milliseconds.
const LONGEST_PAUSE: i64 = 30_000;
/// So many requests are under way at once.
const AT_ONCE: usize = 4;
/// Done changes are remembered, so that a page read before them shows them; the oldest go first.
const REMEMBERED: usize = 400;

/// What came of sending a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it; a new comment's id.
    Done(Option<CommentId>),
    /// No answer, or one that says nothing about the change: try again.
    Passing,
    /// The server will never take it.
    Refused,
}

/// The changes, in the order they were made.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    entries: Vec<Arc<Entry>>,
    done: u64,
}

/// What is shown: `judged` as the server told it, with the changes folded over it that it did not know of.
pub fn fold(mut judged: Judged, entries: &[Arc<Entry>], rules: ThreadRules) -> Judged {
    for entry in entries {
        let act = &entry.change.act;
        let reopens = *act == Act::Status(Status::Active) && judged.status == Status::Inactive;
        if reopens && rules == ThreadRules::Guarded {
            judged = judged.without_human_scores();
        }
        judged.apply(act, &entry.by, Timestamp::from_millis(entry.at), entry.named.as_ref());
    }
    judged
}

impl Queue {
    /// All entries, oldest first.
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// How many changes the server has taken so far. What is asked of it from now on knows of them.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Takes a change in. The ids of those it makes needless, its own among them if it undoes what was never sent.
    pub fn push(&mut self, mut entry: Entry) -> Vec<String> {
        let about = |old: &Entry| old.change.is_replaced_by(&entry.change);
        // What the server calls the comment may be known by now.
        let named = self.entries.iter().rev().find(|old| about(old)).and_then(|old| old.named.clone());
        let open = |old: &Entry| about(old) && !old.is_done();
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition(|old| open(old) && old.may_be_forgotten());
        let begun = kept.iter().any(|old| open(old));
        let never_was = named.is_none() && !begun && gone.iter().any(|old| old.new_comment().is_some());
        self.entries = kept;
        let mut ids: Vec<String> = gone.iter().map(|old| old.id.clone()).collect();
        if never_was && entry.deletes_comment() {
            ids.push(entry.id);
            return ids;
        }
        entry.known.extend(gone.iter().flat_map(|old| old.known.iter().cloned()));
        entry.named = entry.named.or(named);
        entry.unsure |= gone.iter().any(|old| old.unsure);
        entry.replaced = !gone.is_empty();
        self.entries.push(Arc::new(entry));
        ids
    }

    /// Takes a change back that was never sent and did not take another's place; nothing where that cannot be.
    pub fn cancel(&mut self, id: &str) -> Option<Arc<Entry>> {
        let can = |entry: &Entry| entry.state == State::Waiting && !entry.unsure && !entry.replaced;
        let at = self.entries.iter().position(|entry| entry.id == id && can(entry))?;
        Some(self.entries.remove(at))
    }

    /// The next change to send, marked as on its way. Changes of one item go one after the other.
    pub fn next(&mut self, now: i64) -> Option<Arc<Entry>> {
        if self.entries.iter().filter(|entry| entry.state == State::Sending).count() >= AT_ONCE {
            return None;
        }
        let at = (0..self.entries.len()).find(|at| self.is_first(*at) && self.is_due(*at, now))?;
        let entry = Arc::make_mut(self.entries.get_mut(at)?);
        entry.state = State::Sending;
        Some(Arc::new(entry.clone()))
    }

    /// When there will be something to send that is not yet due, in milliseconds since 1970.
    pub fn due(&self) -> Option<i64> {
        let waits = (0..self.entries.len()).filter(|at| self.is_first(*at));
        waits
            .filter_map(|at| self.entries.get(at))
            .filter(|entry| entry.state == State::Waiting)
            .map(|entry| entry.due)
            .min()
    }

    fn is_first(&self, at: usize) -> bool {
        let Some(entry) = self.entries.get(at) else { return false };
        !self.entries.iter().take(at).any(|old| old.holds_up(entry))
    }

    fn is_due(&self, at: usize, now: i64) -> bool {
        self.entries.get(at).is_some_and(|entry| entry.state == State::Waiting && entry.due <= now)
    }

    /// Hears what came of a change. Those that are gone for good: the refused one, and what was to be done to a comment
    /// that will never be.
    pub fn answered(&mut self, id: &str, outcome: &Outcome, now: i64) -> Vec<Arc<Entry>> {
        let Some(at) = self.entries.iter().position(|entry| entry.id == id) else { return Vec::new() };
        let Some(entry) = self.entries.get_mut(at).map(Arc::make_mut) else { return Vec::new() };
        match outcome {
            Outcome::Done(named) => {
                self.done += 1;
                entry.state = State::Done(self.done);
                if named.is_some() {
                    entry.named.clone_from(named);
                }
                let done = entry.clone();
                self.name_later(at, &done);
                self.forget_old();
                Vec::new()
            }
            Outcome::Passing => {
                entry.state = State::Waiting;
                entry.unsure = true;
                entry.failures += 1;
                entry.due = now + (PAUSE << (entry.failures - 1).min(5)).min(LONGEST_PAUSE);
                Vec::new()
            }
            Outcome::Refused => {
                let refused = entry.clone();
                let depends = |other: &Entry| {
                    refused.new_comment().is_some() && refused.change.is_replaced_by(&other.change)
                };
                let (gone, kept) = std::mem::take(&mut self.entries)
                    .into_iter()
                    .partition(|other| other.id == id || depends(other));
                self.entries = kept;
                gone
            }
        }
    }

    /// Later changes of a comment learn the id that the server has given it, and other new comments that it is not
    /// theirs.
    fn name_later(&mut self, at: usize, done: &Entry) {
        let Some(named) = &done.named else { return };
        for later in self.entries.iter_mut().skip(at + 1).filter(|later| !later.is_done()) {
            if done.change.is_replaced_by(&later.change) {
                Arc::make_mut(later).named = Some(named.clone());
            } else if later.new_comment().is_some() {
                Arc::make_mut(later).known.push(named.clone());
            }
        }
    }

    fn forget_old(&mut self) {
        let done = self.entries.iter().filter(|entry| entry.is_done()).count();
        if done > REMEMBERED
            && let Some(oldest) = self.entries.iter().position(|entry| entry.is_done())
        {
            self.entries.remove(oldest);
        }
    }

    /// Everything that waits is due now: the network is back, or the person wants it so.
    pub fn hurry(&mut self, now: i64) {
        for entry in &mut self.entries {
            if entry.state == State::Waiting && entry.failures > 0 {
                Arc::make_mut(entry).due = now;
            }
        }
    }
}

#[cfg(test)]
#[path = "queue/tests.rs"]
mod tests;
