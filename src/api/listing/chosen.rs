//! Lists whose rows the page chooses itself, because a condition is one that the server does not know.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Ask, ListRow, Listed, Listing, ListingState};
use crate::{model::list_stats::ListStats, query::walk_report::WalkReport};

/// The rows that the page has chosen for the current request.
pub struct ChosenRows<R: ListRow> {
    /// The page of rows that is asked for.
    pub state: Memo<ListingState<R>>,
    /// Another page of the same list, from 1.
    pub page: Callback<u32, Option<Arc<Listed<R>>>>,
    /// The figures over all rows; `None` until all are known.
    pub stats: Memo<Option<ListStats>>,
    pub report: Memo<WalkReport>,
    /// Stops looking; what was found stays.
    pub cancel: Callback<()>,
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

impl<R: ListRow> Listing<R> {
    /// The current request if the page chooses its rows; `None` if the server does.
    pub fn asked_of_page(self) -> Memo<Option<Ask>> {
        Memo::new(move |_| Some(self.ask.get()).filter(is_of_page))
    }

    /// Shows these rows for requests whose rows the page chooses.
    pub fn choose_with(self, rows: ChosenRows<R>) {
        let _ = self.chosen_rows.try_set(Some(rows));
    }

    /// How far choosing is; `None` if the server chooses the rows. Tracked.
    pub fn report(self) -> Option<WalkReport> {
        self.ask
            .with(is_of_page)
            .then(|| self.chosen_rows.get().map(|rows| rows.report.get()).unwrap_or_default())
    }

    /// The rows chosen by the page, if it chooses those of the current request. Not tracked.
    pub(super) fn page_chosen(self) -> Option<ChosenRows<R>> {
        self.ask.try_with_untracked(is_of_page).filter(|is| *is)?;
        self.chosen_rows.try_get_untracked().flatten()
    }

    /// Stops looking for more rows.
    pub fn cancel(self) {
        if let Some(rows) = self.page_chosen() {
            rows.cancel.run(());
        }
    }
}

/// Whether the page chooses the rows of a request.
pub(super) fn is_of_page(ask: &Ask) -> bool {
    ask.view.is_of_page()
}
