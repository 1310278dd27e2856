//! Starts Chromium or Chrome.

use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, common::capabilities::desiredcapabilities::CapabilitiesHelper};

use super::{Browser, Engine, Profile, command, start_until};
use crate::{Outcome, paths};

/// Headless, without background activity, and the same on every machine.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--lang=en-US",
    "--window-size=1440,900",
];

pub(super) async fn start(profile: Profile) -> Outcome<Browser> {
    let mut driver = command(paths::driver());
    driver.arg("--port=0");
    // "ChromeDriver was started successfully on port 41234."
    let port = |line: &str| -> Option<u16> {
        let said = line.contains("success").then(|| line.split("on port ").nth(1)).flatten()?;
        said.trim_end_matches('.').parse().ok()
    };
    let (process, port) = start_until(driver, port).await?;
    let place = profile.path().ok_or("Chromium needs a profile")?.display().to_string();
    let mut wishes = DesiredCapabilities::chrome();
    for flag in FLAGS {
        wishes.add_arg(flag)?;
    }
    wishes.add_arg(&format!("--user-data-dir={place}"))?;
    wishes.add_arg("about:blank")?;
    if !sandbox_works() {
        wishes.add_arg("--no-sandbox")?;
    }
    if let Some(chrome) = paths::chrome() {
        wishes.set_binary(&chrome.to_string_lossy())?;
    }
    wishes.set("goog:loggingPrefs", serde_json::json!({ "browser": "ALL", "performance": "ALL" }))?;
    // The languages that pages see, whatever those of this machine are.
    wishes.add_experimental_option("prefs", serde_json::json!({ "intl.accept_languages": "en-US,en" }))?;
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wishes).await?;
    begin(&driver).await?;
    Ok(Browser { driver, engine: Engine::Chromium, programs: vec![process], profile })
}

/// Begins on an empty page: some versions start on a page of their own, which loads a hundred files. The logs of that
/// page and of other windows are discarded.
async fn begin(driver: &WebDriver) -> Outcome {
    let here = driver.window().await?;
    for other in driver.windows().await?.into_iter().filter(|window| *window != here) {
        driver.switch_to_window(other).await?;
        driver.close_window().await?;
    }
    driver.switch_to_window(here).await?;
    driver.goto("about:blank").await?;
    driver.browser_log().await?;
    driver.get_log("performance").await?;
    Ok(())
}

/// Chromium's sandbox does not work for root, the user of many containers, nor where the system forbids user
/// namespaces.
fn sandbox_works() -> bool {
    let run = |program: &str, words: &[&str]| std::process::Command::new(program).args(words).output();
    let is_root = run("id", &["-u"]).is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    let refused = run("unshare", &["--user", "true"]).is_ok_and(|output| !output.status.success());
    !is_root && !refused
}
