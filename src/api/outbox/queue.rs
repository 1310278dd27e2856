//! The rules of the outbox: which change is sent when, and what the answer means. No I/O: the caller supplies the
//! clock, the network and the storage, so that tests can run it against a server that fails at random. Times are
//! milliseconds on a monotonic clock.

use std::sync::Arc;

use super::{
    entry::{Entry, EntryState},
    order::LatestSent,
};
use crate::model::{
    change::Edit, feedback::Feedback, ids::CommentId, rules::ThreadRules, status::Status, time::Timestamp,
};

/// The pause after a first failure, in milliseconds; doubled after each further one.
const PAUSE: i64 = 1_000;
/// The longest pause after a failure, in milliseconds, unless the server asks for a longer one.
const LONGEST_PAUSE: i64 = 30_000;
/// The longest `Retry-After` that is respected, in milliseconds.
const LONGEST_REST: i64 = 300_000;
/// How many requests run at once.
const AT_ONCE: usize = 4;
/// How many done changes are kept, to show them on data that was loaded before them; the oldest are dropped first.
const REMEMBERED: usize = 2_000;

/// The result of sending a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it; with the id if it created a comment.
    Done(Option<CommentId>),
    /// No answer, or one that says nothing about the change: to be repeated, not before `Retry-After` in milliseconds.
    Passing(Option<i64>),
    /// The server refused it for good.
    Refused,
    /// The server refused several changes that were sent in one request: each is to be sent alone.
    Apart,
}

/// What local storage says about the other tabs of this browser.
#[derive(Clone, Debug, Default)]
pub struct OtherTabs {
    /// The waiting changes of other tabs.
    pub kept: Vec<Entry>,
    /// What the server has, whichever tab sent it.
    pub done: LatestSent,
}

impl OtherTabs {
    /// Whether this entry has to wait for another tab's change of the same thing, which is being sent right now and
    /// could otherwise arrive after this one. It does not wait for one that waits itself: the two tabs would wait for
    /// each other.
    fn is_sending_same(&self, entry: &Entry) -> bool {
        self.same(entry).any(|other| other.state == EntryState::Sending)
    }

    /// Whether another tab has a change of the same thing that is later, or is being sent right now.
    fn goes_before(&self, entry: &Entry) -> bool {
        self.same(entry)
            .any(|other| other.made().is_after(entry.made()) || other.state == EntryState::Sending)
    }

    /// Changes of the same thing; none for a new comment, which is a thing of its own.
    fn same(&self, entry: &Entry) -> impl Iterator<Item = &Entry> {
        self.kept.iter().filter(move |other| entry.new_comment().is_none() && other.is_about_same(entry))
    }
}

/// The entries of a closed tab that were not taken over.
#[derive(Debug, Default)]
pub struct Adopted {
    /// Dropped: a later change of the same thing exists already, which they would revert.
    pub late: Vec<Arc<Entry>>,
    /// Left in that tab's storage: another tab has a later change of the same thing waiting, which makes them
    /// unnecessary once sent but may still be cancelled.
    pub stays: Vec<Entry>,
}

/// The changes of a tab, in the order they were made.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    entries: Vec<Arc<Entry>>,
    done: u64,
    /// Until when the server asked not to be called.
    rest: i64,
}

/// What is shown: `feedback` as the server sent it, with the given changes applied that it does not include.
pub fn overlay(mut feedback: Feedback, entries: &[Arc<Entry>], rules: ThreadRules) -> Feedback {
    for entry in entries {
        let edit = &entry.change.edit;
        let reopens = *edit == Edit::Status(Status::Active) && feedback.status == Status::Inactive;
        if reopens && rules == ThreadRules::Guarded {
            feedback = feedback.without_human_scores();
        }
        feedback.apply(edit, &entry.by, Timestamp::from_millis(entry.at), entry.named.as_ref());
    }
    feedback
}

impl Queue {
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// How many changes the server has accepted. Data requested from now on includes them.
    pub fn ack_count(&self) -> u64 {
        self.done
    }

    /// Adds a change and removes the entries it makes unnecessary. It is not added if it deletes a comment that was never
    /// sent.
    pub fn push(&mut self, mut entry: Entry) {
        let about = |old: &Entry| old.is_about_same(&entry);
        // An earlier entry may already know the server's id of the comment.
        let named = self.entries.iter().rev().find(|old| about(old)).and_then(|old| old.named.clone());
        let open = |old: &Entry| about(old) && !old.is_done();
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition(|old| open(old) && old.may_be_forgotten());
        let begun = kept.iter().any(|old| open(old));
        let never_was = named.is_none() && !begun && gone.iter().any(|old| old.new_comment().is_some());
        self.entries = kept;
        if never_was && entry.deletes_comment() {
            return;
        }
        entry.known.extend(gone.iter().flat_map(|old| old.known.iter().cloned()));
        entry.named = entry.named.or(named);
        entry.unsure |= gone.iter().any(|old| old.unsure);
        entry.replaced = !gone.is_empty();
        let later = |old: &Arc<Entry>| old.made().is_after(entry.made());
        let place = self.entries.iter().position(later).unwrap_or(self.entries.len());
        self.entries.insert(place, Arc::new(entry));
    }

