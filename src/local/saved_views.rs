//! The saved views of each project in this browser, and which one each list was opened with.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::{Value, json};

use super::preferences::Preferences;
use crate::{
    browser::{early, storage, tracking},
    query::saved_views::{ProjectViews, SavedView},
};

/// Begins the local storage keys, one for each project; its number is the version of the format.
const KEY: &str = "colloquy:views:1:";
/// Begins the keys in the storage of this tab, one for each project.
const OPENED: &str = "colloquy:opened-view:1:";

fn key(project: &str) -> String {
    format!("{KEY}{project}")
}

fn read(project: &str) -> ProjectViews {
    ProjectViews::read(&storage::get(&key(project)).unwrap_or_default())
}

/// The view that a project opens with in this browser.
pub fn default_of(project: &str) -> Option<SavedView> {
    // Most projects have none: then nothing is read.
    storage::get(&key(project)).and_then(|text| ProjectViews::read(&text).default_view().cloned())
}

/// The view that was opened last in this tab, which may have been changed since.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct OpenedView {
    /// Empty if none is.
    pub id: String,
    /// By list (`threads`): the columns that were chosen (`None`: the default ones) before a view brought its own, for going
    /// back to the list without a view.
    pub columns_before: BTreeMap<String, Option<Vec<String>>>,
}

/// The app-wide context that reads and changes the views. It holds no views itself, so that no change of another tab is
/// overwritten.
#[derive(Clone, Copy)]
pub struct SavedViews {
    /// Notified when views or the opened one change.
    changed: Trigger,
}

impl SavedViews {
    /// Follows the changes of other tabs, too.
    pub fn load() -> Self {
        let changed = Trigger::new();
        let other_tab = window_event_listener(leptos::ev::storage, move |event| {
            // Without a key, all of the storage was cleared.
            if event.key().is_none_or(|key| key.starts_with(KEY)) {
                changed.notify();
            }
        });
        on_cleanup(move || other_tab.remove());
        Self { changed }
    }

    /// The app's context.
    pub fn of_app() -> Self {
        use_context::<Self>().unwrap_or_else(|| Self { changed: Trigger::new() })
    }

    /// The views of a project. Tracked.
    pub fn of(self, project: &str) -> ProjectViews {
        tracking::track(&self.changed);
        read(project)
    }

    /// Changes the views of a project and stores them. False if this browser could not store them: they are then lost
    /// with the page.
    pub fn update(self, project: &str, change: impl FnOnce(&mut ProjectViews)) -> bool {
        let before = read(project);
        let mut views = before.clone();
        change(&mut views);
        if views == before {
            return true;
        }
        if views.default_view().map(|view| &view.query) != before.default_view().map(|view| &view.query) {
            // The request that `public/early.js` would send for the project's address is that of another list.
            early::forget();
        }
        let is_stored = storage::set(&key(project), &views.write());
        self.changed.notify();
        is_stored
    }

    /// Notes that a view is opened, and has its list shown with the view's columns.
    pub fn open(self, project: &str, view: &SavedView, preferences: Preferences) {
        let word = view.tab.word();
        let before = preferences.with_untracked(|choices| choices.columns.get(word).cloned());
        let mut opened = untrack(|| self.opened(project));
        opened.id.clone_from(&view.id);
        let brings_columns = !view.is_builtin && before != view.columns;
        if brings_columns {
            // From one view to the next, the columns before the first are kept.
            opened.columns_before.entry(word.to_owned()).or_insert(before);
        }
        self.set_opened(project, &opened);
        if brings_columns {
            preferences.update(|choices| match &view.columns {
                Some(columns) => drop(choices.columns.insert(word.to_owned(), columns.clone())),
                None => drop(choices.columns.remove(word)),
            });
        }
    }

    /// The view that was opened last in this tab. Tracked.
    pub fn opened(self, project: &str) -> OpenedView {
        tracking::track(&self.changed);
        let text = storage::get_of_tab(&format!("{OPENED}{project}")).unwrap_or_default();
        let stored: Value = serde_json::from_str(&text).unwrap_or_default();
        let text = |id: &Value| id.as_str().map(str::to_owned);
        let columns = |columns: &Value| Some(columns.as_array()?.iter().filter_map(text).collect());
        let before = stored.get("before").and_then(Value::as_object).into_iter().flatten();
        OpenedView {
            id: stored.get("id").and_then(text).unwrap_or_default(),
            columns_before: before.map(|(list, before)| (list.clone(), columns(before))).collect(),
        }
    }

    /// Remembers the view that was opened.
    pub fn set_opened(self, project: &str, opened: &OpenedView) {
        let text = json!({ "id": opened.id, "before": opened.columns_before }).to_string();
        storage::set_of_tab(&format!("{OPENED}{project}"), &text);
        self.changed.notify();
    }
}
