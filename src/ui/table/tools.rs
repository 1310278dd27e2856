//! What is in the menus over a list: a room apart, which comes once the rows are there.

use leptos::prelude::*;

use super::{columns_menu::Choices, filter_form::FilterForm, list::ListChoices, list_route::ListRoute};
use crate::{
    query::{columns::Column, tab::Tab},
    ui::lazy::{self, lazy_module},
};

lazy_module!(
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
    Filter(ListRoute, ListChoices),
    /// Chooses columns.
    Columns(Tab, ListChoices, Memo<Vec<Column>>),
}

/// Draws it.
#[component]
pub fn Tools(
    /// Which.
    tool: Tool,
) -> impl IntoView {
    match tool {
        Tool::Filter(route, known) => view! { <FilterForm route known /> }.into_any(),
        Tool::Columns(tab, known, columns) => view! { <Choices tab known columns /> }.into_any(),
    }
}

/// The content of a menu, once it is there.
pub fn shown(tool: Tool) -> AnyView {
    lazy::enter(&TOOLS, "Loading", move || ToolsProps { tool })
}
