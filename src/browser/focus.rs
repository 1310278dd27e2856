//! Moving the focus to something that is about to be drawn.

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

/// Focuses the first element that `selector` finds in the next frame, if any.
pub fn soon(selector: String) {
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = found.focus();
        }
    });
}
