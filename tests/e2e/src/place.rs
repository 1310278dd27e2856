//! Where things lie on this machine. `cargo xtask` says it in variables; without them the usual places are taken, so
//! that `cargo test -p e2e` works once `cargo xtask test` has run.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The built app.
pub fn app() -> PathBuf {
    named("COLLOQUY_APP").unwrap_or_else(|| root().join("dist"))
}

/// The Python that has the Opik SDK.
pub fn python() -> PathBuf {
    named("COLLOQUY_PYTHON").unwrap_or_else(|| root().join("target/python/bin/python"))
}

/// The accessibility rules.
pub fn axe() -> PathBuf {
    named("COLLOQUY_AXE").unwrap_or_else(|| root().join("target/python/axe.min.js"))
}

/// The driver of the browser.
pub fn driver() -> PathBuf {
    named("CHROMEDRIVER").unwrap_or_else(|| PathBuf::from("chromedriver"))
}

/// The browser; none leaves it to the driver to find one.
pub fn chrome() -> Option<PathBuf> {
    named("CHROME")
}

/// Pictures, pages and logs of tests that failed.
pub fn failures() -> PathBuf {
    root().join("target/e2e-failures")
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}
