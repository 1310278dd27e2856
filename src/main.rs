//! Mounts the app. After a panic the page no longer responds; `public/early.js` then shows a message.
#![allow(missing_docs, reason = "an app, not a library: comments say what the names do not")]

use leptos::prelude::*;

fn main() {
    // The release build has no panic messages (`tests/xtask/src/build/compile.rs`), so a hook would be of no use.
    #[cfg(not(panic = "immediate-abort"))]
    std::panic::set_hook(Box::new(|info| web_sys::console::error_1(&info.to_string().into())));
    leptos::mount::mount_to_body(colloquy::app::App);
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
}
