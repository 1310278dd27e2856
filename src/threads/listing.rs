//! What the list knows of each conversation.

use crate::{
    api::{
        client::Client,
        listing::{Coming, Entry, Listing, Page},
        threads,
    },
    model::{ids::ProjectId, score::Say, thread::Thread},
    text::extract::{Side, in_cell},
    ui::table::place::Place,
};

/// A thread with its words found.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The thread.
    pub thread: Thread,
    /// What the person began with; empty where there is none.
    pub first: String,
    /// What the assistant said last; empty where there is none.
    pub last: String,
    /// Thumbs on its turns; see `judged`.
    pub thumbs: Vec<Say>,
}

impl From<Thread> for Row {
    fn from(thread: Thread) -> Self {
        let first = in_cell(thread.first_message.as_ref(), Side::Input);
        let last = in_cell(thread.last_message.as_ref(), Side::Output);
        Self { thread, first, last, thumbs: Vec::new() }
    }
}

impl Entry for Row {
    fn id(&self) -> &str {
        self.thread.id.as_str()
    }
}

/// The list's data.
pub type ThreadsListing = Listing<Row>;

/// Starts loading the conversations that the place asks for.
pub fn load(place: Place) -> ThreadsListing {
    Listing::load(place.workspace, place.project, place.view, fetch)
}

fn fetch(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<Row> {
    Box::pin(async move {
        let page = threads::list(&client, &project, pairs).await?;
        let rows = page.threads.into_iter().map(Row::from).collect();
        Ok(Page { rows, total: page.total, sortable_by: page.sortable_by })
    })
}
