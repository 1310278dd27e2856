//! The types of a list's request, its answer and its state.

use std::sync::Arc;

use crate::{
    api::error::ApiError,
    model::ids::ProjectId,
    query::{
        list_state::{ListPage, ListState, RefusedFilter},
        logs_view::LogsView,
    },
};

pub trait ListRow: Clone + PartialEq + Send + Sync + 'static {
    /// The id, unique in the list.
    fn id(&self) -> &str;

    /// The id of what the row belongs to, if its own id does not suffice to open it: a span's trace. Otherwise empty.
    fn parent_id(&self) -> &str {
        ""
    }
}

/// One page of rows as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<R> {
    /// In the requested order, each id once.
    pub rows: Vec<Arc<R>>,
    /// How many rows match on all pages.
    pub total: u64,
    /// See [`RowsPage::sortable_by`](crate::api::rows_page::RowsPage::sortable_by).
    pub sortable_by: Vec<String>,
    /// [`Outbox::ack_count`](crate::api::outbox::Outbox::ack_count) when the request was made: the rows include all
    /// edits up to it.
    pub revision: u64,
    /// The conditions of the view that the server refused, and which are therefore not applied.
    pub refused: Vec<RefusedFilter>,
}

impl<R> Default for Listed<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), total: 0, sortable_by: Vec::new(), revision: 0, refused: Vec::new() }
    }
}

impl<R: ListRow> Listed<R> {
    pub fn row(&self, id: &str) -> Option<&Arc<R>> {
        self.rows.iter().find(|row| row.id() == id)
    }

    pub fn position(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id() == id)
    }
}

/// One request of a list. Its view has nothing open, so opening a row does not load the list again.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub workspace: String,
    pub project: ProjectId,
    pub view: LogsView,
}

/// An answer with the request it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<R> {
    pub ask: Ask,
    pub outcome: Result<Arc<Listed<R>>, ApiError>,
}

#[derive(Clone, Debug)]
pub enum ListingState<R> {
    Loading,
    Failed(ApiError),
    /// A page with the request it answers, which may be the previous request while the current one is loading.
    Loaded(Box<Ask>, Arc<Listed<R>>),
}

impl<R: ListRow> PartialEq for ListingState<R> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Loading, Self::Loading) => true,
            (Self::Failed(one), Self::Failed(two)) => one == two,
            (Self::Loaded(ask, listed), Self::Loaded(other_ask, other_listed)) => {
                ask == other_ask && is_same(listed, other_listed)
            }
            _ => false,
        }
    }
}

/// Whether two values are equal; at once if they are the same one. Rows hold whole JSON texts.
pub(super) fn is_same<T: PartialEq>(one: &Arc<T>, two: &Arc<T>) -> bool {
    Arc::ptr_eq(one, two) || one == two
}

impl<R: ListRow> ListingState<R> {
    /// The state without the rows' type.
    pub(super) fn list_state(&self) -> ListState {
        match self {
            Self::Loading => ListState::Loading,
            Self::Failed(error) => {
                ListState::Failed { title: error.title().to_owned(), detail: error.to_string() }
            }
            Self::Loaded(ask, listed) => ListState::Page(ListPage {
                ids: listed.rows.iter().map(|row| row.id().to_owned()).collect(),
                parent_ids: listed.rows.iter().map(|row| row.parent_id().to_owned()).collect(),
                page: ask.view.page,
                size: ask.view.size,
                total: listed.total,
                is_narrowed: ask.view.is_narrowed(),
                sortable_by: listed.sortable_by.clone(),
                refused: listed.refused.clone(),
            }),
        }
    }
}
