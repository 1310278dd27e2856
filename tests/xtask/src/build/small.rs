//! The page with a standard library of its own: compiled for size like the rest of it, and without the sentences that
//! panics would say and the code that writes them. Measured: 31 KB less over the wire, of 380.
//!
//! Cargo calls this unstable, and a stable toolchain does it only when told that it may (`RUSTC_BOOTSTRAP`). Ours is
//! pinned, so it cannot change under us, and what it makes is what the browser tests run. Where the library's source is
//! not to be had, the page is built the ordinary way: it works the same and is larger.

use crate::run::{command, show};
use crate::{Outcome, tools};

/// Environment for Trunk, whose Cargo compiles nothing but the page.
pub type Settings = &'static [(&'static str, &'static str)];

/// The flags join those of `.cargo/config.toml`. The last two are for parting the rooms (`rooms.rs`): the app is told,
/// and the linker leaves in what refers to what.
const SMALL: Settings = &[
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort --cfg rooms_apart -Clink-arg=--emit-relocs",
    ),
];
const ORDINARY: Settings =
    &[("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg rooms_apart -Clink-arg=--emit-relocs")];

/// The settings for this machine; the ordinary ones where the library's source is not to be had.
pub fn settings() -> Settings {
    match tools::standard_library_source() {
        Ok(()) => SMALL,
        Err(why) => ordinary(&why),
    }
}

/// Fetches all that the page is compiled from, so that Trunk can be told to stay off the network: it would go and look
/// for tools of its own. Hands back the settings that can be met.
///
/// # Errors
/// When not even the ordinary build's parts are to be had.
pub fn fetch(settings: Settings) -> Outcome<Settings> {
    let fetch = |settings: Settings| {
        let words = ["fetch", "--quiet", "--locked", "--target", "wasm32-unknown-unknown"];
        show(command("cargo").args(words).envs(settings.iter().copied()))
    };
    match fetch(settings) {
        Err(why) if settings != ORDINARY => {
            let settings = ordinary(&why);
            fetch(settings).map(|()| settings)
        }
        outcome => outcome.map(|()| settings),
    }
}

fn ordinary(why: &str) -> Settings {
    println!(
        "{why}\nSo the page is built with the standard library as it comes: it works the same and is larger."
    );
    ORDINARY
}
