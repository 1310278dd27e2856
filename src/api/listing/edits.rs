//! Rows with the edits made in this browser that the server's answer does not include yet.

use std::sync::Arc;

use leptos::prelude::*;

use super::{ListRow, Listing};
use crate::{
    api::outbox::queue::overlay,
    model::{
        change::{Item, ThreadRef},
        feedback::Feedback,
        ids::ThreadId,
    },
};

/// A row with feedback, which can be edited in this browser.
pub trait ReviewedRow: ListRow {
    /// What the row's feedback is about.
    fn item(&self) -> Item;

    /// The thread it belongs to; empty if it is not known.
    fn thread_id(&self) -> ThreadId;

    fn feedback_mut(&mut self) -> &mut Feedback;

    /// Everything that is compared to detect updates; no timestamps, because those of local edits are this browser's.
    fn fingerprint(&self) -> impl PartialEq + use<Self>;
}

impl<R: ReviewedRow> Listing<R> {
    /// The row with the edits that the server had not acknowledged when the list was requested. Tracked.
    pub fn with_edits(self, row: &Arc<R>) -> Arc<R> {
        let revision = self.with_listed(|listed| listed.revision).unwrap_or_default();
        self.with_edits_since(row, revision)
    }

    /// The row with the edits that the server had not acknowledged at `revision`. Tracked.
    pub(super) fn with_edits_since(self, row: &Arc<R>, revision: u64) -> Arc<R> {
        let session = self.session();
        let thread_ref = self.thread_ref(row.thread_id());
        let entries = session.outbox.entries(&thread_ref, Some(&row.item()), revision);
        if entries.is_empty() {
            return row.clone();
        }
        let mut row = row.as_ref().clone();
        let feedback = row.feedback_mut();
        *feedback = overlay(std::mem::take(feedback), &entries, session.server.rules.get());
        Arc::new(row)
    }

    /// A thread of the list's project. Not tracked.
    pub fn thread_ref(self, thread: ThreadId) -> ThreadRef {
        ThreadRef { project: self.project(), thread, ..ThreadRef::default() }
    }
}
