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
    named("COLLOQUY_PYTHON").unwrap_or_else(|| target().join("python/bin/python"))
}

/// The accessibility rules.
pub fn axe() -> PathBuf {
    named("COLLOQUY_AXE").unwrap_or_else(|| target().join("python/axe.min.js"))
}

/// The driver of the browser.
pub fn driver() -> PathBuf {
    named("CHROMEDRIVER").unwrap_or_else(|| PathBuf::from("chromedriver"))
}

/// The browser; none leaves it to the driver to find one.
pub fn chrome() -> Option<PathBuf> {
    named("CHROME")
}

/// Firefox; none leaves it to its driver to find one.
pub fn firefox() -> Option<PathBuf> {
    named("FIREFOX")
}

/// The driver of Firefox.
pub fn gecko_driver() -> PathBuf {
    named("GECKODRIVER").unwrap_or_else(|| PathBuf::from("geckodriver"))
}

/// The driver of WebKit.
pub fn webkit_driver() -> PathBuf {
    named("WEBKITDRIVER").unwrap_or_else(|| PathBuf::from("WebKitWebDriver"))
}

/// WebKit's own small browser, which distributions keep beside the library.
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

/// Pictures, pages and logs of tests that failed.
pub fn failures() -> PathBuf {
    target().join("e2e-failures")
}

/// Cargo's target directory; `CARGO_TARGET_DIR` moves it.
fn target() -> PathBuf {
    named("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |moved| root().join(moved))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}
