//! The contents of the menus above a list, and what its headings can do: a lazy module, loaded once the rows are shown.

use leptos::prelude::*;

use super::{
    columns_menu::{Choices, ColumnsContext},
    filter_form::FilterForm,
    heads::{Heads, HeadsContext},
    list::ListChoices,
    list_route::ListRoute,
    sample_form::SampleForm,
};
use crate::ui::lazy::{self, lazy_module};

lazy_module!(
    /// The lazy module of [`Tools`].
    TOOLS,
    tools,
    load_tools,
    Tools,
    ToolsProps
);

/// What to render, with what it needs.
#[derive(Clone, Copy)]
pub enum Tool {
    Filter(ListRoute, ListChoices),
    Sample(ListRoute),
    Columns(ColumnsContext),
    /// What headings and cells do beyond a click; renders what floats over them.
    Heads(HeadsContext),
}

#[component]
pub fn Tools(tool: Tool) -> impl IntoView {
    match tool {
        Tool::Filter(route, known) => view! { <FilterForm route known /> }.into_any(),
        Tool::Sample(route) => view! { <SampleForm route /> }.into_any(),
        Tool::Columns(context) => view! { <Choices context /> }.into_any(),
        Tool::Heads(context) => view! { <Heads context /> }.into_any(),
    }
}

/// The content of a menu, once the lazy module is loaded.
pub fn shown(tool: Tool) -> AnyView {
    lazy::enter(&TOOLS, "Loading", move || ToolsProps { tool })
}
