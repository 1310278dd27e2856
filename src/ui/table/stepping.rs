//! Previous and next: from row to row through the list as it is filtered, over the ends of its pages.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};

use super::place::Place;
use crate::{
    browser::tracking,
    model::figures,
    query::{page, sight::Sight},
    ui::toast::{Toaster, Tone},
};

/// Which way to the neighbour in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Up the list.
    Previous,
    /// Down the list.
    Next,
}

/// The ids of a page's rows on their way, each with what it belongs to; or in words why they do not come.
pub type Ids = Pin<Box<dyn Future<Output = Result<Vec<(String, String)>, String>>>>;

/// Steps through a list.
#[derive(Clone, Copy)]
pub struct Steps {
    /// Where the list is.
    pub place: Place,
    /// What there is to see of it.
    pub sight: Memo<Sight>,
    /// Asks for another page of it.
    pub beside: Callback<u32, Ids>,
}

impl Steps {
    /// Where the open row stands in the list: "12 of 87". Tracked.
    pub fn position(self) -> Option<String> {
        let here = self.here()?;
        let (number, _) = page::span(here.page, here.size, 0);
        Some(format!("{} of {}", figures::count(number + here.at? as u64), figures::count(here.total)))
    }

    /// Whether there is a previous, and a next one. Tracked.
    pub fn can_step(self) -> (bool, bool) {
        let Some(here) = self.here() else { return (false, false) };
        let Some(at) = here.at else { return (false, here.rows > 0) };
        (at > 0 || here.page > 1, at + 1 < here.rows || here.page < page::count(here.total, here.size))
    }

    /// Opens the neighbour. Back still leads to the list: the step takes the place of the row before.
    pub fn step(self, step: Step, toaster: Toaster) {
        let Some(here) = untrack(|| self.here()) else { return };
        let target = match (step, here.at) {
            (Step::Next, None) => Some(0),
            (Step::Previous, None) => return,
            (Step::Next, Some(at)) => Some(at + 1).filter(|at| *at < here.rows),
            (Step::Previous, Some(at)) => at.checked_sub(1),
        };
        let row_at = |at: usize| {
            self.sight.with_untracked(|sight| {
                let seen = sight.seen()?;
                Some((seen.ids.get(at)?.clone(), seen.of.get(at)?.clone()))
            })
        };
        if let Some((id, of)) = target.and_then(row_at) {
            self.place.replace(|view| view.with_row(&id, &of));
            return;
        }
        let beside = match step {
            Step::Next => here.page + 1,
            Step::Previous => here.page.saturating_sub(1),
        };
        if beside == 0 || beside > page::count(here.total, here.size) {
            return;
        }
        let coming = self.beside.run(beside);
        spawn_local(async move {
            match coming.await {
                Ok(rows) => {
                    let row = if step == Step::Next { rows.first() } else { rows.last() };
                    if let Some((id, of)) = row {
                        self.place.replace(|view| view.at_page(beside).with_row(id, of));
                    }
                }
                Err(why) => toaster.say(Tone::Failed, why),
            }
        });
    }

    fn here(self) -> Option<Here> {
        let open = self.place.with_view(|view| view.open_row().map(str::to_owned));
        tracking::track(&self.sight);
        self.sight.with_untracked(|sight| {
            let seen = sight.seen()?;
            Some(Here {
                page: seen.page,
                size: seen.size,
                rows: seen.ids.len(),
                total: seen.total,
                at: open.and_then(|open| seen.ids.iter().position(|id| *id == open)),
            })
        })
    }
}

/// The open row among the others.
struct Here {
    page: u32,
    size: u32,
    rows: usize,
    total: u64,
    at: Option<usize>,
}
