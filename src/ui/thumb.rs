//! A category of a score as people see it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::model::thumb;

/// The category's words; a thumb as its icon, with its name for those who do not see it.
pub fn category(words: String) -> AnyView {
    match thumb::of(&words) {
        None => view! { <bdi>{words}</bdi> }.into_any(),
        Some(up) => view! {
            <Icon glyph=if up { Glyph::ThumbUp } else { Glyph::ThumbDown } />
            <span class="visually-hidden">{thumb::name(up)}</span>
        }
        .into_any(),
    }
}
