//! The page: a panic hook that says so, and the app.

use leptos::prelude::*;

fn main() {
    std::panic::set_hook(Box::new(|info| colloquy::panic_banner::show(&info.to_string())));
    leptos::mount::mount_to_body(colloquy::app::App);
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
}
