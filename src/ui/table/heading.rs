//! A column's heading; a button if the server can sort by the column.

use leptos::prelude::*;

use crate::text::visible::visible;
use crate::ui::icon::{Glyph, Icon};

/// Whether and how a column sorts the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortDirection {
    /// The rows are not sorted by this column.
    None,
    Ascending,
    Descending,
}

/// A `<th>`. If `sortable`, its text is a button that calls `press`.
#[component]
pub fn Heading(
    #[prop(into)] label: String,
    /// The column's id, for the style sheet.
    #[prop(into)]
    column: String,
    /// The same class as that of the column's cells.
    class: String,
    sortable: Memo<bool>,
    order: Memo<SortDirection>,
    #[prop(into)] press: Callback<()>,
) -> impl IntoView {
    let aria_sort = move || match order.get() {
        SortDirection::None => sortable.get().then_some("none"),
        SortDirection::Ascending => Some("ascending"),
        SortDirection::Descending => Some("descending"),
    };
    let mark = move || {
        let glyph = match order.get() {
            SortDirection::None => return None,
            SortDirection::Ascending => Glyph::Up,
            SortDirection::Descending => Glyph::Down,
        };
        Some(view! { <Icon glyph /> })
    };
    let words = StoredValue::new(visible(&label));
    view! {
        <th scope="col" role="columnheader" class=class data-col=column aria-sort=aria_sort>
            {move || {
                let words = words.get_value();
                if sortable.get() {
                    view! {
                        <button type="button" class="sort" on:click=move |_| press.run(())>
                            {words}
                            {mark}
                        </button>
                    }
                        .into_any()
                } else {
                    view! { <span class="sort">{words} {mark}</span> }.into_any()
                }
            }}
        </th>
    }
}
