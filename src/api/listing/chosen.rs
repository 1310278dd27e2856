//! Lists whose rows the page chooses itself, because a condition is one that the server does not know.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Ask, ListRow, Listed, Listing, ListingState};
use crate::{api::error::ApiError, model::list_stats::ListStats};

/// The rows that the page has chosen for the current request.
pub struct ChosenRows<R: ListRow> {
    /// The page of rows that is asked for.
    pub state: Memo<ListingState<R>>,
    /// Another page of the same list, from 1.
    pub page: Callback<u32, Option<Arc<Listed<R>>>>,
    /// The figures over all rows; `None` until all are known.
    pub stats: Memo<Option<ListStats>>,
    /// The page with what has changed on the server since; `None` if nothing has.
    pub fresh: Memo<Option<Arc<Listed<R>>>>,
    /// Shows what has changed.
    pub take: Callback<()>,
    /// Goes on after an error or a stop.
    pub retry: Callback<()>,
    /// Reads again what is new or has changed.
    pub refresh: Callback<()>,
}

impl<R: ListRow> Clone for ChosenRows<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: ListRow> Copy for ChosenRows<R> {}

/// What chooses the rows where the server cannot. It is loaded when it is needed first.
pub enum RowChooser<R: ListRow> {
    /// It is not loaded yet.
    Awaited,
    /// It could not be loaded.
    Failed,
    There(ChosenRows<R>),
}

impl<R: ListRow> Clone for RowChooser<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: ListRow> Copy for RowChooser<R> {}

impl<R: ListRow> RowChooser<R> {
    pub(super) fn state(self) -> ListingState<R> {
        match self {
            Self::Awaited => ListingState::Loading,
            Self::Failed => ListingState::Failed(ApiError::Unreadable(
                "a part of the page could not be loaded; is the network there?".to_owned(),
            )),
            Self::There(rows) => rows.state.get(),
        }
    }
}

impl<R: ListRow> Listing<R> {
    /// The current request if the page chooses its rows; `None` if the server does.
    pub fn asked_of_page(self) -> Memo<Option<Ask>> {
        Memo::new(move |_| Some(self.ask.get()).filter(is_of_page))
    }

    /// Shows these rows for requests whose rows the page chooses.
    pub fn choose_with(self, chooser: RowChooser<R>) {
        let _ = self.chooser.try_set(chooser);
    }

    /// Whether the current request needs a chooser that is not there yet. Tracked.
    pub fn awaits_chooser(self) -> bool {
        self.ask.with(is_of_page) && self.chooser.with(|chooser| matches!(chooser, RowChooser::Awaited))
    }

    /// The rows chosen by the page, if it chooses those of the current request. Not tracked.
    pub(super) fn page_chosen(self) -> Option<ChosenRows<R>> {
        self.ask.try_with_untracked(is_of_page).filter(|is| *is)?;
        match self.chooser.try_get_untracked()? {
            RowChooser::There(rows) => Some(rows),
            RowChooser::Awaited | RowChooser::Failed => None,
        }
    }

    /// The figures over all rows, once they are chosen. Tracked.
    pub(super) fn chosen_stats(self) -> Option<ListStats> {
        match self.chooser.get() {
            RowChooser::There(rows) => rows.stats.get(),
            RowChooser::Awaited | RowChooser::Failed => None,
        }
    }

    /// The page that is shown and the one that could be, if they differ. Tracked.
    pub(super) fn chosen_news(self) -> Option<[Arc<Listed<R>>; 2]> {
        let RowChooser::There(rows) = self.chooser.get() else { return None };
        let ListingState::Loaded(_, shown) = rows.state.get() else { return None };
        Some([shown, rows.fresh.get()?])
    }

    /// Goes on with choosing, or loads what chooses again.
    pub(super) fn retry_chosen(self) {
        match self.page_chosen() {
            Some(rows) => rows.retry.run(()),
            None => self.choose_with(RowChooser::Awaited),
        }
    }
}

/// Whether the page chooses the rows of a request.
pub(super) fn is_of_page(ask: &Ask) -> bool {
    ask.view.is_of_page()
}
