//! The menu that saves all threads of the view.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    listing::{ThreadRow, ThreadsListing},
    whole_view,
};
use crate::{
    export::{ExportSource, Exporting, ThreadsToExport},
    model::change::ThreadRef,
    ui::{icon::Glyph, menu::Menu},
};

/// The menu, and the progress of what it began.
pub(super) fn export_menu(listing: ThreadsListing) -> AnyView {
    let home = StoredValue::new(Owner::current().unwrap_or_default());
    let threads = move |()| {
        let (home, ask) = (home.get_value(), listing.ask.get_untracked());
        Box::pin(async move {
            let (workspace, project) = (ask.workspace.clone(), ask.project.clone());
            let of = |row: &Arc<ThreadRow>| ThreadRef {
                workspace: workspace.clone(),
                project: project.clone(),
                thread: row.thread.id.clone(),
                model_id: row.thread.model_id.clone(),
                ..ThreadRef::default()
            };
            Ok(whole_view::all(home, ask).await?.iter().map(of).collect())
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
