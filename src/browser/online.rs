//! Whether the browser has a network.

use leptos::{ev, prelude::*};

/// True while online; follows the browser's `online` and `offline` events.
pub fn online() -> ReadSignal<bool> {
    let (is, set) = signal(window().navigator().on_line());
    let up = window_event_listener(ev::online, move |_| {
        let _ = set.try_set(true);
    });
    let down = window_event_listener(ev::offline, move |_| {
        let _ = set.try_set(false);
    });
    on_cleanup(move || {
        up.remove();
        down.remove();
    });
    is
}
