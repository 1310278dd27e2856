//! What a page's breadcrumb shows.

use crate::model::ids::ProjectId;

/// The workspace and project that a page is about, for the breadcrumb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreadcrumbTarget {
    pub workspace: String,
    /// `None` on a page that is not about one project.
    pub project: Option<ProjectId>,
}
