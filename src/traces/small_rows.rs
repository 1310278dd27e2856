//! Rows of traces that take little memory, for a walk over all of a project.

use super::listing::TraceRow;
use crate::{
    api::{
        all_rows::{WalkSource, WalkedRow},
        client::Client,
        listing::Coming,
        rows_page::RowsPage,
        traces,
    },
    browser::timer::Slices,
    model::{ids::ProjectId, time::Timestamp, trace::Trace},
    text::{cell::CellText, extract::TurnSide},
    ui::full_reader,
};

/// All traces of a view. Their own order is the newest id first.
pub const TRACES: WalkSource<TraceRow> = WalkSource { fetch, is_latest_first: false };

impl WalkedRow for TraceRow {
    fn last_updated_at(&self) -> Option<Timestamp> {
        self.span.feedback.last_updated_at
    }
}

fn fetch(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<TraceRow> {
    Box::pin(async move {
        let page = traces::list(&client, &project, pairs).await?;
        let RowsPage { rows, total, sortable_by, length } = page;
        let mut small = Vec::with_capacity(rows.len());
        let mut slices = Slices::begin();
        for trace in rows {
            small.push(row(trace).await);
            slices.rest().await;
        }
        Ok(RowsPage { rows: small, total, sortable_by, length })
    })
}

/// A row whose texts are words of at most 300 characters each, without the traceback of an error.
async fn row(trace: Trace) -> TraceRow {
    let mut row = TraceRow::from(trace);
    if let Some(error) = &mut row.span.error {
        error.traceback = None;
    }
    let input = CellText::Words(full_reader::words(row.input, TurnSide::Input).await);
    let output = CellText::Words(full_reader::words(row.output, TurnSide::Output).await);
    TraceRow { input, output, ..row }
}
