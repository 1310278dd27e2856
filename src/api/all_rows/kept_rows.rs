//! The rows that a walk has read.

use std::{collections::HashMap, sync::Arc};

use crate::{api::listing::ListRow, model::time::Timestamp};

/// A row that can be walked.
pub trait WalkedRow: ListRow {
    /// When it last changed, as the server says (`last_updated_at`). Scores and comments do not move it.
    fn last_updated_at(&self) -> Option<Timestamp>;
}

struct KeptRow<R> {
    row: Arc<R>,
    /// The number of the pass that has read it last.
    pass: u32,
    /// See [`KeptRows::revision`].
    revision: u64,
}

/// Rows by id, each once, in the order in which they were first read.
pub(super) struct KeptRows<R> {
    rows: Vec<KeptRow<R>>,
    at: HashMap<String, usize>,
}

impl<R: WalkedRow> KeptRows<R> {
    pub(super) fn new() -> Self {
        Self { rows: Vec::new(), at: HashMap::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn all(&self) -> Vec<Arc<R>> {
        self.rows.iter().map(|kept| kept.row.clone()).collect()
    }

    /// The `Outbox::ack_count` when the row was asked for: it includes all edits up to that.
    pub(super) fn revision(&self, id: &str) -> Option<u64> {
        self.at.get(id).and_then(|at| self.rows.get(*at)).map(|kept| kept.revision)
    }

    /// Adds a row, or replaces it in its place; an equal row stays the same object. Returns whether this pass had not read
    /// it yet, and whether anything changed.
    pub(super) fn put(&mut self, row: R, pass: u32, revision: u64) -> (bool, bool) {
        match self.at.get(row.id()).and_then(|at| self.rows.get_mut(*at)) {
            Some(kept) => {
                let unseen = kept.pass != pass;
                kept.pass = pass;
                // An answer that was asked for before another one may come after it.
                if revision < kept.revision {
                    return (unseen, false);
                }
                kept.revision = revision;
                let changed = *kept.row != row;
                if changed {
                    kept.row = Arc::new(row);
                }
                (unseen, changed)
            }
            None => {
                self.at.insert(row.id().to_owned(), self.rows.len());
                self.rows.push(KeptRow { row: Arc::new(row), pass, revision });
                (true, true)
            }
        }
    }

    /// How many rows this pass has read.
    pub(super) fn read_in(&self, pass: u32) -> usize {
        self.rows.iter().filter(|kept| kept.pass >= pass).count()
    }

    /// Removes the rows that no answer since this pass began had. Returns whether there were any.
    pub(super) fn drop_older_than(&mut self, pass: u32) -> bool {
        let before = self.rows.len();
        self.rows.retain(|kept| kept.pass >= pass);
        if self.rows.len() == before {
            return false;
        }
        self.at = self.rows.iter().enumerate().map(|(at, kept)| (kept.row.id().to_owned(), at)).collect();
        true
    }
}
