//! Moving the focus to an element.

use leptos::prelude::*;
use web_sys::{Element, FocusOptions, HtmlElement, wasm_bindgen::JsCast};

/// Focuses, in the next frame, the first element that matches the CSS `selector`, if any.
pub fn soon(selector: String) {
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = found.focus();
        }
    });
}

/// Focuses an element that is in sight, if it can have the focus.
pub fn without_scrolling(element: &Element) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus_with_options(&options);
    }
}
