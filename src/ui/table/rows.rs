//! The table: one `<tr>` for each row, with columns where there is room and as compact rows where there is not.

use std::sync::Arc;

use leptos::{html::Tbody, prelude::*};

use super::{
    arrows,
    heading::{Heading, SortDirection},
    list_route::ListRoute,
};
use crate::{
    browser::tracking,
    local::preferences::{Preferences, RowHeight},
    query::{
        columns::Column,
        list_state::{ListPage, ListState},
        sort::Sort,
    },
    ui::keyed::keyed,
};

/// Renders a row's cell in a column. Made once for a row; what it renders follows the row as it changes.
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
    columns: Memo<Vec<Column>>,
    /// Narrow rows of two lines instead of columns.
    compact: Signal<bool>,
    body: NodeRef<Tbody>,
) -> impl IntoView {
    let preferences = Preferences::of_app();
    let height = move || match preferences.with(|choices| choices.row_height) {
        RowHeight::Compact => "compact",
        RowHeight::Medium => "medium",
        RowHeight::Tall => "tall",
    };
    let seen = move |read: fn(&ListPage) -> &Vec<String>| {
        Memo::new(move |_| {
            list_state.with(|list_state| list_state.page().map(|seen| read(seen).clone()).unwrap_or_default())
        })
    };
    let sortable_by = seen(|seen| &seen.sortable_by);
    let ids = seen(|seen| &seen.ids);
    let waits = Memo::new(move |_| list_state.with(|list_state| *list_state == ListState::Loading));
    let tab = route.view.with_untracked(|view| view.tab);
    let draw = move |id: String| row(route, &id, &cells.run(id.clone()), columns);
    view! {
        <table
            class="list"
            role="table"
            aria-label=tab.label()
            data-list=tab.word()
            aria-busy=move || (waits.get() || behind.get()).to_string()
            data-compact=move || compact.get().to_string()
            data-height=height
        >
            <thead role="rowgroup">
                <tr role="row">
                    {move || columns.get().into_iter().map(|column| heading(route, column, sortable_by)).collect_view()}
                </tr>
            </thead>
            <tbody role="rowgroup" node_ref=body on:keydown=|event| arrows::on_key(&event)>
                {keyed(move || ids.get(), Clone::clone, draw)}
                {move || waits.get().then(|| waiting(columns))}
            </tbody>
        </table>
    }
}

fn row(route: ListRoute, id: &str, cells: &Cells, columns: Memo<Vec<Column>>) -> AnyView {
    let (own, prefix, cells) = (id.to_owned(), id.to_owned(), cells.clone());
    let is_open = move || route.with_view(|view| view.open_row() == Some(&own));
    view! {
        <tr role="row" data-row-id=id.to_owned() data-open=move || is_open().to_string()>
            {move || {
                tracking::track(&columns);
                columns.get_untracked()
                    .into_iter()
                    .map(|column| {
                        let name = column.id();
                        view! {
                            <td
                                role="cell"
                                class:at-end=column.is_figure()
                                data-col=name.clone()
                                data-cell-id=format!("{prefix}_{name}")
                            >
                                {cells(&column)}
                            </td>
                        }.into_any()
                    })
                    .collect_view()
            }}
        </tr>
    }
    .into_any()
}

fn heading(route: ListRoute, column: Column, sortable_by: Memo<Vec<String>>) -> impl IntoView {
    let own = column.clone();
    let order = Signal::derive(move || {
        route.with_view(|view| match &view.sort {
            Some(sort) if own.sort_field().as_ref() == Some(&sort.field) => {
                if sort.descending {
                    SortDirection::Descending
                } else {
                    SortDirection::Ascending
                }
            }
            None if own.is_own_order(view.tab) => SortDirection::Descending,
            _ => SortDirection::None,
        })
    });
    let own = column.clone();
    let sortable = Signal::derive(move || sortable_by.with(|by| own.is_sortable(by)));
    let own = column.clone();
    let press = Callback::new(move |()| {
        route.push(|view| view.narrowed(|view| view.sort = Sort::press(view.tab, view.sort.as_ref(), &own)));
    });
    view! { <Heading label=column.label() column=column.id() at_end=column.is_figure() sortable order press /> }
}

/// Grey rows as tall as the real ones.
fn waiting(columns: Memo<Vec<Column>>) -> impl IntoView {
    (0..10)
        .map(|_| {
            view! {
                <tr role="row" class="waiting" aria-hidden="true">
                    {move || {
                        columns
                            .get()
                            .into_iter()
                            .map(|column| view! { <td role="cell" data-col=column.id()><i></i></td> }.into_any())
                            .collect_view()
                    }}
                </tr>
            }.into_any()
        })
        .collect_view()
}
