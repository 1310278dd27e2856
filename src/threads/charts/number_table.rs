//! The numbers of all charts as a table.

use leptos::prelude::*;

use super::{ChartSheet, ChartSource};
use crate::text::visible::visible;

pub(super) fn number_table(source: ChartSource) -> AnyView {
    let table = move || {
        source.sheet.with(|sheet| match sheet.as_deref() {
            Some(sheet) if !sheet.charts.is_empty() => table(sheet),
            Some(_) => view! { <p class="muted charts-none">"No conversations to draw"</p> }.into_any(),
            None => view! { <p class="muted charts-none">"…"</p> }.into_any(),
        })
    };
    view! { <div class="charts-table" tabindex="0" role="group" aria-label="Numbers over time">{table}</div> }
        .into_any()
}

fn table(sheet: &ChartSheet) -> AnyView {
    let series: Vec<_> = sheet
        .charts
        .iter()
        .flat_map(|chart| chart.series.iter().rev().map(move |series| (chart, series)))
        .collect();
    let heads: Vec<AnyView> = series
        .iter()
        .map(|(chart, series)| {
            let name = match chart.title == series.name {
                true => chart.title.clone(),
                false => format!("{}: {}", chart.title, series.name.to_lowercase()),
            };
            view! { <th scope="col">{visible(&name)}</th> }.into_any()
        })
        .collect();
    let rows: Vec<AnyView> = (0..sheet.bins.count())
        .map(|part| {
            let cells: Vec<AnyView> = series
                .iter()
                .map(|(chart, series)| {
                    let value = chart.cell(series, part).unwrap_or_else(|| "–".to_owned());
                    view! { <td>{value}</td> }.into_any()
                })
                .collect();
            view! { <tr><th scope="row">{sheet.bins.label(part)}</th>{cells}</tr> }.into_any()
        })
        .collect();
    view! {
        <table>
            <caption class="visually-hidden">{format!("Numbers {}", sheet.bins.step.per())}</caption>
            <thead><tr><th scope="col">"Time"</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
