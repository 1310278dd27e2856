//! Draws something where nobody sees it and takes it away at once.

use leptos::{mount::mount_to, prelude::*};
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

/// Renders `view` into the page, lays it out and removes it, all before the browser can show it: scripts and assistive
/// technology do not meet it either.
pub fn draw_unseen(view: impl FnOnce() -> AnyView + 'static) {
    let page = document();
    let host = page.create_element("div").ok().and_then(|host| host.dyn_into::<HtmlElement>().ok());
    let (Some(host), Some(body)) = (host, page.body()) else { return };
    host.set_class_name("unseen");
    let drawn = mount_to(host.clone(), view);
    if body.append_child(&host).is_ok() {
        // Asking for a measure makes the browser compute styles and layout.
        let _ = host.offset_height();
        host.remove();
    }
    drop(drawn);
}
