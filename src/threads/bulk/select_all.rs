//! Selecting all conversations that the view has, on all of its pages.

use leptos::prelude::*;

use super::selected_threads::{SelectedThreads, note};
use crate::{
    model::figures,
    query::{
        selected_rows::Portion,
        walk_report::{ReportStage, WalkReport},
    },
    threads::whole_view::WholeView,
};

/// The button that selects them all, once a whole page is selected; while they are looked for, how far that is.
#[component]
pub(super) fn SelectAll(whole_view: WholeView, threads: SelectedThreads) -> impl IntoView {
    let selects_all = threads.state.selects_all;
    let total = Memo::new(move |_| whole_view.listing.with_listed(|listed| listed.total).unwrap_or_default());
    let is_offered = Memo::new(move |_| {
        threads.selection.portion() == Portion::All && total.get() > threads.selection.count() as u64
    });
    move || match (selects_all.get(), is_offered.get()) {
        (true, _) => Some(view! { <Looking whole_view threads /> }.into_any()),
        (false, true) => Some(
            view! {
                <button type="button" class="quiet" on:click=move |_| selects_all.set(true)>
                    {move || format!("Select all {} that match", figures::count(total.get()))}
                </button>
            }
            .into_any(),
        ),
        (false, false) => None,
    }
}

/// Reads all rows, and selects them when all are there.
#[component]
fn Looking(whole_view: WholeView, threads: SelectedThreads) -> impl IntoView {
    whole_view.need(false);
    let selects_all = threads.state.selects_all;
    on_cleanup(move || {
        let _ = selects_all.try_set(false);
    });
    let report = Memo::new(move |_| whole_view.rows().map(|rows| rows.report.get()).unwrap_or_default());
    Effect::new(move |_| {
        let Some(rows) = whole_view.rows() else { return };
        if report.with(|report| report.stage == ReportStage::Done) {
            let rows = rows.rows.get_untracked();
            note(threads.state.seen, &rows);
            let ids = rows.iter().map(|row| row.thread.id.to_string()).collect();
            threads.selection.rows.set(ids);
            selects_all.set(false);
        }
    });
    let words = move || match report.get() {
        WalkReport { stage: ReportStage::Failed(error), .. } => format!("Not all could be found. {error}"),
        WalkReport { read, total, .. } => {
            format!("Finding all: {} of {}", figures::count(read), figures::count(total.max(read)))
        }
    };
    let has_failed = Memo::new(move |_| {
        report.with(|report| !matches!(report.stage, ReportStage::Running | ReportStage::Done))
    });
    view! {
        <span class="num" role="status">{words}</span>
        {move || {
            has_failed
                .get()
                .then(|| {
                    let again = move |_| {
                        if let Some(rows) = untrack(|| whole_view.rows()) {
                            rows.retry.run(());
                        }
                    };
                    view! { <button type="button" class="quiet" on:click=again>"Try again"</button> }.into_any()
                })
        }}
        <button type="button" class="quiet" on:click=move |_| selects_all.set(false)>
            "Stop"
        </button>
    }
}
