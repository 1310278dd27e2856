//! Where the list is, and how to go elsewhere: what its parts need to make links.

use leptos::prelude::*;

use crate::{browser::go::Trail, model::ids::ProjectId, paths, query::threads_view::ThreadsView};

/// The page's parameters, read from the URL, and the way to change them.
#[derive(Clone, Copy)]
pub struct Place {
    /// The workspace's name.
    pub workspace: Memo<String>,
    /// The project's id.
    pub project: Memo<ProjectId>,
    /// What is shown.
    pub view: Memo<ThreadsView>,
    /// Shows something else.
    pub go: Callback<(ThreadsView, Trail)>,
}

impl Place {
    /// Shows what `change` makes of the view; Back comes here again.
    pub fn push(self, change: impl FnOnce(&ThreadsView) -> ThreadsView) {
        let view = self.view.with_untracked(change);
        self.go.run((view, Trail::Push));
    }

    /// Shows what `change` makes of the view, instead of this.
    pub fn replace(self, change: impl FnOnce(&ThreadsView) -> ThreadsView) {
        let view = self.view.with_untracked(change);
        self.go.run((view, Trail::Replace));
    }

    /// The link to a view of this project.
    pub fn href(self, view: &ThreadsView) -> String {
        self.workspace.with(|workspace| {
            self.project.with(|project| paths::logs(workspace, project.as_str(), &view.to_query()))
        })
    }
}
