//! Putting the chosen theme on the page.

use leptos::prelude::*;

use super::preferences::{Preferences, Theme};

/// Keeps `<html data-theme>` as chosen; the system's own theme is the absence of it.
pub fn apply(preferences: Preferences) {
    Effect::new(move |_| {
        let Some(root) = document().document_element() else { return };
        let _ = match preferences.with(|choices| choices.theme) {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        };
    });
}
