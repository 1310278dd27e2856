//! Rows as they are judged now: what the list was told, with what was changed here since, and the thumbs of the turns, which
//! a thread does not carry itself.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use super::listing::{Listing, Row, State};
use crate::{
    api::{client::Client, journal::queue::fold, load::Load, traces},
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
    listing: Listing,
    rated: Load<Rated>,
}

impl JudgedRows {
    /// Loads the thumbs of what is listed, each time it is listed anew, after the rows stand there.
    pub fn load(listing: Listing) -> Self {
        let rated = Load::new(move || {
            let asked = listing.state.with(|state| match state {
                State::Loaded(answer, listed) => {
                    let threads = || listed.rows.iter().map(|row| &row.thread);
                    let from = threads().filter_map(|thread| thread.start_time).min();
                    let to = threads().filter_map(|thread| thread.end_time.max(thread.last_updated_at)).max();
                    let home = (answer.ask.workspace.clone(), answer.ask.project.clone());
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
        let project = self.listing.place.project.get_untracked();
        Home { project, thread: thread.clone(), ..Home::default() }
    }
}

async fn ask(client: &Client, project: &ProjectId, (from, to): (Timestamp, Timestamp)) -> Rated {
    let as_of = client.journal().done();
    // Tallies are a help: rows stand without them.
    let rated = traces::rated(client, project, from, to).await.unwrap_or_default();
    let mut turns: HashMap<ThreadId, Vec<Trace>> = HashMap::new();
    for turn in rated {
        if let Some(thread) = turn.thread_id.clone() {
            turns.entry(thread).or_default().push(turn);
        }
    }
    Rated { turns: Arc::new(turns), as_of }
}
