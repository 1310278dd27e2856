//! The state of a list, independent of the type of its rows.

use super::filter::Filter;

/// What can be displayed of a list at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListState {
    /// No page was loaded yet.
    Loading,
    /// The request failed and there is no page to show.
    Failed {
        /// A heading of about two words.
        title: String,
        /// The reason, as a sentence.
        detail: String,
    },
    /// A loaded page. While the next page loads, this is still the previous one.
    Page(ListPage),
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPage {
    /// The ids of the rows, in order and without duplicates.
    pub ids: Vec<String>,
    /// For each row the id of what it belongs to (`ListRow::parent_id`): the trace of a span, otherwise empty.
    pub parent_ids: Vec<String>,
    /// The page number, from 1.
    pub page: u32,
    /// The number of rows on a full page.
    pub size: u32,
    /// The number of rows on all pages.
    pub total: u64,
    /// Whether a search, filters or a time range exclude rows.
    pub is_narrowed: bool,
    /// The fields the server can sort by.
    pub sortable_by: Vec<String>,
    /// The conditions that are not applied.
    pub refused: Vec<RefusedFilter>,
}

/// A condition that the server refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedFilter {
    pub filter: Filter,
    /// What the server says, as a sentence.
    pub why: String,
}

impl ListState {
    pub fn page(&self) -> Option<&ListPage> {
        match self {
            Self::Page(seen) => Some(seen),
            _ => None,
        }
    }
}
