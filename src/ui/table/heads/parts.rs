//! The elements of the table that headings are about.

use web_sys::{Element, Event, HtmlElement, wasm_bindgen::JsCast};

/// CSS selector of the handle at a heading's end.
pub(super) const HANDLE: &str = ".col-handle";

/// A heading in which something happened.
#[derive(Clone)]
pub(super) struct HeadingEvent {
    pub(super) cell: HtmlElement,
    pub(super) table: HtmlElement,
    /// The id of its column.
    pub(super) column: String,
    /// What it happened to.
    pub(super) target: Element,
}

impl HeadingEvent {
    /// The heading in which an event happened; `None` elsewhere, and while the rows are compact.
    pub(super) fn of(event: &Event) -> Option<Self> {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        let cell = target.closest(".list[data-compact=false] > thead th:not(.select-cell)").ok()??;
        let table = cell.closest("table").ok()??.dyn_into().ok()?;
        let column = cell.get_attribute("data-col")?;
        Some(Self { cell: cell.dyn_into().ok()?, table, column, target })
    }

    /// Whether it happened to the handle of the column's width.
    pub(super) fn is_handle(&self) -> bool {
        self.target.matches(HANDLE).unwrap_or(false)
    }

    /// The headings of all columns that have one, in order, with the columns' ids.
    pub(super) fn all(&self) -> Vec<(String, HtmlElement)> {
        let headings = elements(&self.table, "thead th:not(.select-cell, .compact-only)");
        headings.into_iter().filter_map(|cell| Some((cell.get_attribute("data-col")?, cell))).collect()
    }

    /// The `<col>` of a column.
    pub(super) fn col(&self, column: &str) -> Option<HtmlElement> {
        let is_own = |col: &HtmlElement| col.get_attribute("data-col").as_deref() == Some(column);
        elements(&self.table, "col[data-col]").into_iter().find(is_own)
    }
}

/// All elements that match a selector.
pub(super) fn elements(scope: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = scope.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
