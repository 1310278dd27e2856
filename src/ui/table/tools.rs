//! The contents of the menus above a list, what its headings can do, and what there is to say of filters: a lazy module,
//! loaded once the rows are shown.

use leptos::prelude::*;

use super::{
    columns_menu::{Choices, ColumnsContext},
    filter_chips::FilterChips,
    filter_form::FilterForm,
    heads::{Heads, HeadsContext},
    list::ListChoices,
    list_route::ListRoute,
    nothing::NoResults,
    range_form::RangeForm,
    sample_form::SampleForm,
};
use crate::{
    query::{list_state::ListState, sort::UnsortedLevel},
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

/// What to render, with what it needs.
#[derive(Clone, Copy)]
pub enum Tool {
    Filter(ListRoute, ListChoices),
    Sample(ListRoute, ListChoices),
    Range(ListRoute),
    Columns(ColumnsContext),
    /// What headings and cells do beyond a click; renders what floats over them.
    Heads(HeadsContext),
    /// With the levels of the order that are not applied.
    Chips(ListRoute, Memo<ListState>, Memo<Vec<UnsortedLevel>>),
    NoResults(ListRoute),
}

#[component]
pub fn Tools(tool: Tool) -> impl IntoView {
    match tool {
        Tool::Filter(route, known) => view! { <FilterForm route known /> }.into_any(),
        Tool::Sample(route, known) => view! { <SampleForm route known /> }.into_any(),
        Tool::Range(route) => view! { <RangeForm route /> }.into_any(),
        Tool::Columns(context) => view! { <Choices context /> }.into_any(),
        Tool::Heads(context) => view! { <Heads context /> }.into_any(),
        Tool::Chips(route, list_state, unsorted) => {
            view! { <FilterChips route list_state unsorted /> }.into_any()
        }
        Tool::NoResults(route) => view! { <NoResults route /> }.into_any(),
    }
}

/// The content of a menu, once the lazy module is loaded.
pub fn shown(tool: Tool) -> AnyView {
    lazy::enter(&TOOLS, "Loading", move || ToolsProps { tool })
}

/// The same for a line of text; empty while the module is being loaded.
pub(super) fn line(tool: Tool) -> AnyView {
    lazy::enter_line(&TOOLS, move || ToolsProps { tool })
}
