//! What the list knows of each trace.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    api::{
        client::Client,
        journal::queue::fold,
        listing::{Coming, Entry, Listing, Page},
        traces,
    },
    model::{
        change::{Home, Item},
        ids::ProjectId,
        judged::Judged,
        trace::Trace,
    },
    text::extract::{Side, in_cell},
    ui::table::place::Place,
};

/// A trace with its words found.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The trace, without what its words were found in.
    pub trace: Trace,
    /// What went in; empty where nothing did.
    pub input: String,
    /// What came out; empty where nothing did.
    pub output: String,
}

impl From<Trace> for Row {
    fn from(mut trace: Trace) -> Self {
        let input = in_cell(trace.input.take().as_ref(), Side::Input);
        let output = in_cell(trace.output.take().as_ref(), Side::Output);
        Self { trace, input, output }
    }
}

impl Entry for Row {
    fn id(&self) -> &str {
        self.trace.id.as_str()
    }
}

/// The list's data.
pub type TracesListing = Listing<Row>;

/// Starts loading the traces that the place asks for.
pub fn load(place: Place) -> TracesListing {
    Listing::load(place.workspace, place.project, place.view, fetch)
}

fn fetch(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<Row> {
    Box::pin(async move {
        let page = traces::list(&client, &project, pairs).await?;
        let rows = page.traces.into_iter().map(Row::from).collect();
        Ok(Page { rows, total: page.total, sortable_by: page.sortable_by })
    })
}

/// The row as it is judged now: with the changes folded in that the server did not know when it had taken `as_of`.
/// Tracked.
pub fn judged(listing: TracesListing, row: &Arc<Row>, as_of: u64) -> Arc<Row> {
    let client = listing.client();
    let thread = row.trace.thread_id.clone().unwrap_or_default();
    let home = Home { project: listing.project(), thread, ..Home::default() };
    let item = Item::Trace(row.trace.id.clone());
    let entries = client.journal().entries(&home, Some(&item), as_of);
    if entries.is_empty() {
        return row.clone();
    }
    let judged = fold(Judged::from(&row.trace), &entries, client.server().rules.get());
    let mut row = row.as_ref().clone();
    row.trace.scores = judged.scores;
    row.trace.comments = judged.comments;
    row.trace.tags = judged.tags;
    Arc::new(row)
}

/// What a row tells, in what can be compared: the times of what was changed here are this machine's.
pub fn told(row: &Row) -> impl PartialEq + use<> {
    let trace = &row.trace;
    let mut tags = trace.tags.clone();
    tags.sort();
    let mut scores: Vec<_> = trace.scores.iter().map(|score| (score.name.clone(), score.value)).collect();
    scores.sort_by(|one, other| one.0.cmp(&other.0));
    let comments: Vec<_> = trace.comments.iter().map(|comment| comment.text.clone()).collect();
    let said = (row.input.clone(), row.output.clone(), trace.error.is_some());
    (trace.end_time, trace.span_count, trace.total_tokens, said, tags, scores, comments)
}
