//! The selection of rows: a checkbox in each row, one in the heading, and the keys. The boxes of all rows are set in one
//! place, and the table's body listens for them, because a page has a hundred.

use leptos::{html::Tbody, prelude::*};
use web_sys::{Element, HtmlInputElement, MouseEvent, wasm_bindgen::JsCast};

use super::list_route::ListRoute;
use crate::{
    local::hotkeys::{self, Hotkey},
    query::{
        logs_view::LogsView,
        selected_rows::{Portion, SelectedRows},
    },
};

/// The CSS selector of a row's checkbox.
const BOX: &str = "input[type=checkbox]";

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
        let chosen =
            Memo::new(move |_| route.with_view(|view| LogsView { sort: None, ..view.at_page(1).list() }));
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

    /// For `click` on the table's body. With Shift, all rows since the last one are meant.
    pub(super) fn on_click(self, event: &MouseEvent) {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        if let Some(id) = row_id(&input) {
            let (checked, with_shift) = (input.checked(), event.shift_key());
            self.rows.update(|rows| match with_shift {
                true => rows.extend(&id, &self.page.get_untracked()),
                false => rows.set(&id, checked),
            });
        }
    }

    /// The keys: `x` for the row with the focus, or the open one; `X` for all rows since the last one.
    pub(super) fn follow_keys(self, route: ListRoute) {
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

    /// Keeps the boxes of the rows as the selection is.
    pub(super) fn mark(self, body: NodeRef<Tbody>) {
        Effect::new(move |was: Option<bool>| {
            self.page.track();
            let is_empty = self.rows.with(SelectedRows::is_empty);
            if let Some(body) = body.get().filter(|_| !is_empty || was == Some(false)) {
                self.rows.with_untracked(|rows| each_row(&body, |row, id| show(row, rows.has(id))));
            }
            is_empty
        });
    }

    /// The box in the heading, for all rows of the page.
    pub(super) fn heading(self) -> AnyView {
        let portion = Memo::new(move |_| self.portion());
        let press = move |event| {
            let selected = event_target_checked(&event);
            self.page.with_untracked(|page| self.rows.update(|rows| rows.set_all(page, selected)));
        };
        view! {
            <th scope="col" role="columnheader" class="select-cell wide-only" data-col="select">
                <input
                    type="checkbox"
                    aria-label="Select all rows"
                    title="Select all rows of this page"
                    prop:checked=move || portion.get() == Portion::All
                    prop:indeterminate=move || portion.get() == Portion::Some
                    on:change=press
                />
            </th>
        }
        .into_any()
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
    let input = row.query_selector(BOX).ok().flatten();
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        input.set_checked(selected);
    }
    let _ =
        if selected { row.set_attribute("data-selected", "") } else { row.remove_attribute("data-selected") };
}
