//! From the open row to the previous and the next one, through the list as it is filtered and across its pages: the
//! row's position, the two buttons, and the navigation itself.

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

/// Which way to go in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Previous,
    Next,
}

/// Loads the rows of a page: the id of each, with the id of what it belongs to; or an error message.
pub type Ids = Pin<Box<dyn Future<Output = Result<Vec<(String, String)>, String>>>>;

/// The position of the open row in its list, and the callback that opens its neighbours.
#[derive(Clone, Copy)]
pub struct RowNavigation {
    /// The position, e.g. "12 of 87"; `None` while it is unknown.
    pub position: Signal<Option<String>>,
    /// Whether there is a previous and a next row.
    pub can_step: Signal<(bool, bool)>,
    /// Opens the previous or next row.
    pub step: Callback<Direction>,
}

impl RowNavigation {
    /// Navigates through this list; `toaster` shows what fails.
    pub fn through(steps: RowSource, toaster: Toaster) -> Self {
        Self {
            position: Signal::derive(move || steps.position()),
            can_step: Signal::derive(move || steps.can_step()),
            step: Callback::new(move |step| steps.step(step, toaster)),
        }
    }

    /// The position, and two buttons named after what the tab lists: "Previous thread" and "Next thread".
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
            <span class="muted num row-position">{self.position}</span>
            {button(Direction::Previous, "Previous", "K", Glyph::Up)}
            {button(Direction::Next, "Next", "J", Glyph::Down)}
        }
        .into_any()
    }
}

/// The list that is navigated through.
#[derive(Clone, Copy)]
pub struct RowSource {
    pub route: ListRoute,
    pub list_state: Memo<ListState>,
    /// Loads another page of the list, by its number.
    pub ids_of_page: Callback<u32, Ids>,
}

impl RowSource {
    /// The open row's position in the list: "12 of 87". Tracked.
    pub fn position(self) -> Option<String> {
        let open = self.open_row()?;
        let (number, _) = page::span(open.page, open.size, 0);
        Some(format!("{} of {}", figures::count(number + open.at? as u64), figures::count(open.total)))
    }

    /// Whether there is a previous and a next row. Tracked.
    pub fn can_step(self) -> (bool, bool) {
        let Some(open) = self.open_row() else { return (false, false) };
        let Some(at) = open.at else { return (false, open.rows > 0) };
        (at > 0 || open.page > 1, at + 1 < open.rows || open.page < page::count(open.total, open.size))
    }

    /// Opens the previous or next row, loading another page if it is there. The step replaces the history entry, so
    /// that Back still leads to the list.
    pub fn step(self, step: Direction, toaster: Toaster) {
        let Some(open) = untrack(|| self.open_row()) else { return };
        let target = match (step, open.at) {
            (Direction::Next, None) => Some(0),
            (Direction::Previous, None) => return,
            (Direction::Next, Some(at)) => Some(at + 1).filter(|at| *at < open.rows),
            (Direction::Previous, Some(at)) => at.checked_sub(1),
        };
        let row_at = |at: usize| {
            self.list_state.with_untracked(|list_state| {
                let seen = list_state.page()?;
                Some((seen.ids.get(at)?.clone(), seen.parent_ids.get(at)?.clone()))
            })
        };
        if let Some((id, of)) = target.and_then(row_at) {
            self.route.replace(|view| view.with_row(&id, &of));
            return;
        }
        let page_number = match step {
            Direction::Next => open.page + 1,
            Direction::Previous => open.page.saturating_sub(1),
        };
        if page_number == 0 || page_number > page::count(open.total, open.size) {
            return;
        }
        let page_rows = self.ids_of_page.run(page_number);
        spawn_local(async move {
            match page_rows.await {
                Ok(rows) => {
                    let row = if step == Direction::Next { rows.first() } else { rows.last() };
                    if let Some((id, of)) = row {
                        self.route.replace(|view| view.at_page(page_number).with_row(id, of));
                    }
                }
                Err(why) => toaster.show(Tone::Failed, why),
            }
        });
    }

    fn open_row(self) -> Option<RowPosition> {
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

/// The open row's page and, unless the row is not on it, the row's index there.
struct RowPosition {
    page: u32,
    size: u32,
    rows: usize,
    total: u64,
    at: Option<usize>,
}
