//! Makes a column as wide as its widest cell on the page.

use leptos::prelude::Callable;
use web_sys::{HtmlElement, MouseEvent};

use super::{
    HeadActions,
    parts::{HeadingEvent, elements},
};
use crate::{
    browser::measure::{pixels_per_unit, width_of_contents},
    query::columns::{Column, widths},
    text::width,
    ui::table::{cells, scores},
};

/// What a cell has on both sides of its content, in CSS pixels, and a little more, because widths are rounded.
const PADDING: f64 = 22.0;
/// Nobody reads wider lines.
const WIDEST: f64 = 640.0;

/// For `dblclick`.
pub(super) fn on_double_click(actions: HeadActions, event: &MouseEvent) {
    if let Some(head) = HeadingEvent::of(event).filter(HeadingEvent::is_handle) {
        fit(actions, &head);
    }
}

/// Makes the column of a heading as wide as its heading and cells need, within bounds.
pub(super) fn fit(actions: HeadActions, head: &HeadingEvent) {
    let unit = pixels_per_unit();
    let heading = elements(&head.cell, ".sort > *")
        .iter()
        .map(|part| width_of_contents(part).max(part.get_bounding_client_rect().width()))
        .sum::<f64>()
        + 26.0;
    let rows = elements(&head.table, "tbody tr[data-row-id]");
    let own = Column::parse(actions.context.tab, &head.column);
    let ids = rows.iter().filter_map(|row| row.get_attribute("data-row-id"));
    let widest = match &own {
        // Their cells have only what there is room for.
        Some(Column::Scores) => ids
            .filter_map(|id| actions.context.extras.run(id))
            .map(|row| scores::wanted(&row) * unit)
            .fold(0.0, f64::max),
        Some(Column::Tags) => {
            let wanted = ids
                .filter_map(|id| actions.context.extras.run(id))
                .map(|row| cells::wanted_for_tags(&row.tags));
            f64::from(wanted.max().unwrap_or_default()) * unit
        }
        _ => {
            let is_own = |cell: &HtmlElement| cell.get_attribute("data-col").as_deref() == Some(&head.column);
            let of_cell = |cell: HtmlElement| {
                // Words are broken into lines: what one line of them would take is worked out.
                let words = elements(&cell, ".words").first().and_then(|words| words.text_content());
                let beside =
                    elements(&cell, ".words ~ *").iter().map(|one| width_of_contents(one) + 8.0).sum::<f64>();
                let contents = || width_of_contents(&cell);
                words.map_or_else(contents, |words| width::of(&words) * unit + beside) + PADDING
            };
            rows.iter()
                .flat_map(|row| elements(row, "td").into_iter().filter(is_own).map(of_cell))
                .fold(0.0, f64::max)
        }
    };
    let width = heading.max(widest.min(WIDEST * unit));
    actions.set_width(&head.column, widths::allowed(width / unit));
}
