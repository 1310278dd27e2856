//! A row of the table as a view: the row and its cells are clones of a template, with the contents drawn into them. A page
//! has a thousand cells with four attributes each, which would otherwise be created and set one by one.

use std::future::{Future, ready};

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::{Rndr, types},
        view::{Mountable, Position, PositionState, Render, any_view::AnyViewState},
    },
};
use web_sys::{Element, HtmlInputElement, Node, wasm_bindgen::JsCast};

use super::rows;
use crate::query::columns::ListColumn;

/// The `<tr>` of all rows with the same columns.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct RowTemplate(StoredValue<Element, LocalStorage>);

impl RowTemplate {
    /// `selectable`: whether rows begin with a checkbox.
    pub(super) fn new(columns: &[ListColumn], selectable: bool) -> Self {
        let row = Rndr::create_element("tr", None);
        Rndr::set_attribute(&row, "role", "row");
        if selectable {
            Rndr::insert_node(&row, &select_cell(), None);
        }
        for shown in columns {
            let cell = Rndr::create_element("td", None);
            Rndr::set_attribute(&cell, "role", "cell");
            let class = rows::cell_class(shown);
            if !class.is_empty() {
                Rndr::set_attribute(&cell, "class", &class);
            }
            Rndr::set_attribute(&cell, "data-col", &shown.column.id());
            Rndr::insert_node(&row, &cell, None);
        }
        Self(StoredValue::new_local(row))
    }

    /// A copy of the row; an empty row if the table is gone.
    fn copy(self) -> Element {
        let copy = self.0.try_with_value(|row| row.clone_node_with_deep(true).ok());
        let copy = copy.flatten().and_then(|copy| copy.dyn_into::<Element>().ok());
        copy.unwrap_or_else(|| Rndr::create_element("tr", None))
    }
}

/// The cell with the checkbox that selects a row, see [`super::row_selection`].
fn select_cell() -> Element {
    let cell = Rndr::create_element("td", None);
    for (name, value) in [("role", "cell"), ("class", "select-cell wide-only"), ("data-col", "select")] {
        Rndr::set_attribute(&cell, name, value);
    }
    let input = Rndr::create_element("input", None);
    for (name, value) in [("type", "checkbox"), ("aria-label", "Select row"), ("autocomplete", "off")] {
        Rndr::set_attribute(&input, name, value);
    }
    Rndr::insert_node(&cell, &input, None);
    cell
}

/// The checkbox of a row.
pub(super) fn box_of(row: &Element) -> Option<HtmlInputElement> {
    row.query_selector("input[type=checkbox]").ok().flatten()?.dyn_into().ok()
}

/// The view of one row.
pub(super) struct ClonedRow {
    pub(super) template: RowTemplate,
    pub(super) id: String,
    /// Whether it is open when it is first drawn; later [`super::open_row`] says so.
    pub(super) is_open: bool,
    /// For each column its id and what its cell shows.
    pub(super) cells: Vec<(String, AnyView)>,
}

pub(super) struct ClonedRowState {
    template: RowTemplate,
    row: Element,
    cells: Vec<AnyViewState>,
}

/// Draws the contents into the cells of a row, which are in the same order.
fn fill(row: &Element, id: &str, cells: Vec<(String, AnyView)>) -> Vec<AnyViewState> {
    let is_select = |cell: &Element| cell.get_attribute("data-col").as_deref() == Some("select");
    let mut next = row.first_element_child();
    if next.as_ref().is_some_and(is_select) {
        next = next.and_then(|cell| cell.next_element_sibling());
    }
    let mut states = Vec::with_capacity(cells.len());
    for (column, content) in cells {
        let Some(cell) = next else { break };
        Rndr::set_attribute(&cell, "data-cell-id", &format!("{id}_{column}"));
        let mut state = content.build();
        state.mount(&cell, None);
        states.push(state);
        next = cell.next_element_sibling();
    }
    states
}

impl Render for ClonedRow {
    type State = ClonedRowState;

    fn build(self) -> Self::State {
        let row = self.template.copy();
        Rndr::set_attribute(&row, "data-row-id", &self.id);
        Rndr::set_attribute(&row, "data-open", if self.is_open { "true" } else { "false" });
        let cells = fill(&row, &self.id, self.cells);
        ClonedRowState { template: self.template, row, cells }
    }

    /// Keeps the row's element, which may have the focus in it, and its cells if the columns are the same.
    fn rebuild(self, state: &mut Self::State) {
        if self.template == state.template {
            for ((_, content), old) in self.cells.into_iter().zip(&mut state.cells) {
                content.rebuild(old);
            }
            return;
        }
        let is_selected = box_of(&state.row).is_some_and(|input| input.checked());
        state.cells.clear();
        state.row.set_text_content(None);
        let copy = self.template.copy();
        while let Some(cell) = copy.first_element_child() {
            Rndr::insert_node(&state.row, &cell, None);
        }
        if let Some(input) = box_of(&state.row).filter(|_| is_selected) {
            input.set_checked(true);
        }
        state.cells = fill(&state.row, &self.id, self.cells);
        state.template = self.template;
    }
}

impl Mountable for ClonedRowState {
    fn unmount(&mut self) {
        self.row.unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&Node>) {
        self.row.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.row.insert_before_this(child)
    }

    fn elements(&self) -> Vec<types::Element> {
        vec![self.row.clone()]
    }
}

/// Attributes come from the template only.
impl AddAnyAttr for ClonedRow {
    type Output<New: Attribute> = Self;

    fn add_any_attr<New: Attribute>(self, _: New) -> Self {
        self
    }
}

/// Leptos asks this of every view, for pages drawn by a server, which this app does not have.
impl RenderHtml for ClonedRow {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    fn resolve(self) -> impl Future<Output = Self> + Send {
        ready(self)
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self::State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
