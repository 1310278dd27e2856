//! The last resort: after a panic nothing in the page answers any more, so the banner is plain DOM with a plain link.

use web_sys::{console, wasm_bindgen::JsValue};

/// Logs `what` and says, over the page, that it has to be reloaded. What was typed is in local storage by then.
pub fn show(what: &str) {
    console::error_1(&JsValue::from_str(what));
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if document.get_element_by_id("panic").is_some() {
        return;
    }
    let (Some(body), Ok(banner), Ok(link)) =
        (document.body(), document.create_element("div"), document.create_element("a"))
    else {
        return;
    };
    banner.set_id("panic");
    banner.set_class_name("banner panic");
    let _ = banner.set_attribute("role", "alert");
    banner.set_text_content(Some("Something in this page broke. Nothing you saved is lost. "));
    link.set_text_content(Some("Reload the page"));
    let here = document.location().and_then(|location| location.href().ok()).unwrap_or_default();
    let _ = link.set_attribute("href", &here);
    let _ = banner.append_child(&link);
    let _ = body.insert_before(&banner, body.first_child().as_ref());
}
