//! How many threads of views that only the page can check came or changed since a time.

use std::{future::Future, pin::Pin};

use leptos::prelude::*;

use super::{
    chosen::{CHOSEN, WantedRows},
    listing::{ThreadRow, ThreadsListing},
};
use crate::{
    api::listing::Ask,
    model::{
        comment::Comment,
        score::{AuthorScore, Source},
        time::Timestamp,
    },
    query::{logs_view::LogsView, walk_report::ReportStage},
    ui::lazy,
};

/// The counts of views in their order; `None` if not all rows could be read.
pub type ChangedCounts = Pin<Box<dyn Future<Output = Option<Vec<u64>>>>>;

/// Counts the rows of each view that changed since its time. The views have no conditions for the server, so that all
/// threads are read once for all of them, with the thumbs and failures of their turns. What is read ends with the future.
pub fn counting(listing: ThreadsListing) -> Callback<Vec<(LogsView, Timestamp)>, ChangedCounts> {
    // What reads them needs the app's contexts.
    let home = StoredValue::new(Owner::current().unwrap_or_default());
    Callback::new(move |views| {
        let me = untrack(|| listing.session().server.me());
        let first = listing.ask.get_untracked();
        Box::pin(counts(home.get_value().child(), first, me, views)) as ChangedCounts
    })
}

async fn counts(owner: Owner, first: Ask, me: String, views: Vec<(LogsView, Timestamp)>) -> Option<Vec<u64>> {
    let choose = lazy::when_loaded(&CHOSEN).await?;
    let (asked, rows) = owner.with(|| {
        let asked = RwSignal::new(None::<Ask>);
        (asked, choose(Memo::new(move |_| asked.get()), WantedRows::only(true)).rows)
    });
    let mut counts = Vec::with_capacity(views.len());
    for (view, since) in views {
        let _ = asked.try_set(Some(Ask { view, ..first.clone() }));
        if rows.ended().await != ReportStage::Done {
            return None;
        }
        let (found, thumbs) = (rows.rows.try_get_untracked()?, rows.thumbs.try_get_untracked()?);
        let is_new = |row: &ThreadRow| {
            let turns = thumbs.as_ref().and_then(|thumbs| thumbs.get(&row.thread.id));
            let thumbs = turns.into_iter().flatten().flat_map(|turn| &turn.thumbs);
            newest(row, thumbs, &me) > Some(since)
        };
        counts.push(found.iter().filter(|row| is_new(row)).count() as u64);
    }
    Some(counts)
}

/// The time of the last activity, or of the last score, thumb or comment of somebody else.
fn newest<'a>(
    row: &'a ThreadRow,
    thumbs: impl Iterator<Item = &'a AuthorScore>,
    me: &str,
) -> Option<Timestamp> {
    let feedback = &row.thread.feedback;
    let given = feedback.scores.iter().flat_map(|score| &score.by_author).chain(thumbs);
    let given = given.filter(|given| given.author != me || given.source != Source::Human);
    let at = |comment: &Comment| comment.last_updated_at.max(comment.created_at);
    let written = feedback.comments.iter().filter(|comment| comment.author.as_deref() != Some(me)).map(at);
    given.map(|given| given.last_updated_at).chain(written).fold(feedback.last_updated_at, Option::max)
}
