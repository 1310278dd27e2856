//! Feedback in the rows of the thread list: adds local edits and the thumbs of the turns (which the threads API does
//! not return) to the rows.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use super::listing::{ThreadRow, ThreadsListing};
use crate::{
    api::{
        listing::ListingState,
        load::{Load, until_answered},
        session::Session,
        traces,
    },
    model::{
        change::{Edit, Item, THUMBS},
        feedback::Feedback,
        ids::{ProjectId, ThreadId, TraceId},
        score::AuthorScore,
        time::Timestamp,
        trace::Trace,
    },
};

/// Turns with thumbs, by thread, and how many edits the server had acknowledged when they were requested.
#[derive(Clone, Debug, Default)]
struct RatedTurns {
    turns: Arc<HashMap<ThreadId, Vec<Trace>>>,
    revision: u64,
}

/// Adds feedback to the rows of one list.
#[derive(Clone, Copy)]
pub struct RowFeedback {
    listing: ThreadsListing,
    rated: Load<RatedTurns>,
}

impl RowFeedback {
    /// Loads the thumbs for the listed threads after each load of the list, once its rows are painted.
    pub fn load(listing: ThreadsListing) -> Self {
        let rated = Load::after_paint(move || {
            let asked = listing.state.with(|state| match state {
                ListingState::Loaded(ask, listed) => {
                    let threads = || listed.rows.iter().map(|row| &row.thread);
                    let from = threads().filter_map(|thread| thread.start_time).min();
                    let to = threads()
                        .filter_map(|thread| thread.end_time.max(thread.feedback.last_updated_at))
                        .max();
                    let thread_ref = (ask.workspace.clone(), ask.project.clone());
                    from.zip(to).map(|bounds| (thread_ref, bounds))
                }
                _ => None,
            });
            let session = listing.session();
            async move {
                match asked {
                    Some(((workspace, project), bounds)) => {
                        ask(&session.at(&workspace), &project, bounds).await
                    }
                    None => RatedTurns::default(),
                }
            }
        });
        Self { listing, rated }
    }

    /// The row with local edits and thumbs. Tracked.
    pub fn row(self, row: &Arc<ThreadRow>) -> Arc<ThreadRow> {
        let row = self.listing.with_edits(row);
        let author_scores = self.thumbs(&row.thread.id);
        if author_scores.is_empty() {
            return row;
        }
        let mut row = row.as_ref().clone();
        row.thumbs = author_scores;
        Arc::new(row)
    }

    /// All authors' thumbs on the thread's turns, with local edits.
    fn thumbs(self, thread: &ThreadId) -> Vec<AuthorScore> {
        let rated = self.rated.get().unwrap_or_default();
        let mut turns: Vec<(TraceId, Feedback)> = rated
            .turns
            .get(thread)
            .into_iter()
            .flatten()
            .map(|turn| (turn.id.clone(), turn.feedback.clone()))
            .collect();
        let outbox = self.listing.session().outbox;
        for entry in outbox.entries(&self.listing.thread_ref(thread.clone()), None, rated.revision) {
            let (Item::Trace(id), Edit::Score { name, .. }) = (&entry.change.item, &entry.change.edit) else {
                continue;
            };
            if name != THUMBS {
                continue;
            }
            let at = turns.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
                turns.push((id.clone(), Feedback::default()));
                turns.len() - 1
            });
            if let Some((_, feedback)) = turns.get_mut(at) {
                feedback.apply(&entry.change.edit, &entry.by, Timestamp::from_millis(entry.at), None);
            }
        }
        let scores = turns.iter().filter_map(|(_, feedback)| feedback.score(THUMBS));
        scores.flat_map(|score| score.by_author.iter().cloned()).collect()
    }
}

async fn ask(session: &Session, project: &ProjectId, (from, to): (Timestamp, Timestamp)) -> RatedTurns {
    let revision = session.outbox.ack_count();
    // Thumbs are optional: rows are shown without them.
    let rated = until_answered(|| traces::rated(&session.client, project, from, to)).await;
    let mut turns: HashMap<ThreadId, Vec<Trace>> = HashMap::new();
    for turn in rated {
        if let Some(thread) = turn.thread_id.clone() {
            turns.entry(thread).or_default().push(turn);
        }
    }
    RatedTurns { turns: Arc::new(turns), revision }
}
