//! Everything a build, a demo or a test needs beyond Cargo: found when it is there, installed when it is not.
//! When all is there this takes a moment.

mod browser;
mod compiler;
mod debian;
mod other_browsers;
mod python;

pub use browser::Browser;
pub use compiler::{has_standard_library_source, standard_library_source, trunk, wasm_target};
pub use other_browsers::{firefox, webkit};
pub use python::Python;

use crate::Outcome;

/// A browser with its driver, for the browser tests and measurements.
///
/// # Errors
/// A sentence that says what is missing and how to get it.
pub fn for_browsing() -> Outcome<Browser> {
    browser::find_or_install()
}

/// A Python with the published Opik SDK (and the axe rules, which come as a Python package too).
///
/// # Errors
/// A sentence that says what is missing and how to get it.
pub fn for_logging() -> Outcome<Python> {
    python::find_or_install()
}

/// All of them, named.
///
/// # Errors
/// As the parts.
pub fn all() -> Outcome {
    wasm_target()?;
    trunk(0)?;
    println!("wasm target, Trunk {}: there", compiler::wanted_trunk()?);
    let browser = for_browsing()?;
    println!("browser: {} with {}", browser.chrome.display(), browser.driver.display());
    let python = for_logging()?;
    println!("Python with the Opik SDK {}: {}", python::OPIK, python.program.display());
    Ok(())
}

/// Says what is about to happen and how long it usually takes.
fn announce(what: &str, how_long: &str) {
    println!("{what} (usually {how_long}) ...");
}
