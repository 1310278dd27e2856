//! The table: one real row per thread, as columns where there is room and as compact rows where there is not.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    cells::{self, Around},
    judged::JudgedRows,
    listing::{Listing, Row, State},
};
use crate::{
    browser::{
        clock,
        preferences::{Preferences, RowHeight},
        renderer,
    },
    model::ids::ThreadId,
    query::{columns::Column, sort::Sort, threads_view::ThreadsView},
    ui::keyed::keyed,
    ui::table::{
        arrows,
        heading::{Heading, Order},
    },
};

/// Headings and rows; grey ones while the first page is on its way.
#[component]
pub fn Rows(
    listing: Listing,
    /// What rows are judged by.
    judged: JudgedRows,
    /// In order.
    columns: Memo<Vec<Column>>,
    /// Narrow rows of two lines.
    compact: Signal<bool>,
    /// The rows' home.
    body: NodeRef<leptos::html::Tbody>,
) -> impl IntoView {
    let place = listing.place;
    let around =
        Around { place, list: Memo::new(move |_| place.view.with(ThreadsView::list)), now: clock::ticking() };
    let preferences = Preferences::of_app();
    let height = move || match preferences.with(|choices| choices.row_height) {
        RowHeight::Compact => "compact",
        RowHeight::Medium => "medium",
        RowHeight::Tall => "tall",
    };
    let sortable_by =
        Memo::new(move |_| listing.with_listed(|listed| listed.sortable_by.clone()).unwrap_or_default());
    let rows = Memo::new(move |_| listing.with_listed(|listed| listed.rows.clone()).unwrap_or_default());
    let waits = Memo::new(move |_| listing.state.with(|state| *state == State::Loading));
    // Whoever reads the list opens a conversation next.
    Effect::new(move |_| {
        if rows.with(|rows| !rows.is_empty()) {
            renderer::load_when_idle();
        }
    });
    let draw = move |first: Arc<Row>| {
        let id = first.thread.id.clone();
        // The row stays while its thread does: what changed in it is looked up, and drawn alone.
        let row = Memo::new(move |old: Option<&Arc<Row>>| {
            let found = rows.with(|rows| rows.iter().find(|row| row.thread.id == first.thread.id).cloned());
            match (found, old) {
                (Some(found), _) => judged.row(&found),
                (None, Some(old)) => old.clone(),
                (None, None) => first.clone(),
            }
        });
        view! { <ThreadRow id row columns around /> }.into_any()
    };
    view! {
        <table
            class="list"
            role="table"
            aria-label="Threads"
            aria-busy=move || (waits.get() || listing.is_behind()).to_string()
            data-compact=move || compact.get().to_string()
            data-height=height
        >
            <thead role="rowgroup">
                <tr role="row">
                    {move || columns.get().into_iter().map(|column| heading(listing, column, sortable_by)).collect_view()}
                </tr>
            </thead>
            <tbody role="rowgroup" node_ref=body on:keydown=|event| arrows::on_key(&event)>
                {keyed(move || rows.get(), |row| row.thread.id.to_string(), draw)}
                {move || waits.get().then(|| waiting(columns))}
            </tbody>
        </table>
    }
}

#[component]
fn ThreadRow(id: ThreadId, row: Memo<Arc<Row>>, columns: Memo<Vec<Column>>, around: Around) -> impl IntoView {
    let own = id.clone();
    let is_open = move || around.place.view.with(|view| view.thread.as_ref() == Some(&own));
    let prefix = id.to_string();
    view! {
        <tr role="row" data-row-id=id.to_string() data-open=move || is_open().to_string()>
            {move || {
                columns
                    .get()
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
                                {cells::content(&column, row, around)}
                            </td>
                        }.into_any()
                    })
                    .collect_view()
            }}
        </tr>
    }
}

fn heading(listing: Listing, column: Column, sortable_by: Memo<Vec<String>>) -> impl IntoView {
    let place = listing.place;
    let own = column.clone();
    let order = Signal::derive(move || {
        place.view.with(|view| match &view.sort {
            Some(sort) if own.sort_field().as_ref() == Some(&sort.field) => {
                if sort.descending {
                    Order::Descending
                } else {
                    Order::Ascending
                }
            }
            // The server's own order.
            None if own == Column::LastActivity => Order::Descending,
            _ => Order::None,
        })
    });
    let own = column.clone();
    let sortable = Signal::derive(move || sortable_by.with(|by| own.is_sortable(by)));
    let own = column.clone();
    let press = Callback::new(move |()| {
        place.push(|view| view.narrowed(|view| view.sort = Sort::press(view.sort.as_ref(), &own)));
    });
    view! { <Heading label=column.label() column=column.id() at_end=column.is_figure() sortable order press /> }
}

/// Grey rows of the height the real ones will have.
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
