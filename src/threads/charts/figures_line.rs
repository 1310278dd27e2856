//! The charts folded to one line: each figure with its change and a small chart.

use leptos::prelude::*;

use super::{
    ChartSource,
    plot::{change_mark, drawing},
};
use crate::{query::charts::chart::Chart, text::visible::visible};

pub(super) fn figures_line(source: ChartSource) -> AnyView {
    let items = move || {
        source.sheet.with(|sheet| {
            let Some(sheet) = sheet.as_ref() else {
                return vec![view! { <li class="muted">"…"</li> }.into_any()];
            };
            if sheet.charts.is_empty() {
                return vec![view! { <li class="muted">"No conversations to draw"</li> }.into_any()];
            }
            sheet.charts.iter().map(|chart| item(chart, sheet.bins.count())).collect()
        })
    };
    view! { <ul class="charts-line" tabindex="0" aria-label="Key figures">{items}</ul> }.into_any()
}

fn item(chart: &Chart, parts: usize) -> AnyView {
    let change = chart.change.clone().map(change_mark);
    view! {
        <li>
            <bdi class="muted">{visible(&chart.title)}</bdi>
            <b>{chart.figure.clone().unwrap_or_else(|| "–".to_owned())}</b>
            {change}
            <span class="plot-spark">{drawing(chart, parts)}</span>
        </li>
    }
    .into_any()
}
