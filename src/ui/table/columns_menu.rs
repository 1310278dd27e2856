//! The menu that chooses a list's columns, their order, and the height of the rows. The choices are stored in this
//! browser.

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::{
    list::ListChoices,
    list_route::ListRoute,
    tools::{self, Tool},
};
use crate::{
    local::preferences::{Preferences, RowHeight},
    query::{
        columns::{self, Column},
        tab::Tab,
    },
    text::visible::visible,
    ui::keyed::keyed,
    ui::{
        icon::{Glyph, Icon},
        menu::Menu,
        segmented::Segmented,
    },
};

/// The columns that this person has chosen for the list, in order.
pub fn chosen(preferences: Preferences, tab: Tab) -> Memo<Vec<Column>> {
    Memo::new(move |_| {
        preferences.with(|choices| columns::chosen(tab, choices.columns.get(tab.word()).map(Vec::as_slice)))
    })
}

fn remember(preferences: Preferences, tab: Tab, columns: &[Column]) {
    let ids = columns.iter().map(Column::id).collect();
    preferences.update(|choices| {
        choices.columns.insert(tab.word().to_owned(), ids);
    });
}

/// The menu; its button shows how many of the available columns are shown.
#[component]
pub fn ColumnsMenu(route: ListRoute, known: ListChoices, columns: Memo<Vec<Column>>) -> impl IntoView {
    let tab = route.view.with_untracked(|view| view.tab);
    // Of the score columns only those that are shown count: the names of the others are loaded when the menu is opened.
    let words = Signal::derive(move || {
        columns.with(|shown| {
            format!("Columns {} of {}", shown.len(), columns::offered(tab, shown, &[], &[]).len())
        })
    });
    view! {
        <Menu label=words glyph=Glyph::Columns words at_end=true test_id="columns-button">
            {tools::shown(Tool::Columns(tab, known, columns))}
        </Menu>
    }
}

/// The content of the menu, which is part of the lazy module [`tools`].
#[component]
pub(super) fn Choices(tab: Tab, known: ListChoices, columns: Memo<Vec<Column>>) -> impl IntoView {
    let preferences = Preferences::of_app();
    let names = known.score_names.run(());
    let of_spans = known.span_score_names.map(|ask| ask.run(()));
    let of_spans = move || of_spans.map(|names| names.get()).unwrap_or_default();
    let offered =
        move || columns.with(|shown| names.with(|names| columns::offered(tab, shown, names, &of_spans())));
    let height = Signal::derive(move || preferences.with(|choices| choices.row_height));
    let heights =
        vec![(RowHeight::Compact, "Compact"), (RowHeight::Medium, "Medium"), (RowHeight::Tall, "Tall")];
    let set_height = Callback::new(move |height| preferences.update(|choices| choices.row_height = height));
    let restore = move |_| {
        preferences.update(|choices| {
            choices.columns.remove(tab.word());
        });
    };
    view! {
        <div class="columns-menu">
            <div class="columns-height">
                <span class="muted">"Rows"</span>
                <Segmented label="Row height" options=heights value=height choose=set_height />
            </div>
            <ul aria-label="Columns">
                {keyed(
                    offered,
                    Column::id,
                    move |column| view! { <Choice tab column columns preferences /> }.into_any(),
                )}
            </ul>
            <button type="button" class="quiet" on:click=restore>
                "Back to the default set"
            </button>
        </div>
    }
}

#[component]
fn Choice(tab: Tab, column: Column, columns: Memo<Vec<Column>>, preferences: Preferences) -> impl IntoView {
    let own = StoredValue::new(column.clone());
    let is_shown = Memo::new(move |_| columns.with(|shown| own.with_value(|own| shown.contains(own))));
    let at = move || columns.with(|shown| own.with_value(|own| shown.iter().position(|one| one == own)));
    let last = move || columns.with(Vec::len).saturating_sub(1);
    let toggle = move |_| {
        let next = columns.with_untracked(|shown| own.with_value(|own| columns::toggle(tab, shown, own)));
        remember(preferences, tab, &next);
    };
    let shift = move |to_end: bool| {
        let next = columns.with_untracked(|shown| own.with_value(|own| columns::shift(shown, own, to_end)));
        remember(preferences, tab, &next);
        // A moved element loses the focus. It is given back, so that the button can be pressed again.
        let id = move_id(&own.with_value(Column::id), to_end);
        request_animation_frame(move || {
            let button = document().get_element_by_id(&id);
            if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
                let _ = button.focus();
            }
        });
    };
    let label = visible(&column.label());
    let id = column.id();
    view! {
        <li>
            <label>
                <input
                    type="checkbox"
                    prop:checked=is_shown
                    prop:disabled=column.is_fixed()
                    on:change=toggle
                />
                <span dir="auto">{label.clone()}</span>
            </label>
            <span class="columns-move" class:away=move || !is_shown.get()>
                <button
                    type="button"
                    class="icon-btn"
                    id=move_id(&id, false)
                    aria-label=format!("Move {label} up")
                    aria-disabled=move || (at() == Some(0)).to_string()
                    on:click=move |_| shift(false)
                >
                    <Icon glyph=Glyph::Up />
                </button>
                <button
                    type="button"
                    class="icon-btn"
                    id=move_id(&id, true)
                    aria-label=format!("Move {label} down")
                    aria-disabled=move || (at() == Some(last())).to_string()
                    on:click=move |_| shift(true)
                >
                    <Icon glyph=Glyph::Down />
                </button>
            </span>
        </li>
    }
}

fn move_id(column: &str, to_end: bool) -> String {
    format!("move-{}-{column}", if to_end { "down" } else { "up" })
}
