//! Chromium (or Chrome) and the driver of the same version.

use std::path::{Path, PathBuf};

use super::debian;
use crate::Outcome;
use crate::run::{command, find, read};

const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const ELSEWHERE: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// A browser and its driver, of one version.
pub struct Browser {
    /// Chromium or Chrome; `CHROME` names another.
    pub chrome: PathBuf,
    /// chromedriver; `CHROMEDRIVER` names another.
    pub driver: PathBuf,
}

/// Finds both, or installs Debian's packages where that is possible.
pub fn find_or_install() -> Outcome<Browser> {
    if let Some(browser) = find_both() {
        return same_version(browser);
    }
    let packages = ["chromium", "chromium-driver"];
    debian::install(&packages, "1 to 3 minutes, once per machine").map_err(|error| how_to(&error))?;
    find_both()
        .ok_or_else(|| how_to("The packages are installed, yet no browser is found."))
        .and_then(same_version)
}

fn find_both() -> Option<Browser> {
    let named = |variable| std::env::var_os(variable).map(PathBuf::from);
    let elsewhere = || ELSEWHERE.iter().map(PathBuf::from).find(|path| path.is_file());
    let chrome = named("CHROME").or_else(|| BROWSERS.into_iter().find_map(find)).or_else(elsewhere)?;
    let driver = named("CHROMEDRIVER").or_else(|| find("chromedriver"))?;
    Some(Browser { chrome, driver })
}

/// A driver speaks only to a browser of its own major version.
fn same_version(browser: Browser) -> Outcome<Browser> {
    let (chrome, driver) = (major(&browser.chrome)?, major(&browser.driver)?);
    if chrome == driver {
        return Ok(browser);
    }
    Err(how_to(&format!(
        "{} is version {chrome} and {} is version {driver}; they must be the same.",
        browser.chrome.display(),
        browser.driver.display()
    )))
}

fn major(program: &Path) -> Outcome<String> {
    let said = read(command(program).arg("--version"))?;
    let number = said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let major = number.and_then(|number| number.split('.').next());
    major.map(str::to_owned).ok_or_else(|| format!("{} does not say its version: {said}", program.display()))
}

fn how_to(trouble: &str) -> String {
    format!(
        "There is no Chromium with its driver here that could be used. {trouble}\n\nThe browser tests need Chromium or Chrome and the chromedriver of the same version on the PATH \
         (or named by the variables CHROME and CHROMEDRIVER):\n  \
         Debian:   apt-get install chromium chromium-driver\n  \
         Fedora:   dnf install chromium chromedriver\n  \
         macOS:    brew install --cask google-chrome chromedriver\n  \
         others:   https://googlechromelabs.github.io/chrome-for-testing/"
    )
}
