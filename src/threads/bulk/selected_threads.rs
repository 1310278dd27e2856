//! The selected conversations, and the edits that are made to all of them.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use crate::{
    api::{error::ApiError, session::Session, threads},
    model::{
        change::{Change, Edit, Item, ThreadRef},
        figures,
        ids::{ThreadId, ThreadModelId},
        status::Status,
    },
    text::visible::visible,
    threads::listing::ThreadsListing,
    ui::{
        table::row_selection::RowSelection,
        toast::{Toaster, Tone},
    },
};

/// How many conversations one request deletes.
const LOT: usize = 100;

/// What actions need to know of a row that was on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenThread {
    model_id: Option<ThreadModelId>,
    tags: Vec<String>,
    status: Status,
}

/// All rows that were on a page since the list was opened, by id.
pub type SeenThreads = StoredValue<HashMap<String, SeenThread>>;

/// Keeps what actions need of each page that is shown.
pub fn seen(listing: ThreadsListing) -> SeenThreads {
    let seen = StoredValue::new(HashMap::new());
    Effect::new(move |_| {
        listing.with_listed(|listed| {
            let _ = seen.try_update_value(|seen: &mut HashMap<String, SeenThread>| {
                for row in &listed.rows {
                    let thread = &row.thread;
                    let of = SeenThread {
                        model_id: thread.model_id.clone(),
                        tags: thread.feedback.tags.clone(),
                        status: thread.feedback.status,
                    };
                    seen.insert(thread.id.to_string(), of);
                }
            });
        });
    });
    seen
}

/// The selected conversations, and what is needed to change them.
#[derive(Clone, Copy)]
pub(super) struct SelectedThreads {
    pub(super) listing: ThreadsListing,
    pub(super) selection: RowSelection,
    pub(super) seen: SeenThreads,
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
            let of = |id: &String| self.seen.with_value(|seen| seen.get(id).map(|seen| seen.tags.clone()));
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
            model_id: self.seen.with_value(|seen| seen.get(id).and_then(|seen| seen.model_id.clone())),
            ..ThreadRef::default()
        };
        self.selection.rows.with_untracked(|rows| rows.ids().iter().map(of).collect())
    }

    /// Adds or removes a tag.
    pub(super) fn tag(self, tag: String, add: bool) {
        let changes = |seen: &SeenThread| seen.tags.contains(&tag) != add;
        let count = self.edit(
            changes,
            &Edit::Tag { tag: tag.clone(), add },
            &Edit::Tag { tag: tag.clone(), add: !add },
        );
        let done = if add { "added to" } else { "removed from" };
        self.tell(count, &format!("Tag {} {done}", visible(&tag)));
    }

    /// Marks as active or inactive.
    pub(super) fn mark(self, status: Status) {
        let other = match status {
            Status::Active => Status::Inactive,
            Status::Inactive => Status::Active,
        };
        let count = self.edit(|seen| seen.status != status, &Edit::Status(status), &Edit::Status(other));
        self.tell(count, &format!("{} set for", status.label()));
    }

    /// Makes the edit on the selected conversations that it changes; returns them with how to take it back.
    fn edit(self, changes: impl Fn(&SeenThread) -> bool, edit: &Edit, inverse: &Edit) -> Vec<Change> {
        let session = self.listing.session();
        let mut undo = Vec::new();
        for thread_ref in self.refs() {
            let seen = self.seen.with_value(|seen| seen.get(thread_ref.thread.as_str()).cloned());
            if seen.is_none_or(|seen| !changes(&seen)) {
                continue;
            }
            let change = Change { thread_ref, item: Item::Thread, edit: edit.clone() };
            undo.push(Change { edit: inverse.clone(), ..change.clone() });
            push(&session, change);
        }
        undo
    }

    /// Reports what was done, with a button that takes it back.
    fn tell(self, undo: Vec<Change>, what: &str) {
        if undo.is_empty() {
            return self.toaster.show(Tone::Done, "Nothing to change: it is so already");
        }
        let count = figures::counted(undo.len() as u64, "conversation");
        let session = self.listing.session();
        let back = move || undo.iter().for_each(|change| push(&session, change.clone()));
        self.toaster.show_with_undo(format!("{what} {count}"), Arc::new(back));
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

/// Puts a change into the outbox in the reviewer's name.
fn push(session: &Session, change: Change) {
    let (me, guessed) = untrack(|| (session.server.me(), !session.server.knows_names()));
    session.outbox.push(change, me, guessed, Vec::new());
}
