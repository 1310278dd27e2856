//! Loads the rows of the list of threads.

use crate::{
    api::{
        client::Client,
        listing::{Coming, ListRow, Listing, ReviewedRow},
        threads,
    },
    model::{
        change::Item,
        feedback::Feedback,
        ids::{ProjectId, ThreadId},
        review_state::{ReviewState, Reviewers, said_at},
        score::AuthorScore,
        thread::Thread,
    },
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

impl ThreadRow {
    /// Its review state for `me`, who is asked for only if somebody reviewed it.
    pub fn review_state(&self, me: impl FnOnce() -> String) -> ReviewState {
        let reviewers = Reviewers::of_thread(&self.thread.feedback, &self.thumbs);
        if reviewers.is_empty() {
            return ReviewState::NotReviewed;
        }
        reviewers.state_of_row(&me(), said_at(self.thread.start_time, self.thread.end_time))
    }
}

impl ListRow for ThreadRow {
    fn id(&self) -> &str {
        self.thread.id.as_str()
    }
}

impl ReviewedRow for ThreadRow {
    fn item(&self) -> Item {
        Item::Thread
    }

    fn thread_id(&self) -> ThreadId {
        self.thread.id.clone()
    }

    fn feedback_mut(&mut self) -> &mut Feedback {
        &mut self.thread.feedback
    }

    fn fingerprint(&self) -> impl PartialEq + use<> {
        (self.thread.number_of_messages, self.thread.end_time, self.thread.feedback.fingerprint())
    }
}

pub type ThreadsListing = Listing<ThreadRow>;

/// Starts loading the threads that the route asks for.
pub fn load(route: ListRoute) -> ThreadsListing {
    Listing::load(route.workspace, route.project, route.view, fetch)
}

fn fetch(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<ThreadRow> {
    Box::pin(async move { Ok(threads::list(&client, &project, pairs).await?.map(ThreadRow::from)) })
}
