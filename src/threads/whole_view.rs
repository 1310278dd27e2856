//! All threads of a view, whichever page they are on. They are read once something needs them: a condition that only the
//! page can check, facets, charts, or what is done to all of them.

use std::sync::Arc;

use leptos::prelude::*;

pub use super::view_rows::ViewRows;

use super::{
    chosen::{CHOSEN, ChosenThreads, WantedRows},
    listing::{ThreadRow, ThreadsListing},
};
use crate::{
    api::{
        error::ApiError,
        listing::{Ask, RowChooser},
    },
    query::{facets::Facets, walk_report::ReportStage},
    ui::lazy,
};

/// Which parts of the page need all rows now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Needed {
    rows: usize,
    /// Those that need thumbs and failures of turns, too.
    turns: usize,
    /// Those that need the values counted.
    counts: usize,
    /// Whether facets are or were shown: then all rows are read that choices of facets could lead to, because reading
    /// other rows whenever facets come or go would take longer.
    is_wide: bool,
}

/// The rows of the view of one list.
#[derive(Clone, Copy)]
pub struct WholeView {
    pub listing: ThreadsListing,
    needed: RwSignal<Needed>,
    rows: RwSignal<Option<ViewRows>>,
}

impl WholeView {
    /// Loads the module that reads all rows when they are needed first, and has it choose the list's rows where the server
    /// cannot.
    pub fn of(listing: ThreadsListing) -> Self {
        let view = Self { listing, needed: RwSignal::new(Needed::default()), rows: RwSignal::new(None) };
        let of_page = listing.asked_of_page();
        let asked = Memo::new(move |_| {
            let is_needed = view.needed.get().rows > 0;
            of_page.get().or_else(|| is_needed.then(|| listing.ask.get()))
        });
        let wanted = WantedRows {
            turns: Memo::new(move |_| view.needed.get().turns > 0).into(),
            counts: Memo::new(move |_| view.needed.get().counts > 0).into(),
            wide: Memo::new(move |_| view.needed.get().is_wide).into(),
        };
        let home = Owner::current().unwrap_or_default();
        Effect::new(move |done: Option<bool>| {
            let is_needed = asked.with(Option::is_some);
            if done == Some(true) || !is_needed {
                return done == Some(true);
            }
            match lazy::loaded(&CHOSEN) {
                Some(Ok(choose)) => {
                    let ChosenThreads { list, rows } = home.with(|| choose(asked, wanted));
                    listing.choose_with(RowChooser::There(list));
                    view.rows.set(Some(rows));
                    return true;
                }
                Some(Err(())) => listing.choose_with(RowChooser::Failed),
                None => {}
            }
            false
        });
        let is_awaited = Memo::new(move |_| {
            listing.awaits_chooser() || (view.needed.get().rows > 0 && view.rows.with(Option::is_none))
        });
        Effect::new(move |_| {
            if is_awaited.get() {
                lazy::open(&CHOSEN);
            }
        });
        view
    }

    /// Has all rows read for as long as the current reactive owner lives, with the thumbs and failures of their turns if
    /// `turns`.
    pub fn need(self, turns: bool) {
        let change = move |by: fn(usize) -> usize| {
            let _ = self.needed.try_update(|needed| {
                needed.rows = by(needed.rows);
                if turns {
                    needed.turns = by(needed.turns);
                }
            });
        };
        change(|count| count + 1);
        on_cleanup(move || change(|count| count.saturating_sub(1)));
    }

    /// Has the values of the rows counted for as long as the current reactive owner lives. `reads`: has all rows read for
    /// that; otherwise they are counted only while something else has them read.
    pub fn need_counts(self, reads: bool) {
        if reads {
            self.need(true);
        }
        let _ = self.needed.try_update(|needed| needed.counts += 1);
        on_cleanup(move || {
            let _ = self.needed.try_update(|needed| needed.counts = needed.counts.saturating_sub(1));
        });
    }

    /// From now on, all rows are read that choices of facets could lead to.
    pub fn widen(self) {
        let _ = self.needed.try_update(|needed| needed.is_wide = true);
    }

    /// The values of the rows, as far as they are counted. Tracked.
    pub fn counts(self) -> Option<Arc<Facets>> {
        self.rows.get()?.counts.get()
    }

    /// The rows; `None` until the module that reads them is there. Tracked. Only what [`Self::need`] asked for is read.
    pub fn rows(self) -> Option<ViewRows> {
        self.rows.get()
    }
}

/// The rows of a request, from all of its pages. What reads them lives under `home`, which has the app's contexts: without
/// them it would not know who asks, nor where the server is.
///
/// # Errors
/// What reading them came to, or [`ApiError::Aborted`] if it was stopped.
pub async fn all(home: Owner, ask: Ask) -> Result<Vec<Arc<ThreadRow>>, ApiError> {
    let Some(choose) = lazy::when_loaded(&CHOSEN).await else {
        return Err(ApiError::Unreadable("a part of the page could not be loaded".to_owned()));
    };
    // Ends with this function.
    let owner = home.child();
    let read = owner.with(|| choose(Memo::new(move |_| Some(ask.clone())), WantedRows::only(false)).rows);
    match read.ended().await {
        ReportStage::Running | ReportStage::Cancelled => Err(ApiError::Aborted),
        ReportStage::Failed(error) => Err(ApiError::Unreadable(error)),
        ReportStage::Done => Ok(read.rows.try_get_untracked().map(|rows| rows.to_vec()).unwrap_or_default()),
    }
}
