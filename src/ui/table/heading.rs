//! A column's heading; a button if the list can be sorted by the column. At its end is the handle of the column's width,
//! which [`super::heads`] brings to life.

use leptos::prelude::*;

use crate::{
    query::columns::widths::{LEAST, MOST},
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

/// Whether and how a column sorts the rows.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct HeadingOrder {
    /// The level, from 1, and whether it is descending; `None` if the rows are not sorted by this column.
    pub level: Option<(usize, bool)>,
    /// All levels in words, if there are several or this is one; else how to sort by this column.
    pub words: String,
    /// Whether there are more levels than this one.
    pub is_one_of_many: bool,
}

/// A `<th>`. If `sortable`, its text is a button that calls `press`, with whether Shift is held.
#[component]
pub fn Heading(
    #[prop(into)] label: String,
    /// The column's id, for the style sheet.
    #[prop(into)]
    column: String,
    /// The same class as that of the column's cells.
    class: String,
    sortable: Memo<bool>,
    order: Memo<HeadingOrder>,
    #[prop(into)] press: Callback<bool>,
    /// The column's width in units of 1/16 rem; `None` if it takes what is left.
    width: Memo<Option<u32>>,
) -> impl IntoView {
    let level = Memo::new(move |_| order.with(|order| order.level));
    let aria_sort = move || match level.get() {
        None => sortable.get().then_some("none"),
        Some((1, false)) => Some("ascending"),
        Some((1, true)) => Some("descending"),
        // Only the first level may say so.
        Some(_) => None,
    };
    let mark = move || {
        let (at, descending) = level.get()?;
        let glyph = if descending { Glyph::Down } else { Glyph::Up };
        let number = order.with(|order| order.is_one_of_many).then_some(at);
        Some(view! { <Icon glyph /> {number.map(|number| view! { <span class="sort-level num" aria-hidden="true" data-level=number></span> }.into_any())} }.into_any())
    };
    let words = visible(&label);
    let shown = StoredValue::new(words.clone());
    view! {
        <th scope="col" role="columnheader" class=class data-col=column aria-label=words.clone() aria-sort=aria_sort data-sorted=move || level.get().is_some().then_some("")>
            {move || {
                let words = view! { <span class="sort-words" dir="auto">{shown.get_value()}</span> };
                if sortable.get() {
                    view! {
                        <button
                            type="button"
                            class="sort"
                            title=move || order.with(|order| order.words.clone())
                            on:click=move |event| press.run(event.shift_key())
                        >
                            {words}
                            {mark}
                        </button>
                    }
                        .into_any()
                } else {
                    view! { <span class="sort" title=shown.get_value()>{words}</span> }.into_any()
                }
            }}
            <span
                class="col-handle"
                role="separator"
                tabindex="0"
                aria-orientation="vertical"
                aria-label=format!("Width of {words}")
                aria-valuemin=LEAST
                aria-valuemax=MOST
                aria-valuenow=move || width.get().unwrap_or(LEAST)
                aria-valuetext=move || width.get().is_none().then_some("What is left")
            ></span>
        </th>
    }
}
