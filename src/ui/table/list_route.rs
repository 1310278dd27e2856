//! Where a list is, and how to go elsewhere: what its parts need to make links.

use leptos::prelude::*;

use crate::{
    browser::{go::HistoryEntry, tracking},
    local::remembered,
    model::ids::ProjectId,
    paths,
    query::{logs_view::LogsView, tab::Tab},
};

/// The page's parameters, read from the URL, and the way to change them.
#[derive(Clone, Copy)]
pub struct ListRoute {
    /// The workspace's name.
    pub workspace: Memo<String>,
    /// The project's id.
    pub project: Memo<ProjectId>,
    /// What is shown.
    pub view: Memo<LogsView>,
    /// Shows something else.
    pub go: Callback<(LogsView, HistoryEntry)>,
}

impl ListRoute {
    /// The place as this list knows it: while the page is on its way to another list, its last own view.
    pub fn of_tab(self, tab: Tab) -> Self {
        let view = Memo::new(move |old: Option<&LogsView>| {
            self.view.with(|view| match old {
                _ if view.tab == tab => view.clone(),
                Some(old) => old.clone(),
                None => LogsView::default().on_tab(tab),
            })
        });
        Self { view, ..self }
    }

    /// Reads what is shown; tracked.
    pub fn with_view<T>(self, read: impl FnOnce(&LogsView) -> T) -> T {
        tracking::track(&self.view);
        self.view.with_untracked(read)
    }

    /// Shows another list of the project, as it was left; Back comes here again.
    pub fn switch(self, tab: Tab) {
        self.push(|view| {
            self.project.with_untracked(|project| remembered::other(project.as_str(), view, tab))
        });
    }

    /// Shows what `change` makes of the view; Back comes here again.
    pub fn push(self, change: impl FnOnce(&LogsView) -> LogsView) {
        self.leave(change, HistoryEntry::Push);
    }

    /// Shows what `change` makes of the view, instead of this.
    pub fn replace(self, change: impl FnOnce(&LogsView) -> LogsView) {
        self.leave(change, HistoryEntry::Replace);
    }

    /// Nobody goes on from a page that is gone: what was waited for may come after it.
    fn leave(self, change: impl FnOnce(&LogsView) -> LogsView, trail: HistoryEntry) {
        if let Some(view) = self.view.try_with_untracked(change) {
            let _ = self.go.try_run((view, trail));
        }
    }

    /// The link to a view of this project.
    pub fn href(self, view: &LogsView) -> String {
        tracking::track(&self.workspace);
        tracking::track(&self.project);
        self.workspace.with_untracked(|workspace| {
            self.project.with_untracked(|project| paths::logs(workspace, project.as_str(), &view.to_query()))
        })
    }
}
