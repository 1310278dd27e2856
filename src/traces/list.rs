//! The list of traces: a room apart, for those who look for one.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    cards::cards,
    cells::{self, Around},
    listing::{self, TracesListing, judged, told},
};
use crate::{
    api::{
        load::{Load, insist},
        traces,
    },
    browser::{
        clock,
        hotkeys::{self, Hotkey},
    },
    query::{columns::Column, logs_view::LogsView},
    ui::{
        room::room,
        table::{
            cells::none,
            list::{Data, Known, List, Stage},
            place::Place,
            rows::Cells,
            start::Start,
            stepping::{Step, Steps},
            walk::Walk,
        },
        toast::Toaster,
    },
};

room!(
    /// The room of [`TracesList`].
    TRACES,
    traces,
    load_traces,
    TracesList,
    TracesListProps
);

/// What the page says of a project that has no traces.
const WHY: &str = "A trace is what one call of an application did: what went in, what came out, and each step between. Log the first one, and it appears here by itself.";

/// The traces of a project.
#[component]
pub fn TracesList(
    /// Where it is.
    place: Place,
    /// The project's name, once known.
    project_name: Signal<Option<String>>,
    /// How it stands on the page.
    stage: Stage,
    /// Is told the way from trace to trace.
    on_walk: Callback<Walk>,
) -> impl IntoView {
    let listing = listing::load(place);
    let data = Data {
        sight: listing.sight,
        behind: Signal::derive(move || listing.is_behind()),
        news: listing.news(move |row, as_of| told(&judged(listing, row, as_of))),
        refresh: Callback::new(move |()| listing.refresh()),
        retry: Callback::new(move |()| listing.retry()),
        known: known(listing),
    };
    let around =
        Around { place, list: Memo::new(move |_| place.view.with(LogsView::list)), now: clock::ticking() };
    let cells = Callback::new(move |id: String| {
        let row = listing.follow(id, move |row| {
            let as_of = listing.with_listed(|listed| listed.as_of).unwrap_or_default();
            judged(listing, row, as_of)
        });
        Arc::new(move |column: &Column| row.map_or_else(none, |row| cells::content(column, row, around)))
            as Cells
    });
    let beside = Callback::new(move |page| Box::pin(listing.beside(page)) as _);
    let walk = Walk::through(Steps { place, sight: listing.sight, beside }, Toaster::of_app());
    on_walk.run(walk);
    step_by_key(place, walk);
    let poll = Callback::new(move |()| listing.poll());
    let start = Callback::new(move |()| view! { <Start place project_name why=WHY poll /> }.into_any());
    let cards = cards(listing);
    view! { <List place data stage cells cards own=().into_any() search="Search traces" start /> }
}

fn known(listing: TracesListing) -> Known {
    Known {
        score_names: Callback::new(move |()| {
            let (client, project) = (listing.client(), listing.project());
            let names = Load::new(move || {
                let (client, project) = (client.clone(), project.clone());
                async move { insist(|| traces::score_names(&client, &project)).await }
            });
            Signal::derive(move || names.get().unwrap_or_default())
        }),
        tags: Callback::new(move |()| listing.distinct(|row| &row.trace.tags)),
    }
}

/// From trace to trace, while one is open.
fn step_by_key(place: Place, walk: Walk) {
    hotkeys::on_key(move |key| {
        let step = match key {
            Hotkey::NextThread => Step::Next,
            Hotkey::PreviousThread => Step::Previous,
            _ => return false,
        };
        let is_open = place.view.with_untracked(|view| view.open_trace().is_some());
        if is_open {
            walk.step.run(step);
        }
        is_open
    });
}
