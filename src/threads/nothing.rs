//! No row to show, and why.

use leptos::prelude::*;

use super::{
    filter_chips::{Limit, LimitChips},
    place::Place,
};
use crate::{model::figures, ui::empty::Empty};

/// Threads there are, but none that match.
#[component]
pub fn NoResults(place: Place) -> impl IntoView {
    let limits = Memo::new(move |_| place.view.with(Limit::all));
    view! {
        <Empty title=Signal::stored("No results".to_owned())>
            <p>"No thread matches all of this:"</p>
            <LimitChips place limits />
            <button type="button" class="btn" on:click=move |_| place.push(|view| view.widened())>
                "Show all threads"
            </button>
        </Empty>
    }
}

/// The page asked for is after the last one.
#[component]
pub fn BeyondEnd(
    place: Place,
    /// How many pages there are.
    pages: u32,
) -> impl IntoView {
    let words = match pages {
        1 => "There is one page of threads.".to_owned(),
        pages => format!("There are {} pages of threads.", figures::count(pages.into())),
    };
    view! {
        <Empty title=Signal::stored("This page is empty".to_owned())>
            <p>{words}</p>
            <button type="button" class="btn" on:click=move |_| place.push(|view| view.at_page(pages))>
                "Go to the last page"
            </button>
        </Empty>
    }
}
