//! What a person chose on this machine: one versioned struct in local storage, given to the app as a context.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::storage;

/// Names the storage entry and its shape; `public/theme.js` reads the same one.
const KEY: &str = "colloquy:preferences:1";

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// How tall the rows of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowHeight {
    /// One line, tight.
    #[default]
    Compact,
    /// Two lines of each message.
    Medium,
    /// Several lines of each message.
    Tall,
}

/// The choices. A field that is missing or odd has its default: an older or newer version never costs the others.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Show messages as they were written, not rendered.
    pub raw: bool,
    /// How tall list rows are.
    pub row_height: RowHeight,
    /// Column ids in order, by list (`threads`); a list that is absent shows its default set.
    pub columns: BTreeMap<String, Vec<String>>,
    /// Rows on a list page.
    pub page_size: Option<u32>,
}

/// The app-wide context.
#[derive(Clone, Copy)]
pub struct Preferences(RwSignal<Choices>);

impl Preferences {
    /// Reads what was stored, and follows other tabs.
    pub fn load() -> Self {
        let read = |text: Option<String>| {
            text.and_then(|text| serde_json::from_str::<Choices>(&text).ok()).unwrap_or_default()
        };
        let choices = RwSignal::new(read(storage::get(KEY)));
        let other_tab = window_event_listener_untyped("storage", move |_| {
            let _ = choices.try_update(|mine| {
                let theirs = read(storage::get(KEY));
                *mine = theirs;
            });
        });
        on_cleanup(move || other_tab.remove());
        Self(choices)
    }

    /// The context, or defaults where none was given.
    pub fn of_app() -> Self {
        use_context::<Self>().unwrap_or_else(|| Self(RwSignal::new(Choices::default())))
    }

    /// Reads by reference; tracked.
    pub fn with<T>(self, read: impl FnOnce(&Choices) -> T) -> T {
        self.0.with(read)
    }

    /// Reads by reference; not tracked.
    pub fn with_untracked<T>(self, read: impl FnOnce(&Choices) -> T) -> T {
        self.0.with_untracked(read)
    }

    /// Changes and stores.
    pub fn update(self, change: impl FnOnce(&mut Choices)) {
        self.0.update(change);
        if let Ok(text) = self.0.with_untracked(serde_json::to_string) {
            storage::set(KEY, &text);
        }
    }
}
