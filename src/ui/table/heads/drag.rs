//! What a drag of a heading listens to.

use leptos::{ev, leptos_dom::helpers::WindowListenerHandle, prelude::*};
use web_sys::PointerEvent;

/// Follows the pointer until it is released, and lets Escape put everything back. The listeners are to be removed when the
/// drag ends. `on_release` is told whether the drag was not cancelled by the browser.
pub(super) fn follow_drag(
    on_move: impl Fn(&PointerEvent) + 'static,
    on_release: impl Fn(&PointerEvent, bool) + Copy + 'static,
    on_escape: impl Fn() + 'static,
) -> Vec<WindowListenerHandle> {
    vec![
        window_event_listener(ev::pointermove, move |event| on_move(&event)),
        window_event_listener(ev::pointerup, move |event| on_release(&event, true)),
        window_event_listener(ev::pointercancel, move |event| on_release(&event, false)),
        window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                event.prevent_default();
                on_escape();
            }
        }),
    ]
}
