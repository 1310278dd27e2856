//! One page of the rows of a list, in the form that all lists of the API have.

use super::{error::ApiError, fields::Fields};
use crate::model::ids::ProjectId;

/// `exclude` parameter that leaves out the large fields of traces and spans.
pub(super) const EXCLUDE_LARGE_FIELDS: &str = r#"["input","output","metadata"]"#;

/// One page of rows as the server sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct RowsPage<R> {
    /// In the requested order.
    pub rows: Vec<R>,
    /// How many rows match on all pages.
    pub total: u64,
    /// The fields that this server can sort by; empty if it cannot sort, as Opik does for large workspaces.
    pub sortable_by: Vec<String>,
    /// The bytes of the answer's JSON text, from which a walk chooses the size of its next pages.
    pub length: usize,
}

impl<R> RowsPage<R> {
    /// Reads an answer, and each of its rows with `read`.
    pub(super) fn read(page: Fields, read: fn(Fields) -> R) -> Result<Self, ApiError> {
        unread(page).map(|page| page.map(read))
    }

    /// The same page with other rows.
    pub fn map<T>(self, change: fn(R) -> T) -> RowsPage<T> {
        RowsPage {
            rows: self.rows.into_iter().map(change).collect(),
            total: self.total,
            sortable_by: self.sortable_by,
            length: self.length,
        }
    }
}

/// Reads an answer, but not its rows. Apart from [`RowsPage::read`], so that it is compiled once for all kinds of rows.
fn unread(mut page: Fields) -> Result<RowsPage<Fields>, ApiError> {
    let mut sortable_by = page.texts("sortable_by");
    if sortable_by.is_empty() {
        // The name in Opik's OpenAPI file; its server sends `sortable_by`.
        sortable_by = page.texts("sortableBy");
    }
    let length = page.length();
    Ok(RowsPage {
        rows: rows(&mut page)?,
        total: page.count("total").unwrap_or_default(),
        sortable_by,
        length,
    })
}

/// The rows of one page of a list. The API always sends `content`, even if empty; without it the answer is unreadable.
pub(super) fn rows(page: &mut Fields) -> Result<Vec<Fields>, ApiError> {
    if !page.has("content") {
        return Err(ApiError::Unreadable("a list without content".to_owned()));
    }
    Ok(page.list("content"))
}

/// The query of a list of traces or spans: `pairs` are `page`, `size`, `sorting`, `filters`, `search`, `from_time` and
/// `to_time` in the API's format. Input and output are cut at 10,001 characters; metadata is left out.
pub(super) fn query_of_list(
    project: &ProjectId,
    mut pairs: Vec<(&'static str, String)>,
) -> Vec<(&'static str, String)> {
    pairs.push(("project_id", project.as_str().to_owned()));
    pairs.push(("truncate", "true".to_owned()));
    pairs.push(("strip_attachments", "true".to_owned()));
    pairs.push(("exclude", r#"["metadata"]"#.to_owned()));
    pairs
}
