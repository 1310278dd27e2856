//! Previous and next: from thread to thread through the list as it is filtered, over the ends of its pages.

use leptos::prelude::*;

use crate::{
    conversation::place::Step,
    model::figures,
    query::page,
    threads::listing::{Listing, State},
    ui::toast::{Toaster, Tone},
};

/// Where the open thread stands in the list: "12 of 87".
pub fn position(listing: Listing) -> Option<String> {
    let here = here(listing)?;
    let (number, _) = page::span(here.page, here.size, 0);
    Some(format!("{} of {}", figures::count(number + here.at? as u64), figures::count(here.total)))
}

/// Whether there is a previous, and a next one.
pub fn can_step(listing: Listing) -> (bool, bool) {
    let Some(here) = here(listing) else { return (false, false) };
    let Some(at) = here.at else { return (false, here.rows > 0) };
    (at > 0 || here.page > 1, at + 1 < here.rows || here.page < page::count(here.total, here.size))
}

/// Opens the neighbour. Back still leads to the list: the step takes the place of the thread before.
pub async fn step(listing: Listing, step: Step, toaster: Toaster) {
    let Some(here) = untrack(|| here(listing)) else { return };
    let place = listing.place;
    let target = match (step, here.at) {
        (Step::Next, None) => Some(0),
        (Step::Previous, None) => return,
        (Step::Next, Some(at)) => Some(at + 1).filter(|at| *at < here.rows),
        (Step::Previous, Some(at)) => at.checked_sub(1),
    };
    let id_at = |at: usize| {
        untrack(|| listing.with_listed(|listed| listed.rows.get(at).map(|row| row.thread.id.clone())))
            .flatten()
    };
    if let Some(id) = target.and_then(id_at) {
        place.replace(|view| view.opened(&id));
        return;
    }
    let beside = match step {
        Step::Next => here.page + 1,
        Step::Previous => here.page.saturating_sub(1),
    };
    if beside == 0 || beside > page::count(here.total, here.size) {
        return;
    }
    match listing.neighbour(beside).await {
        Ok(listed) => {
            let row = if step == Step::Next { listed.rows.first() } else { listed.rows.last() };
            if let Some(row) = row {
                place.replace(|view| view.at_page(beside).opened(&row.thread.id));
            }
        }
        Err(error) => toaster.say(Tone::Failed, format!("{}. {error}", error.title())),
    }
}

/// The open thread among the rows.
struct Here {
    page: u32,
    size: u32,
    rows: usize,
    total: u64,
    at: Option<usize>,
}

fn here(listing: Listing) -> Option<Here> {
    let thread = listing.place.view.with(|view| view.thread.clone());
    listing.state.with(|state| match state {
        State::Loaded(answer, listed) => Some(Here {
            page: answer.ask.view.page,
            size: answer.ask.view.size,
            rows: listed.rows.len(),
            total: listed.total,
            at: thread.and_then(|thread| listed.position(&thread)),
        }),
        _ => None,
    })
}
