//! A score's category as it is shown.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::model::thumb;
use crate::text::visible::visible;

/// The category's words; for a thumb its icon, with its name for screen readers.
pub fn category(words: String) -> AnyView {
    match thumb::of(&words) {
        None => view! { <bdi>{visible(&words)}</bdi> }.into_any(),
        Some(up) => view! {
            <Icon glyph=if up { Glyph::ThumbUp } else { Glyph::ThumbDown } />
            <span class="visually-hidden">{thumb::name(up)}</span>
        }
        .into_any(),
    }
}