    /// Takes over the entries `left` by a closed tab; `elsewhere` is what all other tabs have.
    pub fn adopt(&mut self, left: Vec<Entry>, elsewhere: &OtherTabs, now: i64) -> Adopted {
        let mut adopted = Adopted::default();
        for entry in left {
            let entry = entry.taken_over(now);
            let is_later = |old: &Arc<Entry>| old.is_about_same(&entry) && old.made().is_after(entry.made());
            let turns_back = entry.new_comment().is_none() && self.entries.iter().any(is_later);
            if turns_back || elsewhere.done.is_past(&entry) {
                adopted.late.push(Arc::new(entry));
            } else if elsewhere.goes_before(&entry) {
                adopted.stays.push(entry);
            } else {
                self.push(entry);
            }
        }
        adopted
    }

    /// Removes and returns waiting entries that are too late: the server has a later change of the same thing.
    pub fn overtaken(&mut self, elsewhere: &OtherTabs) -> Vec<Arc<Entry>> {
        let done = elsewhere.done.by_thing();
        let late = |entry: &Arc<Entry>| entry.state == EntryState::Waiting && done.is_past(entry);
        let (late, kept) = std::mem::take(&mut self.entries).into_iter().partition(late);
        self.entries = kept;
        late
    }

    /// Sets the author of entries whose author was guessed, by mapping the guessed name with `who`. Returns these
    /// entries.
    pub fn name_authors(&mut self, who: &dyn Fn(&str) -> String) -> Vec<Arc<Entry>> {
        let mut named = Vec::new();
        for entry in self.entries.iter_mut().filter(|entry| entry.guessed) {
            let own = Arc::make_mut(entry);
            own.by = who(&own.by);
            own.guessed = false;
            named.push(entry.clone());
        }
        named
    }

    /// Removes a change; `None` if it may have been sent or has replaced another change.
    pub fn cancel(&mut self, id: &str) -> Option<Arc<Entry>> {
        let can = |entry: &Entry| entry.state == EntryState::Waiting && !entry.unsure && !entry.replaced;
        let at = self.entries.iter().position(|entry| entry.id == id && can(entry))?;
        Some(self.entries.remove(at))
    }

    /// Records the result of sending an entry. A refused entry is removed, and with it, if it would have created a
    /// comment, later changes of that comment.
    pub fn record_outcome(&mut self, id: &str, outcome: &Outcome, now: i64) {
        let Some(at) = self.entries.iter().position(|entry| entry.id == id) else { return };
        let Some(entry) = self.entries.get_mut(at).map(Arc::make_mut) else { return };
        match outcome {
            Outcome::Done(named) => {
                self.done += 1;
                entry.state = EntryState::Done(self.done);
                if named.is_some() {
                    entry.named.clone_from(named);
                }
                let done = entry.clone();
                self.name_later(at, &done);
                self.forget_old();
            }
            Outcome::Passing(after) => {
                entry.state = EntryState::Waiting;
                entry.unsure = true;
                entry.failures += 1;
                entry.due = now + (PAUSE << (entry.failures - 1).min(5)).min(LONGEST_PAUSE);
                if let Some(after) = after {
                    self.rest = now + (*after).clamp(0, LONGEST_REST);
                }
            }
            Outcome::Apart => {
                entry.state = EntryState::Waiting;
                entry.unsure = true;
                entry.alone = true;
                entry.due = now;
            }
            Outcome::Refused => {
                let refused = entry.clone();
                let depends = |other: &Entry| refused.new_comment().is_some() && refused.is_about_same(other);
                self.entries.retain(|other| other.id != id && !depends(other));
            }
        }
    }

    /// Gives later changes of a comment its new server id, and tells other new comments that this id is not theirs.
    fn name_later(&mut self, at: usize, done: &Entry) {
        let Some(named) = &done.named else { return };
        for later in self.entries.iter_mut().skip(at + 1).filter(|later| !later.is_done()) {
            if done.is_about_same(later) {
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

    /// Makes failed entries due now, because the network is back or a person asked for it. A `Retry-After` is only
    /// ignored if the person asked (`insists`).
    pub fn retry_now(&mut self, now: i64, insists: bool) {
        if insists {
            self.rest = now;
        }
        for entry in &mut self.entries {
            if entry.state == EntryState::Waiting && entry.failures > 0 {
                Arc::make_mut(entry).due = now;
            }
        }
    }
}

mod lots;

#[cfg(test)]
#[path = "queue/tests.rs"]
mod tests;
