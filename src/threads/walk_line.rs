//! The line above the rows while the page looks for them itself.

use leptos::prelude::*;

use super::whole_view::{ViewRows, WholeView};
use crate::{
    query::{
        tab::Tab,
        walk_report::{ReportStage, WalkReport},
    },
    text::visible::visible,
};

/// How far the page is with looking for rows, with a button to stop or to go on.
pub(super) fn walk_line(whole_view: WholeView) -> AnyView {
    let is_on = Memo::new(move |_| whole_view.listing.ask.with(|ask| ask.view.is_of_page()));
    let report = Memo::new(move |_| whole_view.rows().map(|rows| rows.report.get()).unwrap_or_default());
    let stage = Memo::new(move |_| report.with(|report| report.stage.clone()));
    let words = move || report.with(|report| report.words(Tab::Threads.noun()));
    // How many a sample has of each group.
    let of_each = move || {
        let sample = report.with(|report| report.sample.clone());
        sample.map(|sample| visible(&sample.of_each)).filter(|words| !words.is_empty())
    };
    let portion = move || match report.get() {
        WalkReport { total: 0, .. } => "0".to_owned(),
        WalkReport { read, total, .. } => format!("{}%", (read * 100 / total).min(100)),
    };
    let act = move |which: fn(ViewRows) -> Callback<()>| {
        if let Some(rows) = untrack(|| whole_view.rows()) {
            which(rows).run(());
        }
    };
    let button = move || {
        let (words, which): (_, fn(ViewRows) -> Callback<()>) = match stage.get() {
            ReportStage::Running => ("Stop", |rows| rows.cancel),
            ReportStage::Done => return None,
            ReportStage::Failed(_) | ReportStage::Cancelled => ("Go on", |rows| rows.retry),
        };
        let press = move |_| act(which);
        Some(view! { <button type="button" class="quiet" on:click=press>{words}</button> }.into_any())
    };
    (move || {
        is_on.get().then(|| {
            view! {
                <div class="walk-report num" data-stage=move || stage.with(ReportStage::word)>
                    <span role="status">{words}</span>
                    {move || of_each().map(|words| view! { <span class="walk-each" dir="auto">{words}</span> }.into_any())}
                    {button}
                    <i class="walk-portion" aria-hidden="true"><b style:width=portion></b></i>
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}
