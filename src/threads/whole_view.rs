//! All threads of a view, on whichever page they are, for what is done to all of them.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    chosen::CHOSEN,
    listing::{ThreadRow, ThreadsListing},
};
use crate::{
    api::{error::ApiError, listing::Ask},
    browser::timer,
    export::{ExportSource, Exporting, ThreadsToExport},
    model::change::ThreadRef,
    query::walk_report::ReportStage,
    ui::{icon::Glyph, lazy, menu::Menu},
};

/// How often it is looked whether all rows are there, in milliseconds.
const LOOK: i32 = 50;

/// The rows of a request, from all of its pages.
///
/// # Errors
/// What reading them came to, or [`ApiError::Aborted`] if it was stopped.
async fn all(ask: Ask) -> Result<Vec<Arc<ThreadRow>>, ApiError> {
    let Some(choose) = lazy::when_loaded(&CHOSEN).await else {
        return Err(ApiError::Unreadable("a part of the page could not be loaded".to_owned()));
    };
    // What reads the rows ends with this owner.
    let owner = Owner::new();
    let rows = owner.with(|| choose(Memo::new(move |_| Some(ask.clone()))));
    loop {
        timer::wait(LOOK).await;
        let report = rows.report.try_get_untracked().unwrap_or_default();
        match report.stage {
            ReportStage::Running => {}
            ReportStage::Done => return Ok(rows.all.run(())),
            ReportStage::Cancelled => return Err(ApiError::Aborted),
            ReportStage::Failed(error) => return Err(ApiError::Unreadable(error)),
        }
    }
}

/// The menu that saves all threads of the view.
pub(super) fn export_menu(listing: ThreadsListing) -> AnyView {
    let threads = move |()| {
        let ask = listing.ask.get_untracked();
        Box::pin(async move {
            let (workspace, project) = (ask.workspace.clone(), ask.project.clone());
            let of = |row: &Arc<ThreadRow>| ThreadRef {
                workspace: workspace.clone(),
                project: project.clone(),
                thread: row.thread.id.clone(),
                model_id: row.thread.model_id.clone(),
                ..ThreadRef::default()
            };
            Ok(all(ask).await?.iter().map(of).collect())
        }) as ThreadsToExport
    };
    let exporting = Exporting::of(ExportSource {
        threads: Callback::new(threads),
        title: Signal::stored("threads".to_owned()),
    });
    view! {
        <Menu label=Signal::stored("Export".to_owned()) glyph=Glyph::Download at_end=true>
            {exporting.choices()}
        </Menu>
        {exporting.progress()}
    }
    .into_any()
}
