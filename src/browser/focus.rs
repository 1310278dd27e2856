//! Moving the focus to an element that is about to be rendered.

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

/// Focuses, in the next frame, the first element that matches the CSS `selector`, if any.
pub fn soon(selector: String) {
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = found.focus();
        }
    });
}
