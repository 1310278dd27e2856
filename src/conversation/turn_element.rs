//! The element of a turn: its id, and going there.

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use crate::browser::scroll::{self, ScrollTarget};

/// The element id of a turn; the `trace=` of a URL is found by it.
pub(super) fn element_id(trace: &str) -> String {
    format!("turn-{trace}")
}

/// Focuses a turn and scrolls to it; false if it is not in the page.
pub(super) fn go_to(trace: &str) -> bool {
    let Some(element) = focus(trace) else { return false };
    scroll::to(&element, ScrollTarget::Top);
    true
}

/// Focuses a turn where it is, if it is in the page.
pub(super) fn focus(trace: &str) -> Option<HtmlElement> {
    let element = document().get_element_by_id(&element_id(trace))?.dyn_into::<HtmlElement>().ok()?;
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
    Some(element)
}
