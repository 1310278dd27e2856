//! The document's title, which names the page that is shown.

use leptos::prelude::*;

use crate::text::visible::visible;

/// Keeps the document's title up to date: `text`, then the app's name.
pub fn follow(text: impl Fn() -> String + 'static) {
    Effect::new(move |_| {
        let text = visible(&text());
        document().set_title(&if text.is_empty() {
            "Colloquy".to_owned()
        } else {
            format!("{text} · Colloquy")
        });
    });
}
