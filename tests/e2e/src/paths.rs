//! The paths of programs and files that the tests use. `cargo xtask` sets them as environment variables; the defaults
//! make `cargo test -p e2e` work once `cargo xtask test` has run.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The built app (`COLLOQUY_APP`).
pub fn app() -> PathBuf {
    named("COLLOQUY_APP").unwrap_or_else(|| root().join("dist"))
}

/// The Python interpreter with the Opik SDK (`COLLOQUY_PYTHON`).
pub fn python() -> PathBuf {
    named("COLLOQUY_PYTHON").unwrap_or_else(|| target().join("python/bin/python"))
}

/// The script of axe-core (`COLLOQUY_AXE`).
pub fn axe() -> PathBuf {
    named("COLLOQUY_AXE").unwrap_or_else(|| target().join("python/axe.min.js"))
}

/// The driver of Chromium (`CHROMEDRIVER`).
pub fn driver() -> PathBuf {
    named("CHROMEDRIVER").unwrap_or_else(|| PathBuf::from("chromedriver"))
}

/// Chromium or Chrome (`CHROME`); without it the driver finds one.
pub fn chrome() -> Option<PathBuf> {
    named("CHROME")
}

/// Firefox (`FIREFOX`); without it its driver finds one.
pub fn firefox() -> Option<PathBuf> {
    named("FIREFOX")
}

/// The driver of Firefox (`GECKODRIVER`).
pub fn gecko_driver() -> PathBuf {
    named("GECKODRIVER").unwrap_or_else(|| PathBuf::from("geckodriver"))
}

/// The driver of WebKit (`WEBKITDRIVER`).
pub fn webkit_driver() -> PathBuf {
    named("WEBKITDRIVER").unwrap_or_else(|| PathBuf::from("WebKitWebDriver"))
}

/// WebKit's MiniBrowser (`MINIBROWSER`), which distributions install beside the library.
pub fn mini_browser() -> crate::Outcome<PathBuf> {
    if let Some(named) = named("MINIBROWSER") {
        return Ok(named);
    }
    let places = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let mut places: Vec<PathBuf> = places.chain(["/usr/lib".into(), "/usr/libexec".into()]).collect();
    places.sort();
    let inside = |place: PathBuf| {
        ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"].map(|name| place.join(name).join("MiniBrowser"))
    };
    let found = places.into_iter().flat_map(inside).find(|program| program.is_file());
    Ok(found.ok_or("there is no MiniBrowser of WebKitGTK here: name it with the variable MINIBROWSER")?)
}

/// Screenshots, pages and logs of failed tests.
pub fn failures() -> PathBuf {
    target().join("e2e-failures")
}

/// Cargo's target directory (`CARGO_TARGET_DIR`).
fn target() -> PathBuf {
    named("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |moved| root().join(moved))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}
