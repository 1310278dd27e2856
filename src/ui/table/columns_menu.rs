//! The menu that chooses a list's columns, their order, the order of the rows, and their height. The columns are stored in
//! this browser; the order of the rows is in the URL.

mod choices;
mod order;

use leptos::prelude::*;

pub(super) use choices::Choices;

use super::{
    list::ListChoices,
    list_route::ListRoute,
    tools::{self, Tool},
};
use crate::{
    local::preferences::Preferences,
    query::{
        columns::{self, Column, KnownScores},
        list_state::ListState,
        tab::Tab,
    },
    ui::{icon::Glyph, menu::Menu},
};

/// What the menu needs.
#[derive(Clone, Copy)]
pub struct ColumnsContext {
    pub route: ListRoute,
    /// The names of scores that can be columns.
    pub known: ListChoices,
    /// The columns that are shown.
    pub columns: Memo<Vec<Column>>,
    /// Says what the server sorts by.
    pub list_state: Memo<ListState>,
}

/// The columns that this person has chosen for the list, in order.
pub fn chosen(preferences: Preferences, tab: Tab) -> Memo<Vec<Column>> {
    Memo::new(move |_| {
        preferences.with(|choices| columns::chosen(tab, choices.columns.get(tab.word()).map(Vec::as_slice)))
    })
}

/// Stores the columns that are shown.
pub(super) fn remember(preferences: Preferences, tab: Tab, columns: &[Column]) {
    let ids = columns.iter().map(Column::id).collect();
    preferences.update(|choices| {
        choices.columns.insert(tab.word().to_owned(), ids);
    });
}

/// The menu; its button shows how many of the available columns are shown.
#[component]
pub fn ColumnsMenu(context: ColumnsContext) -> impl IntoView {
    let tab = context.route.view.with_untracked(|view| view.tab);
    // Of the score columns only those that are shown count: the names of the others are loaded when the menu is opened.
    let words = Signal::derive(move || {
        context.columns.with(|shown| {
            let all = columns::offered(tab, shown, &KnownScores::default()).len();
            format!("Columns {} of {all}", shown.len())
        })
    });
    view! {
        <Menu label=words glyph=Glyph::Columns words at_end=true test_id="columns-button">
            {tools::shown(Tool::Columns(context))}
        </Menu>
    }
}
