//! How far a change has come, said quietly on the control itself.

use leptos::prelude::*;

use super::store::SaveState;
use crate::ui::icon::{Glyph, Icon};

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
            <span class="standing" data-save_state=word>
                {glyph.map(|glyph| view! { <Icon glyph /> }.into_any())}
                {words}
            </span>
        })
    };
    view! { <span role="status">{shown}</span> }.into_any()
}
