//! What is in the menus over a list: a room apart, which comes once the rows are there.

use leptos::prelude::*;

use super::{columns_menu::Choices, filter_form::FilterForm, list::Known, place::Place};
use crate::{
    query::{columns::Column, tab::Tab},
    ui::room::{self, room},
};

room!(
    /// The room of [`Tools`].
    TOOLS,
    tools,
    load_tools,
    Tools,
    ToolsProps
);

/// The content of one menu.
#[derive(Clone, Copy)]
pub enum Tool {
    /// Makes a filter.
    Filter(Place, Known),
    /// Chooses columns.
    Columns(Tab, Known, Memo<Vec<Column>>),
}

/// Draws it.
#[component]
pub fn Tools(
    /// Which.
    tool: Tool,
) -> impl IntoView {
    match tool {
        Tool::Filter(place, known) => view! { <FilterForm place known /> }.into_any(),
        Tool::Columns(tab, known, columns) => view! { <Choices tab known columns /> }.into_any(),
    }
}

/// The content of a menu, once it is there.
pub fn shown(tool: Tool) -> AnyView {
    room::enter(&TOOLS, "Loading", move || ToolsProps { tool })
}
