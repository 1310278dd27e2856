//! One change in the outbox, and how far it has come. Pure.

use super::order::MadeAt;
use crate::model::{
    change::{Change, Edit, is_own_key},
    ids::CommentId,
};

/// Milliseconds a change waits for another of the same thing to take its place: five quick changes are one request.
const SETTLE: i64 = 350;
/// Milliseconds in which a deleted comment can be had back as it was.
const REGRET: i64 = 6_000;
/// Milliseconds before a comment that may have arrived is looked for and, if it has not, sent again: a request that the
/// page has given up may still be on its way.
const GRACE: i64 = 2_000;

/// How far a change has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Not sent, or to be sent again.
    Waiting,
    /// On its way.
    Sending,
    /// The server has it; the how-manieth it was.
    Done(u64),
}

/// One change in the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Tells it from every other, in all tabs.
    pub id: String,
    /// What is changed.
    pub change: Change,
    /// Who changes it.
    pub by: String,
    /// Who that is to the server was not known yet: it waits until it is.
    pub guessed: bool,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The how-manieth change of this browser's tabs it is.
    pub count: u64,
    /// How far it has come.
    pub state: EntryState,
    /// How often it has failed.
    pub failures: u32,
    /// It, or one whose place it took, was sent once without a clear answer: the server may have it.
    pub unsure: bool,
    /// The id that the server gave to the comment this is about, if it began with a key of the page's own.
    pub named: Option<CommentId>,
    /// The comments there were when a new one was written: none of these can be it.
    pub known: Vec<CommentId>,
    /// It took the place of a change that was never sent.
    pub(super) replaced: bool,
    /// Not to be sent before, in milliseconds on the clock of the page that only runs forward.
    pub(super) due: i64,
}

impl Entry {
    /// A change that was just made; `now` is on the page's own clock.
    pub fn new(
        id: String,
        change: Change,
        by: String,
        made: MadeAt,
        now: i64,
        known: Vec<CommentId>,
    ) -> Self {
        let wait = match &change.edit {
            Edit::Comment { text: None, .. } => REGRET,
            Edit::Comment { .. } | Edit::Status(_) => 0,
            Edit::Score { .. } | Edit::Tag { .. } => SETTLE,
        };
        Self {
            id,
            change,
            by,
            guessed: false,
            at: made.at,
            count: made.count,
            state: EntryState::Waiting,
            failures: 0,
            unsure: false,
            named: None,
            known,
            replaced: false,
            due: now + wait,
        }
    }

    /// The same change after a reload: what was on its way may have arrived.
    pub fn taken_over(mut self, now: i64) -> Self {
        self.unsure |= self.state == EntryState::Sending;
        self.state = EntryState::Waiting;
        let grace = if self.unsure && self.new_comment().is_some() { GRACE } else { 0 };
        self.due = now + grace;
        self
    }

    /// When it was made.
    pub fn made(&self) -> MadeAt {
        MadeAt { count: self.count, at: self.at }
    }

    /// Whether both change the same thing, so that only the later counts. Each reviewer has scores of their own.
    pub fn is_about_same(&self, other: &Self) -> bool {
        match (&self.change.edit, &other.change.edit) {
            (Edit::Score { .. }, Edit::Score { .. }) if self.by != other.by => false,
            (Edit::Comment { .. }, Edit::Comment { key, .. }) => {
                let named = other.named.as_ref();
                self.change.is_in_line_with(&other.change)
                    && (self.is_comment(key) || named.is_some_and(|id| self.is_comment(id.as_str())))
            }
            _ => self.change.is_replaced_by(&other.change),
        }
    }

    /// Whether it is about the comment of that key or id.
    pub fn is_comment(&self, name: &str) -> bool {
        let key = matches!(&self.change.edit, Edit::Comment { key, .. } if key == name);
        key || self.named.as_ref().is_some_and(|id| id.as_str() == name)
    }

    /// Whether a person typed something that goes with it.
    pub fn has_words(&self) -> bool {
        match &self.change.edit {
            Edit::Comment { text, .. } => text.is_some(),
            Edit::Score { input, .. } => input.as_ref().is_some_and(|input| input.reason.is_some()),
            Edit::Tag { .. } | Edit::Status(_) => false,
        }
    }

    /// Whether the server has it.
    pub fn is_done(&self) -> bool {
        matches!(self.state, EntryState::Done(_))
    }

    /// Whether the server did not have it yet when it had taken `since` changes.
    pub fn is_newer_than(&self, since: u64) -> bool {
        !matches!(self.state, EntryState::Done(at) if at <= since)
    }

    /// The key of the new comment this writes; nothing for every other change.
    pub fn new_comment(&self) -> Option<&str> {
        match &self.change.edit {
            Edit::Comment { key, text: Some(_) } if is_own_key(key) && self.named.is_none() => Some(key),
            _ => None,
        }
    }

    pub(super) fn deletes_comment(&self) -> bool {
        matches!(self.change.edit, Edit::Comment { text: None, .. })
    }

    /// Whether `later` has to wait for this one. A deletion that can still be had back holds up nothing but its comment.
    pub(super) fn holds_up(&self, later: &Self) -> bool {
        !self.is_done()
            && self.change.is_in_line_with(&later.change)
            && (!self.deletes_comment() || self.is_about_same(later))
    }

    /// A repetition does no harm: it sets what it sets. A new comment would stand there twice.
    pub(super) fn may_be_forgotten(&self) -> bool {
        self.state == EntryState::Waiting && !(self.unsure && self.new_comment().is_some())
    }
}
