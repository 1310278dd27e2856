//! The contents of the menus above a list: a lazy module, loaded once the rows are shown.

use leptos::prelude::*;

use super::{
    columns_menu::Choices, filter_form::FilterForm, list::ListChoices, list_route::ListRoute,
    sample_form::SampleForm,
};
use crate::{
    query::{columns::Column, tab::Tab},
    ui::lazy::{self, lazy_module},
};

lazy_module!(
    /// The lazy module of [`Tools`].
    TOOLS,
    tools,
    load_tools,
    Tools,
    ToolsProps
);

/// Which menu to render, with what it needs.
#[derive(Clone, Copy)]
pub enum Tool {
    Filter(ListRoute, ListChoices),
    Sample(ListRoute, ListChoices),
    Columns(Tab, ListChoices, Memo<Vec<Column>>),
}

#[component]
pub fn Tools(tool: Tool) -> impl IntoView {
    match tool {
        Tool::Filter(route, known) => view! { <FilterForm route known /> }.into_any(),
        Tool::Sample(route, known) => view! { <SampleForm route known /> }.into_any(),
        Tool::Columns(tab, known, columns) => view! { <Choices tab known columns /> }.into_any(),
    }
}

/// The content of a menu, once the lazy module is loaded.
pub fn shown(tool: Tool) -> AnyView {
    lazy::enter(&TOOLS, "Loading", move || ToolsProps { tool })
}
