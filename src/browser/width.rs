//! The width of the window.

use leptos::{ev, prelude::*};

/// Whether the window is at most `pixels` CSS pixels wide; follows resizing.
pub fn at_most(pixels: f64) -> Memo<bool> {
    let read = || window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1280.0);
    let (width, set_width) = signal(read());
    let resized = window_event_listener(ev::resize, move |_| {
        let _ = set_width.try_set(read());
    });
    on_cleanup(move || resized.remove());
    Memo::new(move |_| width.get() <= pixels)
}
