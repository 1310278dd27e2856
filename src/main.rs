//! The page: the app, mounted. After a panic nothing of it answers any more; `public/early.js` then says so.

use leptos::prelude::*;

fn main() {
    // The release page is built without panic messages (`tests/xtask/src/build/compile.rs`) and has no use for a hook.
    #[cfg(not(panic = "immediate-abort"))]
    std::panic::set_hook(Box::new(|info| web_sys::console::error_1(&info.to_string().into())));
    leptos::mount::mount_to_body(colloquy::app::App);
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
}
