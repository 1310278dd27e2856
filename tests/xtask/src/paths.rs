//! Where files are. Everything made goes below `target/` and `dist/`: `cargo clean` and removing `dist/` undo it all.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Cargo's target directory; `CARGO_TARGET_DIR` moves it.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(moved) => root().join(moved),
        None => root().join("target"),
    }
}

/// The built app, ready to be served by anything that serves files.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where these commands keep files between runs.
pub fn cache_dir() -> PathBuf {
    target().join("xtask")
}

/// The release build of the server.
pub fn mock_opik() -> PathBuf {
    target().join("release").join(program("mock-opik"))
}

/// A program's file name on this system.
pub fn program(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}
