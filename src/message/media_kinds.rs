//! The types of media that are shown, and the label of media that is not.

use leptos::prelude::*;

use crate::{
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

/// Types that all browsers display and that cannot hold a script.
pub(super) const IMAGES: [&str; 5] = ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"];
pub(super) const SOUNDS: [&str; 10] = [
    "audio/wav",
    "audio/x-wav",
    "audio/wave",
    "audio/mpeg",
    "audio/mp3",
    "audio/ogg",
    "audio/webm",
    "audio/mp4",
    "audio/flac",
    "audio/aac",
];

/// What it is, and its name.
pub(super) fn named(glyph: Glyph, what: &'static str, name: String) -> impl IntoView {
    let name = visible(&name.chars().take(200).collect::<String>());
    view! {
        <span class="elsewhere">
            <Icon glyph />
            {what}
            <bdi>{name}</bdi>
        </span>
    }
}
