//! How far a change has come, said quietly on the control itself.

use leptos::prelude::*;

use super::store::Standing;
use crate::ui::icon::{Glyph, Icon};

/// "Saving…", "Saved", "Will retry", "Not saved", or nothing. Screen readers hear it when they have time.
pub fn said(standing: Signal<Standing>) -> AnyView {
    let shown = move || {
        let (word, glyph, words) = match standing.get() {
            Standing::Idle => return None,
            Standing::Saving => ("saving", None, "Saving…"),
            Standing::Retrying => ("retrying", Some(Glyph::Refresh), "Will retry"),
            Standing::Saved => ("saved", Some(Glyph::Check), "Saved"),
            Standing::Gone => ("gone", Some(Glyph::Warning), "Not saved"),
        };
        Some(view! {
            <span class="standing" data-standing=word>
                {glyph.map(|glyph| view! { <Icon glyph /> }.into_any())}
                {words}
            </span>
        })
    };
    view! { <span role="status">{shown}</span> }.into_any()
}
