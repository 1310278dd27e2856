//! What there is to see of a list, whatever its rows are.

/// A list, as far as it is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListState {
    /// Nothing yet.
    Loading,
    /// The server did not give it.
    Failed {
        /// In two words.
        title: String,
        /// And why.
        detail: String,
    },
    /// A page; for a moment perhaps the one before.
    Page(ListPage),
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPage {
    /// The ids of its rows, in order, each once.
    pub ids: Vec<String>,
    /// What each of them belongs to; see `Entry::of`.
    pub of: Vec<String>,
    /// From 1.
    pub page: u32,
    /// Rows on a full page.
    pub size: u32,
    /// Rows in all.
    pub total: u64,
    /// Whether anything keeps rows out.
    pub is_narrowed: bool,
    /// The fields the server sorts by.
    pub sortable_by: Vec<String>,
}

impl ListState {
    /// The page, if there is one.
    pub fn page(&self) -> Option<&ListPage> {
        match self {
            Self::Page(seen) => Some(seen),
            _ => None,
        }
    }
}
