//! The save state of an edit, shown on its control.

use leptos::prelude::*;

use crate::ui::icon::{Glyph, Icon};

/// How far the edits of one thing have been saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SaveState {
    /// There are no edits.
    #[default]
    Idle,
    /// Waiting or being sent.
    Saving,
    /// Sending failed and will be repeated.
    Retrying,
    Saved,
    /// The server no longer has the conversation, so nothing is saved, whatever it answered.
    Gone,
}

/// Shows "Saving…", "Saved", "Will retry", "Not saved" or nothing. Screen readers announce it politely.
pub fn label(save_state: Signal<SaveState>) -> AnyView {
    let shown = move || {
        let (word, glyph, words) = match save_state.get() {
            SaveState::Idle => return None,
            SaveState::Saving => ("saving", None, "Saving…"),
            SaveState::Retrying => ("retrying", Some(Glyph::Refresh), "Will retry"),
            SaveState::Saved => ("saved", Some(Glyph::Check), "Saved"),
            SaveState::Gone => ("gone", Some(Glyph::Warning), "Not saved"),
        };
        Some(view! {
            <span class="save-state" data-save-state=word>
                {glyph.map(|glyph| view! { <Icon glyph /> }.into_any())}
                {words}
            </span>
        })
    };
    view! { <span role="status">{shown}</span> }.into_any()
}
