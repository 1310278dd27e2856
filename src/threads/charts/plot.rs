//! One chart as SVG.

use leptos::prelude::*;

use crate::query::charts::{
    change::ChartChange,
    chart::{Chart, SeriesShape},
    drawing::{HEIGHT, PART},
};

/// The series of a chart, stretched to the place they are in; hidden from screen readers, which have the words.
pub(super) fn drawing(chart: &Chart, parts: usize) -> AnyView {
    let scale = chart.scale();
    let width = parts.max(1) * PART;
    let shapes: Vec<AnyView> = chart
        .series
        .iter()
        .map(|series| view! { <path class=class(series.shape) d=series.path(scale)></path> }.into_any())
        .collect();
    let zero = scale.zero();
    let base = (zero < HEIGHT - 0.5)
        .then(|| view! { <path class="plot-zero" d=format!("M0 {zero:.2}H{width}")></path> }.into_any());
    view! {
        <svg class="plot-drawing" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
            {shapes}
            {base}
        </svg>
    }
    .into_any()
}

fn class(shape: SeriesShape) -> &'static str {
    match shape {
        SeriesShape::Bars => "plot-bars",
        SeriesShape::BarsUp => "plot-bars plot-up",
        SeriesShape::BarsDown => "plot-bars plot-down",
        SeriesShape::Line => "plot-line",
        SeriesShape::FaintLine => "plot-line plot-faint",
        SeriesShape::Band => "plot-band",
    }
}

/// A change against the time before: "+12%", for screen readers in words.
pub(super) fn change_mark(change: ChartChange) -> AnyView {
    let ChartChange { short, words } = change;
    view! {
        <span class="plot-change" title=words.clone()>
            <span aria-hidden="true">{short}</span>
            <span class="visually-hidden">{words.clone()}</span>
        </span>
    }
    .into_any()
}
