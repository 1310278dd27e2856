//! The head of the table: the widths of its columns, and their headings.

use leptos::prelude::*;

use super::{
    heading::{Heading, HeadingOrder},
    list_route::ListRoute,
    rows::cell_class,
};
use crate::{
    query::{
        columns::{Column, ListColumn, widths::TableWidths},
        sort::Sort,
        tab::Tab,
    },
    ui::keyed::keyed,
};

/// A width in units of 1/16 rem, for the style sheet.
pub(super) fn rem(width: u32) -> String {
    format!("{}rem", f64::from(width) / 16.0)
}

/// The `<colgroup>`: only here are widths set, so that a change of one writes a single property.
pub(super) fn col_group(widths: Memo<TableWidths>, selectable: bool) -> AnyView {
    let columns = move || {
        let columns = widths.with(|widths| widths.columns.clone());
        let column = |(id, width): (String, Option<u32>)| {
            view! { <col data-col=id style:width=width.map(rem).unwrap_or_default() /> }.into_any()
        };
        columns.into_iter().map(column).collect_view()
    };
    view! {
        <colgroup>
            {selectable.then(|| view! { <col class="select-col" /> }.into_any())}
            {columns}
        </colgroup>
    }
    .into_any()
}

/// The `<thead>`. Headings keep their elements when columns are moved.
pub(super) fn headings(
    route: ListRoute,
    columns: Memo<Vec<ListColumn>>,
    widths: Memo<TableWidths>,
    sortable_by: Memo<Vec<String>>,
    selectable: bool,
) -> AnyView {
    let key = |shown: &ListColumn| format!("{}{}{}", shown.is_wide, shown.is_compact, shown.column.id());
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {selectable.then(select_heading)}
                {keyed(move || columns.get(), key, move |shown| heading(route, shown, widths, sortable_by))}
            </tr>
        </thead>
    }
    .into_any()
}

/// The heading with the box for all rows of the page.
fn select_heading() -> AnyView {
    view! {
        <th scope="col" role="columnheader" class="select-cell wide-only" data-col="select">
            <input type="checkbox" aria-label="Select all rows" title="Select all rows of this page" autocomplete="off" />
        </th>
    }
    .into_any()
}

fn heading(
    route: ListRoute,
    shown: ListColumn,
    widths: Memo<TableWidths>,
    sortable_by: Memo<Vec<String>>,
) -> AnyView {
    let class = cell_class(&shown);
    let column = StoredValue::new(shown.column.clone());
    let order = Memo::new(move |_| {
        route.with_view(|view| column.with_value(|column| order_of(view.tab, &view.sort, column)))
    });
    let tab = route.view.with_untracked(|view| view.tab);
    let sortable =
        Memo::new(move |_| sortable_by.with(|by| column.with_value(|column| column.is_sortable(tab, by))));
    let press = Callback::new(move |more: bool| {
        let press = if more { Sort::press_more } else { Sort::press };
        route.push(|view| {
            view.narrowed(|view| view.sort = column.with_value(|column| press(view.tab, &view.sort, column)))
        });
    });
    let id = shown.column.id();
    let own = id.clone();
    let width = Memo::new(move |_| widths.with(|widths| widths.of_column(&own)));
    let label = shown.column.label();
    view! { <Heading label column=id class sortable order press width /> }.into_any()
}

/// How a column sorts the rows of a list that is sorted by these levels.
fn order_of(tab: Tab, levels: &[Sort], column: &Column) -> HeadingOrder {
    // Of traces and spans the server sorts by the first level only.
    let most = if tab == Tab::Threads { levels.len() } else { 1 };
    let levels = levels.get(..most).unwrap_or(levels);
    let own = match levels {
        [] => column.is_default_order(tab).then_some((0, true)),
        _ => Sort::by_column(levels, column),
    };
    let level = own.map(|(at, descending)| (at + 1, descending));
    let words = match level {
        Some((_, descending)) if levels.len() < 2 => {
            format!("Sorted by this column, {}", direction(descending))
        }
        None if levels.is_empty() || tab != Tab::Threads => "Sort by this column".to_owned(),
        _ => format!("Sorted by {}", in_words(tab, levels)),
    };
    let more = match (tab, levels.is_empty()) {
        (Tab::Threads, false) => ". Shift: as one more level",
        _ => "",
    };
    HeadingOrder { level, words: words + more, is_one_of_many: levels.len() > 1 }
}

/// `Status, ascending, then Messages, descending`.
fn in_words(tab: Tab, levels: &[Sort]) -> String {
    let level = |level: &Sort| {
        let label =
            Column::parse(tab, &level.field).map_or_else(|| level.field.clone(), |column| column.label());
        format!("{label}, {}", direction(level.descending))
    };
    levels.iter().map(level).collect::<Vec<_>>().join(", then ")
}

fn direction(descending: bool) -> &'static str {
    if descending { "descending" } else { "ascending" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_tells_its_level_and_all_of_them() {
        let level = |field: &str, descending| Sort { field: field.to_owned(), descending };
        let both = [level("status", false), level("number_of_messages", true)];
        let second = order_of(Tab::Threads, &both, &Column::MessageCount);
        assert_eq!((second.level, second.is_one_of_many), (Some((2, true)), true));
        assert_eq!(
            second.words,
            "Sorted by Status, ascending, then Messages, descending. Shift: as one more level"
        );
        let newest = order_of(Tab::Threads, &[], &Column::LastActivity);
        assert_eq!(
            (newest.level, newest.words.as_str()),
            (Some((1, true)), "Sorted by this column, descending")
        );
        assert_eq!(order_of(Tab::Traces, &both[..1], &Column::Name).words, "Sort by this column");
        assert_eq!(
            order_of(Tab::Traces, &[level("duration", true), level("name", false)], &Column::Name).level,
            None
        );
    }
}
