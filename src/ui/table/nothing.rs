//! Messages for a list without rows.

use leptos::prelude::*;

use super::{
    filter_chips::{Limit, LimitChips},
    list_route::ListRoute,
};
use crate::{model::figures, ui::empty::Empty};

/// The project has rows, but none that match the filters.
#[component]
pub fn NoResults(route: ListRoute) -> impl IntoView {
    let limits = Memo::new(move |_| route.with_view(Limit::all));
    let tab = route.view.with_untracked(|view| view.tab);
    view! {
        <Empty title=Signal::stored("No results".to_owned())>
            <p>{format!("No {} matches all of this:", tab.noun())}</p>
            <LimitChips route limits />
            <button type="button" class="btn" on:click=move |_| route.push(|view| view.widened())>
                {format!("Show all {}", tab.word())}
            </button>
        </Empty>
    }
}

/// The URL asks for a page after the last one.
#[component]
pub fn BeyondEnd(
    route: ListRoute,
    /// How many pages there are.
    pages: u32,
) -> impl IntoView {
    let rows = route.view.with_untracked(|view| view.tab.word());
    let words = match pages {
        1 => format!("There is one page of {rows}."),
        pages => format!("There are {} pages of {rows}.", figures::count(pages.into())),
    };
    view! {
        <Empty title=Signal::stored("This page is empty".to_owned())>
            <p>{words}</p>
            <button type="button" class="btn" on:click=move |_| route.push(|view| view.at_page(pages))>
                "Go to the last page"
            </button>
        </Empty>
    }
}
