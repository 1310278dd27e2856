//! From an open row to its neighbours, through the list as it is filtered and over the ends of its pages: where the row
//! stands, the buttons "Previous" and "Next", and the step itself.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};

use super::list_route::ListRoute;
use crate::{
    browser::tracking,
    model::figures,
    query::{list_state::ListState, page, tab::Tab},
    ui::{
        icon::{Glyph, Icon},
        toast::{Toaster, Tone},
    },
};

/// Which way to the neighbour in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Up the list.
    Previous,
    /// Down the list.
    Next,
}

/// The ids of a page's rows on their way, each with what it belongs to; or in words why they do not come.
pub type Ids = Pin<Box<dyn Future<Output = Result<Vec<(String, String)>, String>>>>;

/// What an open row needs to go on to its neighbours.
#[derive(Clone, Copy)]
pub struct RowNavigation {
    /// Where it stands in the list, e.g. "12 of 87"; `None` while unknown.
    pub position: Signal<Option<String>>,
    /// Whether there is a previous and a next row.
    pub can_step: Signal<(bool, bool)>,
    /// Goes to a neighbour.
    pub step: Callback<Direction>,
}

impl RowNavigation {
    /// Through this list; what fails is told to `toaster`.
    pub fn through(steps: RowSource, toaster: Toaster) -> Self {
        Self {
            position: Signal::derive(move || steps.position()),
            can_step: Signal::derive(move || steps.can_step()),
            step: Callback::new(move |step| steps.step(step, toaster)),
        }
    }

    /// The position and the buttons "Previous thread" and "Next thread", or whatever the tab lists.
    pub fn buttons(self, tab: Tab) -> AnyView {
        let button = |step: Direction, way: &str, key: &str, glyph: Glyph| {
            let name = format!("{way} {}", tab.noun());
            let can = move || {
                let (previous, next) = self.can_step.get();
                if step == Direction::Previous { previous } else { next }
            };
            view! {
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=name.clone()
                    title=format!("{name} ({key})")
                    disabled=move || !can()
                    on:click=move |_| self.step.run(step)
                >
                    <Icon glyph />
                </button>
            }
        };
        view! {
            <span class="muted num walk-position">{self.position}</span>
            {button(Direction::Previous, "Previous", "K", Glyph::Up)}
            {button(Direction::Next, "Next", "J", Glyph::Down)}
        }
        .into_any()
    }
}

/// The list that is stepped through.
#[derive(Clone, Copy)]
pub struct RowSource {
    /// Where the list is.
    pub route: ListRoute,
    /// What there is to see of it.
    pub list_state: Memo<ListState>,
    /// Asks for another page of it.
    pub beside: Callback<u32, Ids>,
}

impl RowSource {
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
    pub fn step(self, step: Direction, toaster: Toaster) {
        let Some(here) = untrack(|| self.here()) else { return };
        let target = match (step, here.at) {
            (Direction::Next, None) => Some(0),
            (Direction::Previous, None) => return,
            (Direction::Next, Some(at)) => Some(at + 1).filter(|at| *at < here.rows),
            (Direction::Previous, Some(at)) => at.checked_sub(1),
        };
        let row_at = |at: usize| {
            self.list_state.with_untracked(|list_state| {
                let seen = list_state.page()?;
                Some((seen.ids.get(at)?.clone(), seen.of.get(at)?.clone()))
            })
        };
        if let Some((id, of)) = target.and_then(row_at) {
            self.route.replace(|view| view.with_row(&id, &of));
            return;
        }
        let beside = match step {
            Direction::Next => here.page + 1,
            Direction::Previous => here.page.saturating_sub(1),
        };
        if beside == 0 || beside > page::count(here.total, here.size) {
            return;
        }
        let coming = self.beside.run(beside);
        spawn_local(async move {
            match coming.await {
                Ok(rows) => {
                    let row = if step == Direction::Next { rows.first() } else { rows.last() };
                    if let Some((id, of)) = row {
                        self.route.replace(|view| view.at_page(beside).with_row(id, of));
                    }
                }
                Err(why) => toaster.say(Tone::Failed, why),
            }
        });
    }

    fn here(self) -> Option<RowPosition> {
        let open = self.route.with_view(|view| view.open_row().map(str::to_owned));
        tracking::track(&self.list_state);
        self.list_state.with_untracked(|list_state| {
            let seen = list_state.page()?;
            Some(RowPosition {
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
struct RowPosition {
    page: u32,
    size: u32,
    rows: usize,
    total: u64,
    at: Option<usize>,
}
