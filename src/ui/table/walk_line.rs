//! The line above the rows while the page looks for them itself.

use leptos::prelude::*;

use super::list::ListData;
use crate::{
    query::{
        tab::Tab,
        walk_report::{ReportStage, WalkReport},
    },
    text::visible::visible,
};

/// How far the page is with looking for rows, with a button to stop or to go on.
pub(super) fn walk_line(data: ListData, tab: Tab) -> AnyView {
    let is_on = Memo::new(move |_| data.report.with(Option::is_some));
    let report = move || data.report.get().unwrap_or_default();
    let stage = Memo::new(move |_| report().stage);
    let words = move || report().words(tab.noun());
    // How many a sample has of each group.
    let of_each =
        move || report().sample.map(|sample| visible(&sample.of_each)).filter(|words| !words.is_empty());
    let portion = move || match report() {
        WalkReport { total: 0, .. } => "0".to_owned(),
        WalkReport { read, total, .. } => format!("{}%", (read * 100 / total).min(100)),
    };
    let button = move || {
        match stage.get() {
        ReportStage::Running => {
            Some(view! { <button type="button" class="quiet" on:click=move |_| data.cancel.run(())>"Stop"</button> }.into_any())
        }
        ReportStage::Done => None,
        ReportStage::Failed(_) | ReportStage::Cancelled => {
            Some(view! { <button type="button" class="quiet" on:click=move |_| data.retry.run(())>"Go on"</button> }.into_any())
        }
    }
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
