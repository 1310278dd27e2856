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
    browser::width,
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

/// The columns that this person has chosen for the list, in order; where nobody has, those that the window has room for.
pub fn chosen(preferences: Preferences, tab: Tab) -> Memo<Vec<Column>> {
    /// The widest window, in pixels, in which not all of the usual columns fit beside the messages.
    const TIGHT: f64 = 1180.0;
    let is_tight = width::at_most(TIGHT);
    Memo::new(move |_| {
        let ids = preferences.with(|choices| choices.columns.get(tab.word()).cloned());
        let mut shown = columns::chosen(tab, ids.as_deref());
        if ids.is_none() && is_tight.get() {
            shown.retain(Column::is_for_tight);
        }
        shown
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
