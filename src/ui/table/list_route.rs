//! The state of a list in the URL, and how parts of the list change it or link to it.

use leptos::prelude::*;

use crate::{
    browser::{navigate::HistoryEntry, tracking},
    local::remembered,
    model::ids::ProjectId,
    paths,
    query::{logs_view::LogsView, tab::Tab},
};

/// The list's parameters, read from the URL, and the way to change them.
#[derive(Clone, Copy)]
pub struct ListRoute {
    pub workspace: Memo<String>,
    pub project: Memo<ProjectId>,
    /// What is shown, read from the URL's query.
    pub view: Memo<LogsView>,
    /// Navigates to another view of the project's logs.
    pub go: Callback<(LogsView, HistoryEntry)>,
}

impl ListRoute {
    /// The route as the list of this tab sees it: while the page changes to another tab, the view stays the list's last
    /// own one.
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

    /// Reads the current view; tracked.
    pub fn with_view<T>(self, read: impl FnOnce(&LogsView) -> T) -> T {
        tracking::track(&self.view);
        self.view.with_untracked(read)
    }

    /// Whether the row with this id is open now. Not tracked.
    pub fn shows(self, id: &str) -> bool {
        self.view.with_untracked(|view| view.open_row() == Some(id))
    }

    /// Navigates to another list of the project, as it was left, in a new history entry.
    pub fn switch(self, tab: Tab) {
        self.push(|view| {
            self.project.with_untracked(|project| remembered::other(project.as_str(), view, tab))
        });
    }

    /// Navigates to the view that `change` returns, in a new history entry.
    pub fn push(self, change: impl FnOnce(&LogsView) -> LogsView) {
        self.leave(change, HistoryEntry::Push);
    }

    /// Navigates to the view that `change` returns, in place of the current history entry.
    pub fn replace(self, change: impl FnOnce(&LogsView) -> LogsView) {
        self.leave(change, HistoryEntry::Replace);
    }

    /// Does nothing if the page is gone: a response may arrive after the page was left.
    fn leave(self, change: impl FnOnce(&LogsView) -> LogsView, entry: HistoryEntry) {
        if let Some(view) = self.view.try_with_untracked(change) {
            let _ = self.go.try_run((view, entry));
        }
    }

    /// The link to a view of this project; tracked.
    pub fn href(self, view: &LogsView) -> String {
        tracking::track(&self.workspace);
        tracking::track(&self.project);
        self.workspace.with_untracked(|workspace| {
            self.project.with_untracked(|project| paths::logs(workspace, project.as_str(), &view.to_query()))
        })
    }
}
