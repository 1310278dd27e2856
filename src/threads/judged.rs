//! Rows as they are judged now: what the list was told, with what was changed here since, and the thumbs of the turns, which
//! a thread does not carry itself.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use super::listing::{Row, ThreadsListing};
use crate::{
    api::{
        client::Client,
        journal::queue::fold,
        listing::State,
        load::{Load, insist},
        traces,
    },
    model::{
        change::{Act, Home, Item, THUMBS},
        ids::{ProjectId, ThreadId, TraceId},
        judged::Judged,
        score::Say,
        time::Timestamp,
        trace::Trace,
    },
};

/// The turns of the page's threads that have thumbs, by thread, and how many changes the server knew of.
#[derive(Clone, Debug, Default)]
struct Rated {
    turns: Arc<HashMap<ThreadId, Vec<Trace>>>,
    as_of: u64,
}

/// What rows are judged by.
#[derive(Clone, Copy)]
pub struct JudgedRows {
    listing: ThreadsListing,
    rated: Load<Rated>,
}

impl JudgedRows {
    /// Loads the thumbs of what is listed, each time it is listed anew, after the rows stand there.
    pub fn load(listing: ThreadsListing) -> Self {
        let rated = Load::after_paint(move || {
            let asked = listing.state.with(|state| match state {
                State::Loaded(ask, listed) => {
                    let threads = || listed.rows.iter().map(|row| &row.thread);
                    let from = threads().filter_map(|thread| thread.start_time).min();
                    let to = threads().filter_map(|thread| thread.end_time.max(thread.last_updated_at)).max();
                    let home = (ask.workspace.clone(), ask.project.clone());
                    from.zip(to).map(|bounds| (home, bounds))
                }
                _ => None,
            });
            let client = listing.client();
            async move {
                match asked {
                    Some(((workspace, project), bounds)) => {
                        ask(&client.at(&workspace), &project, bounds).await
                    }
                    None => Rated::default(),
                }
            }
        });
        Self { listing, rated }
    }

    /// The row with everything folded in. Tracked.
    pub fn row(self, row: &Arc<Row>) -> Arc<Row> {
        let as_of = self.listing.with_listed(|listed| listed.as_of).unwrap_or_default();
        let row = self.changed(row, as_of);
        let says = self.thumbs(&row.thread.id);
        if says.is_empty() {
            return row;
        }
        let mut row = row.as_ref().clone();
        row.thumbs = says;
        Arc::new(row)
    }

    /// The row with the changes folded in that the server did not know when it had taken `as_of`. Tracked.
    pub fn changed(self, row: &Arc<Row>, as_of: u64) -> Arc<Row> {
        let client = self.listing.client();
        let entries = client.journal().entries(&self.home(&row.thread.id), Some(&Item::Thread), as_of);
        if entries.is_empty() {
            return row.clone();
        }
        let judged = fold(Judged::from(&row.thread), &entries, client.server().rules.get());
        let mut row = row.as_ref().clone();
        row.thread.scores = judged.scores;
        row.thread.comments = judged.comments;
        row.thread.tags = judged.tags;
        row.thread.status = judged.status;
        row.thread.last_updated_at = judged.last_updated_at;
        Arc::new(row)
    }

    /// All thumbs on the thread's turns.
    fn thumbs(self, thread: &ThreadId) -> Vec<Say> {
        let rated = self.rated.get().unwrap_or_default();
        let mut turns: Vec<(TraceId, Judged)> = rated
            .turns
            .get(thread)
            .into_iter()
            .flatten()
            .map(|turn| (turn.id.clone(), Judged::from(turn)))
            .collect();
        let journal = self.listing.client().journal();
        for entry in journal.entries(&self.home(thread), None, rated.as_of) {
            let (Item::Trace(id), Act::Score { name, .. }) = (&entry.change.item, &entry.change.act) else {
                continue;
            };
            if name != THUMBS {
                continue;
            }
            let at = turns.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
                turns.push((id.clone(), Judged::default()));
                turns.len() - 1
            });
            if let Some((_, judged)) = turns.get_mut(at) {
                judged.apply(&entry.change.act, &entry.by, Timestamp::from_millis(entry.at), None);
            }
        }
        let says = turns.iter().filter_map(|(_, judged)| judged.score(THUMBS));
        says.flat_map(|score| score.by_author.iter().cloned()).collect()
    }

    fn home(self, thread: &ThreadId) -> Home {
        Home { project: self.listing.project(), thread: thread.clone(), ..Home::default() }
    }
}

async fn ask(client: &Client, project: &ProjectId, (from, to): (Timestamp, Timestamp)) -> Rated {
    let as_of = client.journal().done();
    // Tallies are a help: rows stand without them.
    let rated = insist(|| traces::rated(client, project, from, to)).await;
    let mut turns: HashMap<ThreadId, Vec<Trace>> = HashMap::new();
    for turn in rated {
        if let Some(thread) = turn.thread_id.clone() {
            turns.entry(thread).or_default().push(turn);
        }
    }
    Rated { turns: Arc::new(turns), as_of }
}

/// What a row tells, in what can be compared: the times of what was changed here are this machine's.
pub fn told(row: &Row) -> impl PartialEq + use<> {
    let thread = &row.thread;
    let mut tags = thread.tags.clone();
    tags.sort();
    let scores = thread.scores.iter().map(|score| (score.name.clone(), score.value));
    let mut scores: Vec<_> = scores.collect();
    scores.sort_by(|one, other| one.0.cmp(&other.0));
    let comments: Vec<_> = thread.comments.iter().map(|comment| comment.text.clone()).collect();
    (thread.number_of_messages, thread.end_time, thread.status, tags, scores, comments)
}
