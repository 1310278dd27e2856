//! How far a change has come, said quietly on the control itself.

use leptos::prelude::*;

use crate::ui::icon::{Glyph, Icon};

/// How far the changes of one thing have come; shown on its control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SaveState {
    /// Nothing was changed here.
    #[default]
    Idle,
    /// On its way.
    Saving,
    /// It did not arrive; it will be tried again.
    Retrying,
    /// The server has it.
    Saved,
    /// The server no longer has the conversation: whatever it answered, nothing is saved.
    Gone,
}

/// "Saving…", "Saved", "Will retry", "Not saved", or nothing. Screen readers hear it when they have time.
pub fn said(save_state: Signal<SaveState>) -> AnyView {
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
