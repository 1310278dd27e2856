//! The selection of rows: a checkbox in each row, one in the heading, and the keys. [`super::rows`] draws the boxes; here,
//! in a lazy module, they are listened for and set, all in one place, because a page has a hundred.

use leptos::{ev, html::Tbody, prelude::*};
use web_sys::{Element, HtmlInputElement, MouseEvent, wasm_bindgen::JsCast};

use super::{cloned_row::box_of, list_route::ListRoute};
use crate::{
    local::hotkeys::{self, Hotkey},
    query::{
        logs_view::LogsView,
        selected_rows::{Portion, SelectedRows},
    },
};

/// The selected rows of one list.
#[derive(Clone, Copy)]
pub struct RowSelection {
    pub rows: RwSignal<SelectedRows>,
    /// The ids of the rows on the page.
    page: Memo<Vec<String>>,
}

impl RowSelection {
    /// An empty selection over the rows with these ids. It is emptied when the list is filtered in another way.
    pub fn new(route: ListRoute, page: Memo<Vec<String>>) -> Self {
        let rows = RwSignal::new(SelectedRows::default());
        let chosen = Memo::new(move |_| {
            route.with_view(|view| LogsView { sort: Vec::new(), ..view.at_page(1).list() })
        });
        Effect::new(move |was: Option<()>| {
            chosen.track();
            if was.is_some() {
                rows.set(SelectedRows::default());
            }
        });
        Self { rows, page }
    }

    /// How many rows of the page are selected. Tracked.
    pub fn portion(self) -> Portion {
        self.page.with(|page| self.rows.with(|rows| rows.portion(page)))
    }

    /// How many rows are selected. Tracked.
    pub fn count(self) -> usize {
        self.rows.with(SelectedRows::len)
    }

    pub fn clear(self) {
        self.rows.set(SelectedRows::default());
    }

    /// Selects the rows whose boxes were checked before anything followed them.
    pub fn adopt(self, body: NodeRef<Tbody>) {
        let Some(body) = body.get_untracked() else { return };
        let all = body.previous_element_sibling().and_then(|heading| box_of(&heading));
        if all.is_some_and(|input| input.checked()) {
            self.page.with_untracked(|page| self.rows.update(|rows| rows.set_all(page, true)));
        }
        each_row(&body, |row, id| {
            if box_of(row).is_some_and(|input| input.checked()) {
                self.rows.update(|rows| rows.set(id, true));
            }
        });
    }

    /// Follows clicks on the boxes in the table with this body for as long as the current reactive owner lives.
    pub fn follow_clicks(self, body: NodeRef<Tbody>) {
        let listener = window_event_listener(ev::click, move |event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let Some(input) = input.filter(|input| input.closest(".select-cell").ok().flatten().is_some())
            else {
                return;
            };
            let table = body.try_get_untracked().flatten().and_then(|body| body.parent_element());
            if table.is_some_and(|table| table.contains(Some(&input))) {
                self.on_click(&event, &input);
            }
        });
        on_cleanup(move || listener.remove());
    }

    /// With Shift, all rows since the last one are meant.
    fn on_click(self, event: &MouseEvent, input: &HtmlInputElement) {
        let checked = input.checked();
        let Some(page) = self.page.try_get_untracked() else { return };
        let _ = self.rows.try_update(|rows| match row_id(input) {
            None => rows.set_all(&page, checked),
            Some(id) if event.shift_key() => rows.extend(&id, &page),
            Some(id) => rows.set(&id, checked),
        });
    }

    /// The keys: `x` for the row with the focus, or the open one; `X` for all rows since the last one.
    pub fn follow_keys(self, route: ListRoute) {
        hotkeys::on_key(move |key| {
            let change: fn(&mut SelectedRows, &str, &[String]) = match key {
                Hotkey::Select => |rows, id, _| rows.toggle(id),
                Hotkey::SelectRange => SelectedRows::extend,
                _ => return false,
            };
            let focused = document().active_element().and_then(|element| row_id(&element));
            let open = || route.view.with_untracked(|view| view.open_row().map(str::to_owned));
            let Some(id) = focused.or_else(open) else { return false };
            let page = self.page.get_untracked();
            self.rows.update(|rows| change(rows, &id, &page));
            true
        });
    }

    /// Keeps the boxes as the selection is.
    pub fn mark(self, body: NodeRef<Tbody>) {
        Effect::new(move |was: Option<bool>| {
            self.page.track();
            let is_empty = self.rows.with(SelectedRows::is_empty);
            if let Some(body) = body.get().filter(|_| !is_empty || was == Some(false)) {
                self.rows.with_untracked(|rows| each_row(&body, |row, id| show(row, rows.has(id))));
                let heading = body.previous_element_sibling();
                if let Some(input) = heading.and_then(|heading| box_of(&heading)) {
                    let portion = untrack(|| self.portion());
                    input.set_checked(portion == Portion::All);
                    input.set_indeterminate(portion == Portion::Some);
                }
            }
            is_empty
        });
    }
}

/// The id of the row that an element is in.
fn row_id(element: &Element) -> Option<String> {
    element.closest("tr[data-row-id]").ok()??.get_attribute("data-row-id")
}

fn each_row(body: &Element, show: impl Fn(&Element, &str)) {
    let Ok(rows) = body.query_selector_all("tr[data-row-id]") else { return };
    for row in (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<Element>().ok()) {
        show(&row, &row.get_attribute("data-row-id").unwrap_or_default());
    }
}

fn show(row: &Element, selected: bool) {
    if let Some(input) = box_of(row) {
        input.set_checked(selected);
    }
    let _ =
        if selected { row.set_attribute("data-selected", "") } else { row.remove_attribute("data-selected") };
}
