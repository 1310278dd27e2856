//! Saved views: named states of the lists of a project, kept in this browser (`local::saved_views`).
//!
//! The first load needs this file, which reads them and tells which one is shown. What changes them and writes files is
//! used by a lazy module.

mod builtin;
mod change;
mod colour;
pub mod file;
mod stored;

pub use change::{NO_NAME, RemovedView, TAKEN_NAME, ViewDraft};
pub use colour::ViewColour;

use std::collections::BTreeMap;

use super::{columns, logs_view::LogsView, tab::Tab};
use crate::model::time::Timestamp;

/// The most views of a project.
pub const MOST: usize = 200;
/// The most characters of a name.
pub const LONGEST_NAME: usize = 60;
/// The most bytes of a query and of the id of a column. The address of a page is not longer than a few thousand.
pub const LONGEST_QUERY: usize = 100_000;
pub const LONGEST_COLUMN: usize = 1_000;
/// The most columns of a view.
pub const MOST_COLUMNS: usize = 200;

/// A named state of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Unique in its project. Those of the views that are there at once begin with `own-`.
    pub id: String,
    pub name: String,
    pub colour: ViewColour,
    pub tab: Tab,
    /// The state of the list, as [`state_of`] writes it.
    pub query: String,
    /// The ids of the columns in order; `None` for the default ones.
    pub columns: Option<Vec<String>>,
    /// Whether it came with the app: it can be hidden, but not changed or deleted, and has no columns of its own.
    pub is_builtin: bool,
    pub is_hidden: bool,
}

impl SavedView {
    /// Whether a list in this state, with these columns ([`columns_of`]), is what the view shows.
    pub fn is_shown_by(&self, state: &ListShown) -> bool {
        self.query == state.query && (self.is_builtin || self.columns == state.columns)
    }

    /// The list with this page size, as the view has it.
    pub fn list(&self, size: u32) -> LogsView {
        LogsView { size, ..LogsView::from_query(&self.query, None) }
    }
}

/// The views of a project, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ProjectViews {
    /// Those that came with the app included.
    pub views: Vec<SavedView>,
    /// The id of the view that the project opens with.
    pub default: Option<String>,
    /// When each view was looked at last, by id.
    pub seen: BTreeMap<String, Timestamp>,
    /// When the views were shown first in this browser: what is new in a view that nobody has looked at came later.
    pub since: Option<Timestamp>,
}

impl ProjectViews {
    pub fn get(&self, id: &str) -> Option<&SavedView> {
        self.views.iter().find(|view| view.id == id)
    }

    /// The view that the project opens with.
    pub fn default_view(&self) -> Option<&SavedView> {
        self.get(self.default.as_ref()?)
    }

    /// Those in the menu.
    pub fn visible(&self) -> impl Iterator<Item = &SavedView> {
        self.views.iter().filter(|view| !view.is_hidden)
    }

    /// Since when a row counts as new in this view.
    pub fn seen_at(&self, id: &str) -> Option<Timestamp> {
        self.seen.get(id).copied().max(self.since)
    }

    /// The view that a list shows, and whether it was changed since it was opened: one with exactly this state, else the
    /// one that was `opened` last.
    pub fn shown(&self, state: &ListShown, opened: Option<&str>) -> Option<(&SavedView, bool)> {
        let opened = opened.and_then(|id| self.get(id)).filter(|view| view.tab == state.tab);
        if let Some(view) = opened.filter(|view| view.is_shown_by(state)) {
            return Some((view, false));
        }
        let exact = self.visible().find(|view| view.is_shown_by(state));
        match exact {
            Some(view) => Some((view, false)),
            None => opened.filter(|_| !state.is_plain).map(|view| (view, true)),
        }
    }
}

/// What a list shows, as far as views keep it: not the page, the page size, or what is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListShown {
    pub tab: Tab,
    pub query: String,
    /// As in [`SavedView::columns`].
    pub columns: Option<Vec<String>>,
    /// Whether the list is neither narrowed nor sorted.
    pub is_plain: bool,
}

impl ListShown {
    /// Of a view of the page, and the columns that a person has chosen for its list.
    pub fn new(view: &LogsView, columns: Option<&[String]>) -> Self {
        let query = state_of(view);
        let is_plain = query == format!("logsType={}", view.tab.word());
        Self { tab: view.tab, query, columns: columns_of(view.tab, columns), is_plain }
    }

    /// Whether there is something to save.
    pub fn is_worth_saving(&self) -> bool {
        !self.is_plain || self.columns.is_some()
    }
}

/// The query of a view's list, which is the same for the same state.
pub fn state_of(view: &LogsView) -> String {
    LogsView { page: 1, size: LogsView::default().size, ..view.list() }.to_query()
}

/// The ids of the columns that are shown if these are chosen; `None` if they are the default ones.
pub fn columns_of(tab: Tab, chosen: Option<&[String]>) -> Option<Vec<String>> {
    let shown = columns::chosen(tab, chosen);
    (shown != columns::chosen(tab, None)).then(|| shown.iter().map(columns::Column::id).collect())
}

#[cfg(test)]
mod tests;
