//! The list of conversations.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    cards::cards,
    cells::{self, Around},
    judged::{JudgedRows, told},
    listing::ThreadsListing,
};
use crate::{
    api::{
        load::{Load, insist},
        threads,
    },
    browser::{clock, renderer},
    model::status::Status,
    query::{columns::Column, logs_view::LogsView, sight::Sight},
    ui::{
        segmented::Segmented,
        table::{
            cells::none,
            list::{Data, Known, List, Stage},
            place::Place,
            rows::Cells,
            start::Start,
        },
    },
};

/// What the page says of a project that has no threads.
const WHY: &str = "A thread is made of traces that carry the same thread id. Log the first ones, and they appear here by themselves.";

/// The threads of a project.
#[component]
pub fn ThreadsList(
    /// Where it is.
    place: Place,
    /// Its data.
    listing: ThreadsListing,
    /// Whether it is still to be found out if this list is the one to show: nothing is said of an empty one meanwhile.
    deciding: Signal<bool>,
    /// The project's name, once known.
    project_name: Signal<Option<String>>,
    /// How it stands on the page.
    stage: Stage,
) -> impl IntoView {
    let judged = JudgedRows::load(listing);
    let sight = Memo::new(move |_| if deciding.get() { Sight::Loading } else { listing.sight.get() });
    let data = Data {
        sight,
        behind: Signal::derive(move || listing.is_behind()),
        news: listing.news(move |row, as_of| told(&judged.changed(row, as_of))),
        refresh: Callback::new(move |()| listing.refresh()),
        retry: Callback::new(move |()| listing.retry()),
        known: known(listing),
    };
    // Whoever reads the list opens a conversation next.
    Effect::new(move |_| {
        if listing.with_listed(|listed| !listed.rows.is_empty()) == Some(true) {
            renderer::load_when_idle();
        }
    });
    let around =
        Around { place, list: Memo::new(move |_| place.with_view(LogsView::list)), now: clock::ticking() };
    let cells = Callback::new(move |id: String| {
        let row = listing.follow(id, move |row| judged.row(row));
        Arc::new(move |column: &Column| row.map_or_else(none, |row| cells::content(column, row, around)))
            as Cells
    });
    let poll = Callback::new(move |()| listing.poll());
    let start = Callback::new(move |()| view! { <Start place project_name why=WHY poll /> }.into_any());
    let (cards, own) = (cards(listing), statuses(place));
    view! { <List place data stage cells cards own search="Search messages" start /> }
}

fn known(listing: ThreadsListing) -> Known {
    Known {
        score_names: Callback::new(move |()| {
            let (client, project) = (listing.client(), listing.project());
            let names = Load::new(move || {
                let (client, project) = (client.clone(), project.clone());
                async move { insist(|| threads::score_names(&client, &project)).await }
            });
            Signal::derive(move || names.get().unwrap_or_default())
        }),
        span_score_names: None,
        tags: Callback::new(move |()| listing.distinct(|row| &row.thread.tags)),
    }
}

/// All of them, the active or the inactive ones.
fn statuses(place: Place) -> AnyView {
    let status = Signal::derive(move || place.with_view(LogsView::status));
    let choose = Callback::new(move |status: Option<Status>| place.push(|view| view.with_status(status)));
    let options = vec![(None, "All"), (Some(Status::Active), "Active"), (Some(Status::Inactive), "Inactive")];
    view! { <Segmented label="Status" options value=status choose /> }.into_any()
}
