//! The table: one `<tr>` for each row, with columns where there is room and as compact rows where there is not.

use std::sync::Arc;

use leptos::{html::Tbody, prelude::*};

use super::{
    arrows,
    cloned_row::{ClonedRow, RowTemplate},
    headings::{col_group, headings, rem},
    list_route::ListRoute,
    open_row,
    pointing::Pointing,
};
use crate::{
    browser::tracking,
    local::preferences::{Preferences, RowHeight},
    query::{
        columns::{
            Column, ListColumn,
            widths::{ChosenWidths, TableWidths},
        },
        list_state::ListState,
    },
    ui::keyed::keyed,
};

/// Renders a row's cell in a column. Tracked: when the row has changed, its cells are rendered again.
pub type Cells = Arc<dyn Fn(&Column) -> AnyView + Send + Sync>;

/// Headings and rows; grey rows while the first page is being loaded.
#[component]
pub fn Rows(
    route: ListRoute,
    list_state: Memo<ListState>,
    /// Whether the rows shown answer an earlier request.
    behind: Signal<bool>,
    /// Returns the cells of the row with this id.
    cells: Callback<String, Cells>,
    columns: Memo<Vec<ListColumn>>,
    /// Narrow rows of two lines instead of columns.
    compact: Signal<bool>,
    body: NodeRef<Tbody>,
    /// Whether rows have a checkbox that selects them, see [`super::row_selection`].
    selectable: bool,
    /// Called with the id of a row that somebody is about to open.
    about_to_open: Callback<String>,
) -> impl IntoView {
    let preferences = Preferences::of_app();
    let height = move || match preferences.with(|choices| choices.row_height) {
        RowHeight::Compact => "compact",
        RowHeight::Medium => "medium",
        RowHeight::Tall => "tall",
    };
    let ids = Memo::new(move |_| {
        list_state.with(|list_state| list_state.page().map(|page| page.ids.clone()).unwrap_or_default())
    });
    // Kept while other rows are loaded: a heading that became another element would lose the focus.
    let sortable_by = Memo::new(move |old: Option<&Vec<String>>| {
        let now = list_state.with(|list_state| list_state.page().map(|page| page.sortable_by.clone()));
        now.or_else(|| old.cloned()).unwrap_or_default()
    });
    let waits = Memo::new(move |_| list_state.with(|list_state| *list_state == ListState::Loading));
    let tab = route.view.with_untracked(|view| view.tab);
    let pointing = Pointing::new(about_to_open);
    open_row::mark(route, body);
    let row_columns = Memo::new(move |_| {
        let shown = columns.get();
        RowColumns { template: RowTemplate::new(&shown, selectable), shown }
    });
    let widths = Memo::new(move |_| {
        columns.with(|shown| {
            preferences.with(|choices| {
                let none = ChosenWidths::new();
                let chosen = choices.widths.get(tab.word()).unwrap_or(&none);
                TableWidths::of(tab, shown, chosen, selectable)
            })
        })
    });
    let draw = move |id: String| row(route, id.clone(), &cells.run(id), row_columns);
    view! {
        <table
            class="list"
            role="table"
            aria-label=tab.label()
            data-list=tab.word()
            aria-busy=move || (waits.get() || behind.get()).to_string()
            data-compact=move || compact.get().to_string()
            data-height=height
            // Whether a column takes what is left; otherwise each row ends with an empty place.
            data-rest=move || widths.with(TableWidths::has_rest).to_string()
            style:--least=move || rem(widths.with(|widths| widths.least))
        >
            {col_group(widths, selectable)}
            {headings(route, columns, widths, sortable_by, selectable)}
            <tbody
                role="rowgroup"
                node_ref=body
                on:keydown=|event| arrows::on_key(&event)
                on:pointerover=move |event| pointing.on_rest(&event)
                on:focusin=move |event| pointing.on_rest(&event)
                on:pointerleave=move |_| pointing.on_leave()
                on:pointerdown=move |event| pointing.on_press(&event)
            >
                {keyed(move || ids.get(), Clone::clone, draw)}
                {move || waits.get().then(|| waiting(columns, selectable))}
            </tbody>
        </table>
    }
}

/// The class of a column's cells and heading: whether only one form of the list displays them.
fn form(shown: &ListColumn) -> &'static str {
    match (shown.is_wide, shown.is_compact) {
        (true, false) => " wide-only",
        (false, true) => " compact-only",
        _ => "",
    }
}

pub(super) fn cell_class(shown: &ListColumn) -> String {
    let alignment = if shown.column.is_figure() { "at-end" } else { "" };
    format!("{alignment}{}", form(shown))
}

fn row(route: ListRoute, id: String, cells: &Cells, columns: Memo<RowColumns>) -> AnyView {
    let cells = cells.clone();
    (move || {
        tracking::track(&columns);
        columns.with_untracked(|columns| ClonedRow {
            template: columns.template,
            id: id.clone(),
            is_open: route.shows(&id),
            cells: columns.shown.iter().map(|shown| (shown.column.id(), cells(&shown.column))).collect(),
        })
    })
    .into_any()
}

/// The columns with the template of their rows.
#[derive(Clone, PartialEq)]
struct RowColumns {
    shown: Vec<ListColumn>,
    template: RowTemplate,
}

/// Grey rows as tall as the real ones.
fn waiting(columns: Memo<Vec<ListColumn>>, selectable: bool) -> impl IntoView {
    (0..10)
        .map(|_| {
            view! {
                <tr role="row" class="waiting" aria-hidden="true">
                    {selectable.then(|| view! { <td role="cell" class="select-cell wide-only" data-col="select"></td> }.into_any())}
                    {move || {
                        columns
                            .get()
                            .into_iter()
                            .map(|shown| {
                                view! {
                                    <td role="cell" class=cell_class(&shown) data-col=shown.column.id()>
                                        <i></i>
                                    </td>
                                }.into_any()
                            })
                            .collect_view()
                    }}
                </tr>
            }
            .into_any()
        })
        .collect_view()
}
