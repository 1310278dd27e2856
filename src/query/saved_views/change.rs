//! Changes of the views of a project.

use super::{LONGEST_NAME, ListShown, MOST, ProjectViews, SavedView, ViewColour};
use crate::model::time::Timestamp;

/// What a form says about a name.
pub const NO_NAME: &str = "Name the view";
pub const TAKEN_NAME: &str = "There is a view of this name already";
const LONG_NAME: &str = "At most 60 characters";
const TOO_MANY: &str = "At most 200 views: delete one first";

/// A view that is to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewDraft {
    pub name: String,
    pub colour: ViewColour,
    pub shown: ListShown,
}

/// A view that was deleted, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedView {
    view: SavedView,
    at: usize,
    was_default: bool,
    seen: Option<Timestamp>,
}

impl ProjectViews {
    /// What is wrong with a name, as a sentence to show at its field. `own` is the id of the view that would get it.
    pub fn name_problem(&self, name: &str, own: Option<&str>) -> Option<&'static str> {
        let name = name.trim();
        if name.is_empty() {
            return Some(NO_NAME);
        }
        if name.len() > LONGEST_NAME * 4 || name.chars().count() > LONGEST_NAME {
            return Some(LONG_NAME);
        }
        let lower = name.to_lowercase();
        let is_taken = |view: &SavedView| Some(view.id.as_str()) != own && view.name.to_lowercase() == lower;
        self.views.iter().any(is_taken).then_some(TAKEN_NAME)
    }

    /// Adds a view at the end and returns its id. It counts as looked at now.
    ///
    /// # Errors
    /// What is wrong with its name, or that there are too many.
    pub fn add(&mut self, draft: ViewDraft, now: Timestamp) -> Result<String, &'static str> {
        if let Some(problem) = self.name_problem(&draft.name, None) {
            return Err(problem);
        }
        let ViewDraft { name, colour, shown: ListShown { tab, query, columns, .. } } = draft;
        let view = SavedView {
            id: String::new(),
            name: name.trim().to_owned(),
            colour,
            tab,
            query,
            columns,
            is_builtin: false,
            is_hidden: false,
        };
        self.insert(view, self.views.len(), now)
    }

    /// Adds a copy below the view, with a name of its own.
    ///
    /// # Errors
    /// If there are too many.
    pub fn duplicate(&mut self, id: &str, now: Timestamp) -> Result<String, &'static str> {
        let Some(at) = self.position(id) else { return Err("The view is gone") };
        let Some(view) = self.views.get(at).cloned() else { return Err("The view is gone") };
        let name = self.free_name(&view.name);
        let copy = SavedView { name, is_builtin: false, is_hidden: false, ..view };
        self.insert(copy, at + 1, now)
    }

    /// Adds a view under an id of its own. Its name is free.
    pub(super) fn insert(
        &mut self,
        view: SavedView,
        at: usize,
        now: Timestamp,
    ) -> Result<String, &'static str> {
        if self.views.iter().filter(|view| !view.is_builtin).count() >= MOST {
            return Err(TOO_MANY);
        }
        let free = (now.millis()..).map(|number| format!("view-{number}"));
        let id = free.into_iter().find(|id| self.get(id).is_none()).unwrap_or_default();
        self.views.insert(at.min(self.views.len()), SavedView { id: id.clone(), ..view });
        self.seen.insert(id.clone(), now);
        Ok(id)
    }

    /// The name, with a number behind it if it is taken.
    pub(super) fn free_name(&self, name: &str) -> String {
        if self.name_problem(name, None) != Some(TAKEN_NAME) {
            return name.to_owned();
        }
        let numbered = |number: usize| {
            let end = format!(" {number}");
            let kept = LONGEST_NAME.saturating_sub(end.chars().count());
            format!("{}{end}", name.chars().take(kept).collect::<String>().trim_end())
        };
        let mut names = (2..).map(numbered);
        names.find(|name| self.name_problem(name, None).is_none()).unwrap_or_default()
    }

    /// Gives a view another name and colour.
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn rename(&mut self, id: &str, name: &str, colour: ViewColour) -> Result<(), &'static str> {
        if let Some(problem) = self.name_problem(name, Some(id)) {
            return Err(problem);
        }
        self.change(id, |view| {
            name.trim().clone_into(&mut view.name);
            view.colour = colour;
        });
        Ok(())
    }

    /// Has the view show this from now on.
    pub fn set_shown(&mut self, id: &str, shown: ListShown) {
        self.change(id, |view| {
            view.tab = shown.tab;
            view.query = shown.query;
            view.columns = shown.columns;
        });
    }

    /// Does nothing for a view that came with the app.
    fn change(&mut self, id: &str, change: impl FnOnce(&mut SavedView)) {
        if let Some(view) = self.views.iter_mut().find(|view| view.id == id && !view.is_builtin) {
            change(view);
        }
    }

    /// Hides a view that came with the app, or shows it again. A hidden one is not what the project opens with.
    pub fn hide(&mut self, id: &str, is_hidden: bool) {
        if let Some(view) = self.views.iter_mut().find(|view| view.id == id && view.is_builtin) {
            view.is_hidden = is_hidden;
            if is_hidden {
                self.default.take_if(|default| default == id);
            }
        }
    }

    /// Moves a view by one place among those in the menu.
    pub fn shift(&mut self, id: &str, to_end: bool) {
        let visible: Vec<&str> = self.visible().map(|view| view.id.as_str()).collect();
        let Some(at) = visible.iter().position(|one| *one == id) else { return };
        let other = if to_end { Some(at + 1) } else { at.checked_sub(1) };
        let other = other.and_then(|other| visible.get(other)).map(ToString::to_string);
        if let Some((one, other)) = self.position(id).zip(other.and_then(|other| self.position(&other))) {
            self.views.swap(one, other);
        }
    }

    /// Moves a view to the place of another one, which makes room.
    pub fn move_to(&mut self, id: &str, other: &str) {
        let (Some(from), Some(to)) = (self.position(id), self.position(other)) else { return };
        let view = self.views.remove(from);
        self.views.insert(to.min(self.views.len()), view);
    }

    /// Sets or clears what the project opens with.
    pub fn set_default(&mut self, id: Option<&str>) {
        self.default = id.filter(|id| self.get(id).is_some()).map(str::to_owned);
    }

    /// Deletes a view. `None` if it is gone or came with the app.
    pub fn remove(&mut self, id: &str) -> Option<RemovedView> {
        let at = self.position(id).filter(|at| self.views.get(*at).is_some_and(|view| !view.is_builtin))?;
        let was_default = self.default.take_if(|default| default == id).is_some();
        let seen = self.seen.remove(id);
        Some(RemovedView { view: self.views.remove(at), at, was_default, seen })
    }

    /// Puts a deleted view back.
    pub fn put_back(&mut self, removed: &RemovedView) {
        let RemovedView { view, at, was_default, seen } = removed;
        if self.get(&view.id).is_none() {
            self.views.insert((*at).min(self.views.len()), view.clone());
            self.seen.extend(seen.map(|seen| (view.id.clone(), seen)));
        }
        if *was_default && self.default.is_none() {
            self.default = Some(view.id.clone());
        }
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.views.iter().position(|view| view.id == id)
    }
}
