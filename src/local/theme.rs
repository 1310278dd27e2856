//! Applies the chosen theme to the page.

use leptos::prelude::*;

use super::preferences::{Preferences, Theme};

/// Keeps `<html data-theme>` up to date; without the attribute the system's theme applies.
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
