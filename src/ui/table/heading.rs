//! A column's heading; where the server can sort by it, a button.

use leptos::prelude::*;

use crate::ui::icon::{Glyph, Icon};

/// How the rows stand by a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortDirection {
    /// Not by this one.
    None,
    /// From the least up.
    Ascending,
    /// From the greatest down.
    Descending,
}

/// One `<th>`. A press on it is heard by `press`; without that it is plain words.
#[component]
pub fn Heading(
    /// The column's name.
    #[prop(into)]
    label: String,
    /// The column's id, for the style sheet.
    #[prop(into)]
    column: String,
    /// Figures: the words stand at the end.
    at_end: bool,
    /// Whether it can be pressed.
    #[prop(into)]
    sortable: Signal<bool>,
    /// How the rows stand by it.
    #[prop(into)]
    order: Signal<SortDirection>,
    /// Hears a press.
    #[prop(into)]
    press: Callback<()>,
) -> impl IntoView {
    let said = move || match order.get() {
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
    let words = StoredValue::new(label);
    view! {
        <th scope="col" role="columnheader" class:at-end=at_end data-col=column aria-sort=said>
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
