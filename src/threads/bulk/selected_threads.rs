//! The selected conversations, and the edits that are made to all of them.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use super::bulk_edit::{BulkState, BulkWords};
use crate::{
    api::{error::ApiError, session::Session, threads},
    model::{
        change::{Change, Edit, Item, ThreadRef},
        figures,
        ids::{ThreadId, ThreadModelId},
        status::Status,
    },
    text::visible::visible,
    threads::listing::{ThreadRow, ThreadsListing},
    ui::{
        table::row_selection::RowSelection,
        toast::{Toaster, Tone},
    },
};

/// Up to so many edits are reported by a message; of more it is shown how far they are.
const FEW: usize = 5;
/// How many conversations one request deletes.
const LOT: usize = 100;

/// What actions need to know of a row that was on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenThread {
    model_id: Option<ThreadModelId>,
    tags: Vec<String>,
    status: Status,
}

/// All rows that were on a page since the list was opened, or were selected, by id.
pub type SeenThreads = StoredValue<HashMap<String, SeenThread>>;

/// Keeps what actions need of each page that is shown.
pub(super) fn seen(listing: ThreadsListing) -> SeenThreads {
    let seen = StoredValue::new(HashMap::new());
    Effect::new(move |_| {
        listing.with_listed(|listed| note(seen, &listed.rows));
    });
    seen
}

/// Keeps what actions need of these rows.
pub(super) fn note(seen: SeenThreads, rows: &[Arc<ThreadRow>]) {
    let _ = seen.try_update_value(|seen| {
        for row in rows {
            let thread = &row.thread;
            let of = SeenThread {
                model_id: thread.model_id.clone(),
                tags: thread.feedback.tags.clone(),
                status: thread.feedback.status,
            };
            seen.insert(thread.id.to_string(), of);
        }
    });
}

/// The selected conversations, and what is needed to change them.
#[derive(Clone, Copy)]
pub(super) struct SelectedThreads {
    pub(super) listing: ThreadsListing,
    pub(super) selection: RowSelection,
    pub(super) state: BulkState,
    pub(super) toaster: Toaster,
}

impl SelectedThreads {
    /// "3 conversations". Tracked.
    pub(super) fn conversations(self) -> String {
        figures::counted(self.selection.count() as u64, "conversation")
    }

    /// The tags of the selected conversations. Tracked.
    pub(super) fn tags(self) -> Vec<String> {
        let mut tags: Vec<String> = self.selection.rows.with(|rows| {
            let of =
                |id: &String| self.state.seen.with_value(|seen| seen.get(id).map(|seen| seen.tags.clone()));
            rows.ids().iter().filter_map(of).flatten().collect()
        });
        tags.sort();
        tags.dedup();
        tags
    }

    /// The selected conversations. Not tracked.
    pub(super) fn refs(self) -> Vec<ThreadRef> {
        let (workspace, project) = (self.listing.workspace(), self.listing.project());
        let of = |id: &String| ThreadRef {
            workspace: workspace.clone(),
            project: project.clone(),
            thread: ThreadId::new(id),
            model_id: self.state.seen.with_value(|seen| seen.get(id).and_then(|seen| seen.model_id.clone())),
            ..ThreadRef::default()
        };
        self.selection.rows.with_untracked(|rows| rows.ids().iter().map(of).collect())
    }

    /// Adds or removes a tag.
    pub(super) fn tag(self, tag: String, add: bool) {
        let changes = |seen: &SeenThread| seen.tags.contains(&tag) != add;
        let (doing, done) = match add {
            true => ("Adding", "added to"),
            false => ("Removing", "removed from"),
        };
        let shown = visible(&tag);
        let words = BulkWords { doing: format!("{doing} tag {shown}"), done: format!("Tag {shown} {done}") };
        let inverse = Edit::Tag { tag: tag.clone(), add: !add };
        self.edit(changes, &Edit::Tag { tag: tag.clone(), add }, &inverse, words);
    }

    /// Marks as active or inactive.
    pub(super) fn mark(self, status: Status) {
        let other = match status {
            Status::Active => Status::Inactive,
            Status::Inactive => Status::Active,
        };
        let words = BulkWords {
            doing: format!("Marking {}", status.label().to_lowercase()),
            done: format!("{} set for", status.label()),
        };
        self.edit(|seen| seen.status != status, &Edit::Status(status), &Edit::Status(other), words);
    }

    /// Makes the edit on the selected conversations that it changes, and reports it with a button that takes it back.
    fn edit(self, changes: impl Fn(&SeenThread) -> bool, edit: &Edit, inverse: &Edit, words: BulkWords) {
        let mut edits = Vec::new();
        for thread_ref in self.refs() {
            let seen = self.state.seen.with_value(|seen| seen.get(thread_ref.thread.as_str()).cloned());
            if seen.is_some_and(|seen| changes(&seen)) {
                edits.push(Change { thread_ref, item: Item::Thread, edit: edit.clone() });
            }
        }
        let undo = edits.iter().map(|change| Change { edit: inverse.clone(), ..change.clone() }).collect();
        self.make(edits, undo, words);
    }

    /// Puts changes into the outbox in the reviewer's name, and shows what becomes of them.
    fn make(self, changes: Vec<Change>, undo: Vec<Change>, words: BulkWords) {
        if changes.is_empty() {
            return self.toaster.show(Tone::Done, "Nothing to change: it is so already");
        }
        let session = self.listing.session();
        let ids = push(&session, &changes);
        if changes.len() > FEW {
            return self.state.begin(session, ids, undo, words);
        }
        let count = figures::counted(changes.len() as u64, "conversation");
        let back = move || {
            push(&session, &undo);
        };
        self.toaster.show_with_undo(format!("{} {count}", words.done), Arc::new(back));
    }

    /// Deletes the selected conversations in lots; `progress` is told how many are deleted. Those that are deleted are no
    /// longer selected when it ends, with or without an error.
    pub(super) async fn delete(self, progress: impl Fn(usize)) -> Result<(), ApiError> {
        let session = self.listing.session();
        let project = self.listing.project();
        let ids: Vec<ThreadId> = self
            .selection
            .rows
            .with_untracked(|rows| rows.ids().iter().cloned().map(ThreadId::new).collect());
        let mut outcome = Ok(());
        let mut deleted = 0;
        for lot in ids.chunks(LOT) {
            outcome = threads::delete(&session.client, &project, lot).await;
            if outcome.is_err() {
                break;
            }
            deleted += lot.len();
            progress(deleted);
        }
        let left = ids.iter().skip(deleted).map(ToString::to_string).collect();
        let _ = self.selection.rows.try_set(left);
        if deleted > 0 {
            self.toaster
                .show(Tone::Done, format!("{} deleted", figures::counted(deleted as u64, "conversation")));
            self.listing.retry();
        }
        outcome
    }
}

/// Puts changes into the outbox in the reviewer's name; returns their entries' ids.
pub(super) fn push(session: &Session, changes: &[Change]) -> Vec<String> {
    let (me, guessed) = untrack(|| (session.server.me(), !session.server.knows_names()));
    session.outbox.push_all(changes, &me, guessed)
}
