//! Keyboard shortcuts of single keys, for the whole page. [`table`] lists all of them for both the handlers and the
//! keyboard help.

pub mod table;

use leptos::{ev, prelude::*, task::spawn_local};
use web_sys::{Element, EventTarget, KeyboardEvent, KeyboardEventInit, wasm_bindgen::JsCast};

pub use table::Hotkey;

use crate::browser::timer;

/// Handles every key press that is a shortcut and not typing: no field has the focus, no dialog or menu is open, and
/// neither Ctrl, Alt, AltGr nor ⌘ is held. Stops with the component. `on_hotkey` returns whether it handled the key; if
/// so, the browser's default action is prevented and later handlers skip the event.
pub fn on_key(on_hotkey: impl Fn(Hotkey) -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if is_shortcut(&event) && of(&event).is_some_and(&on_hotkey) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Keeps presses of these shortcuts until `is_there`, for what is still being loaded, calls `wanted` at the first one, and
/// then presses the last one again.
pub fn wait_for(
    keys: &'static [Hotkey],
    is_there: impl Fn() -> bool + Copy + Send + Sync + 'static,
    wanted: impl Fn() + 'static,
) {
    let waiting = StoredValue::new_local(None::<KeyboardEvent>);
    let handle = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if !untrack(is_there) && is_shortcut(&event) && of(&event).is_some_and(|key| keys.contains(&key)) {
            event.prevent_default();
            waiting.set_value(Some(event));
            wanted();
        }
    });
    on_cleanup(move || handle.remove());
    Effect::new(move |_| {
        if is_there() {
            spawn_local(async move {
                // Those who listen have come with the next frame.
                timer::painted().await;
                if let Some(Some(event)) = waiting.try_update_value(Option::take) {
                    press_again(&event);
                }
            });
        }
    });
}

fn press_again(event: &KeyboardEvent) {
    let init = KeyboardEventInit::new();
    init.set_key(&event.key());
    init.set_code(&event.code());
    init.set_shift_key(event.shift_key());
    init.set_bubbles(true);
    init.set_cancelable(true);
    if let Ok(again) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init) {
        let target = document().active_element().map(EventTarget::from);
        let _ = target.map(|target| target.dispatch_event(&again));
    }
}

/// The shortcut of a key press in a field where text is typed.
pub fn typed(event: &KeyboardEvent) -> Option<Hotkey> {
    let sends = event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !composes(event);
    sends.then_some(Hotkey::Send)
}

/// The shortcut of a key press outside of text fields, whatever has the focus.
pub fn of(event: &KeyboardEvent) -> Option<Hotkey> {
    table::pressed(&event.key(), &event.code(), event.shift_key())
}

/// Whether an input method is using the key, such as the Enter that confirms a Japanese conversion. Safari reports that
/// Enter after the composition has ended; like every key that goes to an input method it has the key code 229.
pub fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

fn is_shortcut(event: &KeyboardEvent) -> bool {
    let modified =
        event.ctrl_key() || event.meta_key() || event.alt_key() || event.get_modifier_state("AltGraph");
    let typing = event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|target| {
        target
            .closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]")
            .ok()
            .flatten()
            .is_some()
    });
    let dialog = document().query_selector("dialog[open], [popover]:popover-open").ok().flatten().is_some();
    !(modified || typing || dialog || composes(event) || event.default_prevented())
}
