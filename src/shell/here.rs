//! Where a page is.

use crate::model::ids::ProjectId;

/// Where the page is, for the breadcrumb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreadcrumbTarget {
    /// The workspace's name.
    pub workspace: String,
    /// The project the page is about, if it is about one.
    pub project: Option<ProjectId>,
}
