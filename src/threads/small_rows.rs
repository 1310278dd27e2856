//! Rows of threads that take little memory, for a walk over all of a project.

use super::listing::ThreadRow;
use crate::{
    api::{
        all_rows::{WalkSource, WalkedRow},
        client::Client,
        listing::Coming,
        rows_page::RowsPage,
        threads,
    },
    browser::timer::Slices,
    model::{ids::ProjectId, thread::Thread, time::Timestamp},
    text::{cell::CellText, extract::TurnSide},
    ui::full_reader,
};

/// All threads of a view.
pub const THREADS: WalkSource<ThreadRow> = WalkSource { fetch, is_latest_first: true };

impl WalkedRow for ThreadRow {
    fn last_updated_at(&self) -> Option<Timestamp> {
        self.thread.feedback.last_updated_at
    }
}

fn fetch(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<ThreadRow> {
    Box::pin(async move {
        let page = threads::list(&client, &project, pairs).await?;
        let RowsPage { rows, total, sortable_by, length } = page;
        let mut small = Vec::with_capacity(rows.len());
        let mut slices = Slices::begin();
        for thread in rows {
            small.push(row(thread).await);
            slices.rest().await;
        }
        Ok(RowsPage { rows: small, total, sortable_by, length })
    })
}

/// A row whose texts are words of at most 300 characters each, without the messages (up to 10,001 characters each) as they
/// were logged.
async fn row(thread: Thread) -> ThreadRow {
    let row = ThreadRow::from(thread);
    let first = CellText::Words(full_reader::words(row.first, TurnSide::Input).await);
    let last = CellText::Words(full_reader::words(row.last, TurnSide::Output).await);
    ThreadRow { first, last, thread: Thread { first_message: None, last_message: None, ..row.thread }, ..row }
}
