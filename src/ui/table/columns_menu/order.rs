//! The levels of the rows' order, in the columns menu.

use leptos::prelude::*;

use super::{ColumnsContext, choices::focus_later};
use crate::{
    query::{
        columns::{self, Column, KnownScores},
        sort::{MOST_LEVELS, Sort},
        tab::Tab,
    },
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

/// The levels, each with its direction, and a list of columns for one more.
pub(super) fn order(context: ColumnsContext, known: Memo<KnownScores>) -> AnyView {
    let route = context.route;
    let tab = route.view.with_untracked(|view| view.tab);
    let levels = Memo::new(move |_| route.with_view(|view| view.sort.clone()));
    let count = Memo::new(move |_| levels.with(Vec::len));
    let most = if tab == Tab::Threads { MOST_LEVELS } else { 1 };
    let fields = move || levels.get().into_iter().map(|level| level.field).collect();
    let note = move || {
        levels.with(|levels| match (tab, levels.len()) {
            (Tab::Threads, _) if Sort::is_of_page(tab, levels) => Some("All rows are read for this order."),
            (Tab::Traces | Tab::Spans, 1..) => Some("The server sorts by one column."),
            _ => None,
        })
    };
    view! {
        <div class="columns-order" role="group" aria-label="Sort">
            <span class="muted">"Sort"</span>
            <ol>{keyed(fields, String::clone, move |field| level(context, levels, tab, field))}</ol>
            {move || (count.get() < most).then(|| one_more(context, known, levels, tab))}
            <p class="muted">{note}</p>
        </div>
    }
    .into_any()
}

/// Changes the levels in the URL.
fn change(context: ColumnsContext, change: impl FnOnce(&mut Vec<Sort>)) {
    context.route.push(|view| view.narrowed(|view| change(&mut view.sort)));
}

fn level(context: ColumnsContext, levels: Memo<Vec<Sort>>, tab: Tab, field: String) -> AnyView {
    let label = Column::parse(tab, &field).map_or_else(|| field.clone(), |column| column.label());
    let label = visible(&label);
    let field = StoredValue::new(field);
    let position = move |levels: &[Sort]| {
        field.with_value(|field| levels.iter().position(|level| level.field == *field))
    };
    let at = Memo::new(move |_| levels.with(|levels| position(levels).unwrap_or_default()));
    let descending = Memo::new(move |_| {
        levels.with(|levels| {
            position(levels).and_then(|at| levels.get(at)).is_some_and(|level| level.descending)
        })
    });
    let turn = move |_| {
        change(context, |levels| {
            if let Some(level) = position(levels).and_then(|at| levels.get_mut(at)) {
                level.descending = !level.descending;
            }
        });
    };
    let up_id = StoredValue::new(field.with_value(|field| format!("level-up-{field}")));
    let up = move |_| {
        change(context, |levels| {
            if let Some((at, before)) = position(levels).and_then(|at| Some((at, at.checked_sub(1)?))) {
                levels.swap(at, before);
            }
        });
        focus_later(up_id.get_value());
    };
    let remove = move |_| {
        change(context, |levels| field.with_value(|field| levels.retain(|level| level.field != *field)))
    };
    let words = move || if descending.get() { "descending" } else { "ascending" };
    let name = label.clone();
    view! {
        <li>
            <span class="num muted">{move || at.get() + 1}</span>
            <span class="columns-level" dir="auto">{label.clone()}</span>
            <button type="button" class="quiet" title="Turn round" aria-label=move || format!("{name}: {}", words()) on:click=turn>
                {words}
            </button>
            <button
                type="button"
                class="icon-btn"
                id=up_id.get_value()
                aria-label=format!("Sort by {label} earlier")
                title="Earlier"
                aria-disabled=move || (at.get() == 0).to_string()
                on:click=up
            >
                <Icon glyph=Glyph::Up />
            </button>
            <button type="button" class="icon-btn" aria-label=format!("Do not sort by {label}") title="Remove" on:click=remove>
                <Icon glyph=Glyph::Close />
            </button>
        </li>
    }
    .into_any()
}

/// The columns that the list can be sorted by and is not; choosing one adds a level.
fn one_more(context: ColumnsContext, known: Memo<KnownScores>, levels: Memo<Vec<Sort>>, tab: Tab) -> AnyView {
    let sortable = Memo::new(move |_| {
        let by = context
            .list_state
            .with(|state| state.page().map(|page| page.sortable_by.clone()).unwrap_or_default());
        let all = context.columns.with(|shown| known.with(|known| columns::offered(tab, shown, known)));
        let is_level = |column: &Column| levels.with(|levels| Sort::by_column(levels, column).is_some());
        let free = all.into_iter().filter(|column| column.is_sortable(tab, &by) && !is_level(column));
        free.collect::<Vec<_>>()
    });
    let words = move || if levels.with(Vec::is_empty) { "Sort by…" } else { "Then by…" };
    let choose = move |event| {
        let Some(column) = Column::parse(tab, &event_target_value(&event)) else { return };
        let Some(field) = column.sort_field() else { return };
        change(context, |levels| levels.push(Sort { field, descending: column.sorts_descending_first() }));
    };
    view! {
        <select class="btn" aria-label="Sort by another column" prop:value="" on:change=choose>
            <option value="">{words}</option>
            {move || {
                let option = |column: Column| {
                    view! { <option value=column.id()>{visible(&column.label())}</option> }.into_any()
                };
                sortable.get().into_iter().map(option).collect_view()
            }}
        </select>
    }
    .into_any()
}
