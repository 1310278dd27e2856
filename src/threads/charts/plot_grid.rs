//! The charts side by side.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    ChartSheet, ChartSource,
    plot::{change_mark, drawing},
    pointer::ChartPointer,
};
use crate::{
    query::charts::chart::{Chart, ChartSubject},
    text::visible::visible,
    ui::keyed::keyed,
};

/// What keyboard users can do, for screen readers.
const HOW: &str = "Arrow keys go from value to value, with Shift they select days, Enter shows only these.";

pub(super) fn plot_grid(source: ChartSource, pointer: ChartPointer) -> AnyView {
    let subjects = move || {
        source.sheet.with(|sheet| match sheet {
            Some(sheet) => sheet.charts.iter().map(|chart| chart.subject).collect(),
            None => Vec::new(),
        })
    };
    let subjects = Memo::new(move |_| subjects());
    let is_loading = Memo::new(move |_| source.sheet.with(Option::is_none));
    let is_empty = Memo::new(move |_| {
        source.sheet.with(|sheet| sheet.as_ref().is_some_and(|sheet| sheet.charts.is_empty()))
    });
    view! {
        <p id="charts-how" class="visually-hidden">{HOW}</p>
        <div class="charts-grid" data-loading=move || is_loading.get().to_string()>
            {move || {
                is_loading
                    .get()
                    .then(|| (0..5).map(|_| view! { <i class="plot-waiting" aria-hidden="true"></i> }.into_any()).collect_view())
            }}
            {move || is_empty.get().then(|| view! { <p class="muted charts-none">"No conversations to draw"</p> }.into_any())}
            {keyed(move || subjects.get(), |subject| format!("{subject:?}"), move |subject| plot(source, pointer, subject))}
        </div>
    }
    .into_any()
}

/// A chart with its figure, axis and readout.
fn plot(source: ChartSource, pointer: ChartPointer, subject: ChartSubject) -> AnyView {
    let sheet = source.sheet;
    let chart = move |sheet: &Option<Arc<ChartSheet>>| -> Option<Chart> {
        sheet.as_ref()?.charts.iter().find(|chart| chart.subject == subject).cloned()
    };
    let chart = Memo::new(move |_| sheet.with(chart));
    let with = move |read: fn(&Chart) -> String| {
        move || chart.with(|chart| chart.as_ref().map(read).unwrap_or_default())
    };
    let parts =
        Memo::new(move |_| sheet.with(|sheet| sheet.as_ref().map_or(1, |sheet| sheet.bins.count().max(1))));
    let per =
        move || sheet.with(|sheet| sheet.as_ref().map(|sheet| sheet.bins.step.per()).unwrap_or_default());
    let label = move || format!("{} {}", with(|chart| visible(&chart.title))(), per());
    let end = move |is_last: bool| {
        sheet.with(|sheet| {
            let bins = &sheet.as_ref()?.bins;
            let last = bins.count().checked_sub(1)?;
            (!is_last || last > 0).then(|| bins.short_label(if is_last { last } else { 0 }))
        })
    };
    let at_percent = move |part: usize| part as f64 * 100.0 / parts.get() as f64;
    let cross = move || {
        let at = pointer.at.get().filter(|at| *at < parts.get())?;
        let left = format!("{:.3}%", at_percent(at) + 50.0 / parts.get() as f64);
        Some(view! { <i class="plot-cross" style:left=left></i> }.into_any())
    };
    let brush = move || {
        let (first, last) = pointer.selected().filter(|(first, last)| first != last)?;
        let left = format!("{:.3}%", at_percent(first));
        let width = format!("{:.3}%", at_percent(last + 1) - at_percent(first));
        Some(view! { <i class="plot-brush" style:left=left style:width=width></i> }.into_any())
    };
    let below = move || match pointer.at.get() {
        Some(at) => chart.with(|chart| chart.as_ref().map(|chart| chart.words(at)).unwrap_or_default()),
        None => with(|chart| chart.about.to_owned())(),
    };
    let change = move || {
        let change = chart.with(|chart| chart.as_ref().and_then(|chart| chart.change.clone()));
        change.map(change_mark)
    };
    view! {
        <div class="plot" data-subject=format!("{subject:?}").to_lowercase()>
            <h2 class="plot-title"><bdi>{with(|chart| visible(&chart.title))}</bdi></h2>
            <p class="plot-figure">
                <b>{with(|chart| chart.figure.clone().unwrap_or_else(|| "–".to_owned()))}</b>
                {change}
            </p>
            <p class="plot-below" aria-hidden="true">{below}</p>
            <div
                class="plot-area"
                tabindex="0"
                role="application"
                aria-roledescription="chart"
                aria-label=label
                aria-describedby="charts-how"
                on:pointerenter=move |event| pointer.enter(&event, subject)
                on:pointermove=move |event| pointer.move_to(&event)
                on:pointerdown=move |event| pointer.press(&event, subject)
                on:pointerup=move |_| pointer.release()
                on:pointerleave=move |_| pointer.leave()
                on:pointercancel=move |_| pointer.cancel()
                on:keydown=move |event| pointer.key(&event, subject)
                on:focus=move |_| pointer.focus(subject)
                on:blur=move |_| pointer.leave()
            >
                {move || chart.with(|chart| chart.as_ref().map(|chart| drawing(chart, parts.get())))}
                {brush}
                {cross}
                <span class="plot-top" aria-hidden="true">{with(top)}</span>
                <span class="plot-blank" aria-hidden="true">{with(blank)}</span>
            </div>
            <p class="plot-axis" aria-hidden="true"><span>{move || end(false)}</span><span>{move || end(true)}</span></p>
        </div>
    }
    .into_any()
}

/// What is said in place of a drawing.
fn blank(chart: &Chart) -> String {
    match (chart.series.is_empty(), chart.is_blank()) {
        (true, _) => "not known".to_owned(),
        (false, true) => "none".to_owned(),
        _ => String::new(),
    }
}

/// The number at the top of the axis; empty if nothing is drawn.
fn top(chart: &Chart) -> String {
    if chart.is_blank() { String::new() } else { chart.subject.written(chart.scale().top) }
}
