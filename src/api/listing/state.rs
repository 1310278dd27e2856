//! What a list knows at a time.

use std::sync::Arc;

use crate::{
    api::error::ApiError,
    model::ids::ProjectId,
    query::{
        list_state::{ListPage, ListState},
        logs_view::LogsView,
    },
};

/// A row of a list.
pub trait ListRow: Clone + PartialEq + Send + Sync + 'static {
    /// What tells it from the others.
    fn id(&self) -> &str;

    /// What it belongs to, where its id alone does not lead to it: the trace of a span.
    fn of(&self) -> &str {
        ""
    }
}

/// Rows as the server has them.
pub struct RowsPage<R> {
    /// In the order asked for.
    pub rows: Vec<R>,
    /// How many match in all.
    pub total: u64,
    /// The fields this server sorts by; empty when it sorts by none (Opik, large workspaces).
    pub sortable_by: Vec<String>,
}

/// A page of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<R> {
    /// In the order asked for, each id once.
    pub rows: Vec<Arc<R>>,
    /// How many rows match in all.
    pub total: u64,
    /// The fields the server sorts by.
    pub sortable_by: Vec<String>,
    /// How many changes the server knew of.
    pub revision: u64,
}

impl<R: ListRow> Listed<R> {
    /// The row with that id.
    pub fn row(&self, id: &str) -> Option<&Arc<R>> {
        self.rows.iter().find(|row| row.id() == id)
    }

    /// The place of a row on the page.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id() == id)
    }
}

/// Exactly what is asked of the server: a view with nothing open.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The workspace's name.
    pub workspace: String,
    /// Whose rows.
    pub project: ProjectId,
    /// The list.
    pub view: LogsView,
}

/// What came back, and for which question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<R> {
    /// The question.
    pub ask: Ask,
    /// The page, or why not.
    pub outcome: Result<Arc<Listed<R>>, ApiError>,
}

/// What there is to show.
#[derive(Clone, Debug, PartialEq)]
pub enum ListingState<R> {
    /// Nothing yet.
    Loading,
    /// The server did not give it.
    Failed(ApiError),
    /// A page; for a moment perhaps the one before.
    Loaded(Box<Ask>, Arc<Listed<R>>),
}

impl<R: ListRow> ListingState<R> {
    /// The same, whatever the rows are.
    pub(super) fn list_state(&self) -> ListState {
        match self {
            Self::Loading => ListState::Loading,
            Self::Failed(error) => {
                ListState::Failed { title: error.title().to_owned(), detail: error.to_string() }
            }
            Self::Loaded(ask, listed) => ListState::Page(ListPage {
                ids: listed.rows.iter().map(|row| row.id().to_owned()).collect(),
                of: listed.rows.iter().map(|row| row.of().to_owned()).collect(),
                page: ask.view.page,
                size: ask.view.size,
                total: listed.total,
                is_narrowed: ask.view.is_narrowed(),
                sortable_by: listed.sortable_by.clone(),
            }),
        }
    }
}
