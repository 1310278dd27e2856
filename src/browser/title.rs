//! The document's title.

use leptos::prelude::*;

/// Keeps the title naming what is shown: `text`, then the app.
pub fn follow(text: impl Fn() -> String + 'static) {
    Effect::new(move |_| {
        let text = text();
        document().set_title(&if text.is_empty() {
            "Colloquy".to_owned()
        } else {
            format!("{text} · Colloquy")
        });
    });
}
