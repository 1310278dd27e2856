//! Compiling the app and the renderer to WebAssembly.
//!
//! A release build compiles the standard library along with them: for size, and without the messages of panics and the
//! code that writes them. Measured: 31 KB less over the wire, of 380. Places in the source are not kept. Cargo calls this
//! unstable, and a stable toolchain does it only when an environment variable allows it (`RUSTC_BOOTSTRAP`). The toolchain is pinned, so it cannot change
//! by itself, and the browser tests run what it makes. Where the library's source is missing, the page is built without
//! this: it works the same and is larger.

use std::path::PathBuf;

use crate::run::{command, show};
use crate::{Outcome, paths, tools};

const TARGET: &str = "wasm32-unknown-unknown";

/// Environment variables for Cargo.
type Settings = &'static [(&'static str, &'static str)];

/// The flags join those of `.cargo/config.toml`. The last two are for the lazy modules (`split.rs`): the cfg puts the
/// split points into the app, and the linker keeps the relocations, which say what refers to what.
const OWN_LIBRARY: Settings = &[
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none --cfg wasm_split -Clink-arg=--emit-relocs",
    ),
];
const SHIPPED_LIBRARY: Settings =
    &[("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg wasm_split -Clink-arg=--emit-relocs")];

/// What the linker made.
pub struct Linked {
    /// The app.
    pub app: PathBuf,
    /// The Markdown renderer.
    pub renderer: PathBuf,
}

/// Compiles and links both; not for release, quickly and in one piece.
///
/// # Errors
/// What is missing or does not compile.
pub fn compile(release: bool) -> Outcome<Linked> {
    tools::wasm_target()?;
    let (profile, directory, settings) =
        if release { ("wasm", "wasm", release_settings()) } else { ("dev", "debug", &[][..]) };
    let mut cargo = command("cargo");
    cargo.args(["build", "--locked", "--package", "colloquy", "--package", "renderer"]);
    cargo.args(["--target", TARGET, "--profile", profile]).envs(settings.iter().copied());
    // Set by somebody's shell, these would take the place of all flags.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    show(&mut cargo)?;
    let made = paths::target().join(TARGET).join(directory);
    Ok(Linked { app: made.join("colloquy.wasm"), renderer: made.join("renderer.wasm") })
}

/// With a standard library of our own where its source, and what that is compiled from, can be had.
fn release_settings() -> Settings {
    let fetch = || {
        let words = ["fetch", "--quiet", "--locked", "--target", TARGET];
        show(command("cargo").args(words).envs(OWN_LIBRARY.iter().copied()))
    };
    match tools::standard_library_source().and_then(|()| fetch()) {
        Ok(()) => OWN_LIBRARY,
        Err(why) => {
            println!(
                "{why}\nSo the page is built with the standard library as it comes: it works the same and is larger."
            );
            SHIPPED_LIBRARY
        }
    }
}
