//! One change in the outbox and its state. No I/O.

use super::order::MadeAt;
use crate::model::{
    change::{Change, Edit, Item, is_own_key},
    ids::CommentId,
    status::Status,
};

/// Milliseconds a score or tag change waits for a later one to replace it: five quick changes are one request.
const SETTLE: i64 = 350;
/// Milliseconds in which the deletion of a comment can be undone.
const REGRET: i64 = 6_000;
/// Milliseconds to wait before checking whether a comment that may have been sent has arrived, and sending it again if
/// not: a request from before a reload may still be on its way.
const GRACE: i64 = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Not sent yet, or to be sent again.
    Waiting,
    Sending,
    /// The server has it; the number is [`Outbox::ack_count`](super::Outbox::ack_count) after it.
    Done(u64),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Unique across all tabs.
    pub id: String,
    pub change: Change,
    /// The author's name.
    pub by: String,
    /// The server's name for the author is not known yet; the entry waits until it is.
    pub guessed: bool,
    /// When it was made, in milliseconds since 1970.
    pub at: i64,
    /// Its number among the changes of all tabs of this browser.
    pub count: u64,
    pub state: EntryState,
    /// How often sending it has failed.
    pub failures: u32,
    /// It, or a change it replaced, was sent without a clear answer: the server may have it.
    pub unsure: bool,
    /// The server's id of the comment, if the comment started with a key of this page.
    pub named: Option<CommentId>,
    /// The ids of the comments that existed when a new one was written: none of these can be the new one.
    pub known: Vec<CommentId>,
    /// It replaced an earlier change that was waiting.
    pub(super) replaced: bool,
    /// It is not to be sent with others: the server refused a request with several changes.
    pub(super) alone: bool,
    /// It is being sent in the request of another change.
    pub(super) follows: bool,
    /// Not to be sent before this time, in milliseconds on the page's monotonic clock.
    pub(super) due: i64,
}

impl Entry {
    /// A change just made; `now` is in milliseconds on the page's monotonic clock.
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
            alone: false,
            follows: false,
            due: now + wait,
        }
    }

    /// The same entry after a reload or in another tab. If it was being sent, it may have arrived.
    pub fn taken_over(mut self, now: i64) -> Self {
        self.unsure |= self.state == EntryState::Sending;
        self.state = EntryState::Waiting;
        let grace = if self.unsure && self.new_comment().is_some() { GRACE } else { 0 };
        self.due = now + grace;
        self
    }

    pub fn made(&self) -> MadeAt {
        MadeAt { count: self.count, at: self.at }
    }

    /// Whether both change the same thing, so that only the later one counts. Reviewers have separate scores.
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

    /// Whether it changes the comment with that key or server id.
    pub fn is_comment(&self, name: &str) -> bool {
        let key = matches!(&self.change.edit, Edit::Comment { key, .. } if key == name);
        key || self.named.as_ref().is_some_and(|id| id.as_str() == name)
    }

    /// Whether it contains text that a person typed.
    pub fn has_words(&self) -> bool {
        match &self.change.edit {
            Edit::Comment { text, .. } => text.is_some(),
            Edit::Score { input, .. } => input.as_ref().is_some_and(|input| input.reason.is_some()),
            Edit::Tag { .. } | Edit::Status(_) => false,
        }
    }

    pub fn is_done(&self) -> bool {
        matches!(self.state, EntryState::Done(_))
    }

    /// Whether server data of revision `since` does not include it.
    pub fn is_newer_than(&self, since: u64) -> bool {
        !matches!(self.state, EntryState::Done(at) if at <= since)
    }

    /// The key of the new comment that it creates; `None` for every other change.
    pub fn new_comment(&self) -> Option<&str> {
        match &self.change.edit {
            Edit::Comment { key, text: Some(_) } if is_own_key(key) && self.named.is_none() => Some(key),
            _ => None,
        }
    }

    /// Whether one request can carry out both. Opik changes the tags of up to 1,000 threads at once (`PATCH
    /// …/threads/batch`), by the ids that it gives itself, and closes as many (`PUT …/threads/close`).
    pub(super) fn can_go_with(&self, first: &Self) -> bool {
        let (mine, its) = (&self.change, &first.change);
        let is_shared = match &mine.edit {
            Edit::Tag { .. } => mine.thread_ref.model_id.is_some() && its.thread_ref.model_id.is_some(),
            Edit::Status(status) => *status == Status::Inactive,
            Edit::Score { .. } | Edit::Comment { .. } => false,
        };
        is_shared
            && mine.edit == its.edit
            && [&mine.item, &its.item] == [&Item::Thread; 2]
            && !self.alone
            && !first.alone
            && self.by == first.by
            && mine.thread_ref.project == its.thread_ref.project
            && mine.thread_ref.workspace == its.thread_ref.workspace
    }

    pub(super) fn deletes_comment(&self) -> bool {
        matches!(self.change.edit, Edit::Comment { text: None, .. })
    }

    /// Whether `later` has to wait for this entry. A deletion that can still be undone only delays changes of its
    /// comment.
    pub(super) fn holds_up(&self, later: &Self) -> bool {
        !self.is_done()
            && self.change.is_in_line_with(&later.change)
            && (!self.deletes_comment() || self.is_about_same(later))
    }

    /// Whether the entry may be dropped or replaced. Repeating most changes is harmless, but a new comment that may
    /// have arrived would be created twice.
    pub(super) fn may_be_forgotten(&self) -> bool {
        self.state == EntryState::Waiting && !(self.unsure && self.new_comment().is_some())
    }
}
