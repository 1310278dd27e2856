//! Firefox and WebKit with their drivers, for the walk that the browser tests take in them too.

use std::path::PathBuf;

use super::{announce, debian};
use crate::Outcome;
use crate::run::{command, find, own_tools, show};

/// The driver of Firefox. Debian has no package of it; it is Mozilla's own, compiled from crates.io.
const GECKODRIVER: &str = "0.37.1";

/// Firefox and its driver.
pub struct Firefox {
    /// Firefox; `FIREFOX` names another.
    pub program: PathBuf,
    /// geckodriver; `GECKODRIVER` names another.
    pub driver: PathBuf,
}

/// Finds both, or installs them where that is possible.
pub fn firefox() -> Outcome<Firefox> {
    let program = || named("FIREFOX").or_else(|| ["firefox-esr", "firefox"].into_iter().find_map(find));
    let driver = || named("GECKODRIVER").or_else(|| find("geckodriver"));
    if program().is_none() {
        debian::install(&["firefox-esr"], "a minute, once per machine")?;
    }
    if driver().is_none() {
        announce(
            &format!("Installing geckodriver {GECKODRIVER} with cargo"),
            "2 minutes on 2 cores, once per clone",
        );
        let mut cargo = command("cargo");
        cargo
            .args(["install", "geckodriver", "--version", GECKODRIVER, "--locked", "--root"])
            .arg(own_tools());
        show(&mut cargo)?;
    }
    match (program(), driver()) {
        (Some(program), Some(driver)) => Ok(Firefox { program, driver }),
        _ => Err("Firefox and geckodriver are installed, yet one of them is not found.".to_owned()),
    }
}

/// Finds WebKit's driver and a screen for it that nobody sees, or installs Debian's packages.
pub fn webkit() -> Outcome<PathBuf> {
    let driver = || named("WEBKITDRIVER").or_else(|| find("WebKitWebDriver"));
    if driver().is_none() || find("Xvfb").is_none() {
        debian::install(&["webkit2gtk-driver", "xvfb"], "a minute, once per machine")?;
    }
    driver().ok_or_else(|| "webkit2gtk-driver is installed, yet WebKitWebDriver is not found.".to_owned())
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from)
}
