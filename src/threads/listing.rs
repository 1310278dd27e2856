//! Loads the rows of the list of threads.

use crate::{
    api::{
        client::Client,
        listing::{Coming, ListRow, Listing, RowsPage},
        threads,
    },
    model::{ids::ProjectId, score::AuthorScore, thread::Thread},
    text::{cell::CellText, extract::TurnSide},
    ui::table::list_route::ListRoute,
};

/// A thread with the texts for its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreadRow {
    pub thread: Thread,
    pub first: CellText,
    pub last: CellText,
    /// Thumbs on the thread's turns, see `row_feedback`.
    pub thumbs: Vec<AuthorScore>,
}

impl From<Thread> for ThreadRow {
    fn from(thread: Thread) -> Self {
        let first = CellText::new(thread.first_message.as_ref(), TurnSide::Input);
        let last = CellText::new(thread.last_message.as_ref(), TurnSide::Output);
        Self { thread, first, last, thumbs: Vec::new() }
    }
}

impl ListRow for ThreadRow {
    fn id(&self) -> &str {
        self.thread.id.as_str()
    }
}

pub type ThreadsListing = Listing<ThreadRow>;

/// Starts loading the threads that the route asks for.
pub fn load(route: ListRoute) -> ThreadsListing {
    Listing::load(route.workspace, route.project, route.view, fetch)
}

fn fetch(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<ThreadRow> {
    Box::pin(async move {
        let page = threads::list(&client, &project, pairs).await?;
        let rows = page.threads.into_iter().map(ThreadRow::from).collect();
        Ok(RowsPage { rows, total: page.total, sortable_by: page.sortable_by })
    })
}
