//! Single keys, for the whole page.

use leptos::{ev, prelude::*};
use web_sys::{Element, KeyboardEvent, wasm_bindgen::JsCast};

/// Hears every key press that is a shortcut and not typing: no field has the focus, no dialog or menu is open, and neither Ctrl,
/// Alt, AltGr nor ⌘ is held. Stops with the component that made it. `heard` says whether the key was its own; then the
/// browser does nothing else with it.
pub fn on_key(heard: impl Fn(&str) -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if is_shortcut(&event) && heard(&event.key()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
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
    !(modified || typing || dialog || event.is_composing() || event.default_prevented())
}
