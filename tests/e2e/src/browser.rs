//! One browser with one driver and a profile that nobody used before.

use std::process::Stdio;

use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, common::capabilities::desiredcapabilities::CapabilitiesHelper};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Outcome, place};

/// Quiet, headless, the same everywhere.
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

/// A running browser. Without [`Browser::quit`] the driver is stopped when this goes, and the browser with it.
pub struct Browser {
    /// The session.
    pub driver: WebDriver,
    process: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts the driver on a port of its own choice, and a browser.
    pub async fn start() -> Outcome<Self> {
        let (process, port) = start_driver().await?;
        let profile = TempDir::with_prefix("colloquy-browser-")?;
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wishes.add_arg("about:blank")?;
        if is_root() {
            // Chromium's sandbox does not work for root, as which containers run.
            wishes.add_arg("--no-sandbox")?;
        }
        if let Some(chrome) = place::chrome() {
            wishes.set_binary(&chrome.to_string_lossy())?;
        }
        wishes.set("goog:loggingPrefs", serde_json::json!({ "browser": "ALL", "performance": "ALL" }))?;
        // What pages are told of the reader's languages, whatever those of this machine are.
        wishes
            .add_experimental_option("prefs", serde_json::json!({ "intl.accept_languages": "en-US,en" }))?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wishes).await?;
        begin(&driver).await?;
        Ok(Self { driver, process, _profile: profile })
    }

    /// Makes the window so large, in CSS pixels of the page itself.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        let size = serde_json::json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await
    }

    /// Prefers the light or the dark scheme, as the system would.
    pub async fn prefer_dark(&self, dark: bool) -> Outcome {
        let value = if dark { "dark" } else { "light" };
        let features =
            serde_json::json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await
    }

    /// Cuts the browser off the network, or lets it back.
    pub async fn go_offline(&self, offline: bool) -> Outcome {
        self.devtools("Network.enable", serde_json::json!({})).await?;
        let conditions = serde_json::json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1
        });
        self.devtools("Network.emulateNetworkConditions", conditions).await
    }

    async fn devtools(&self, command: &str, parameters: serde_json::Value) -> Outcome {
        self.ask_devtools(command, parameters).await.map(drop)
    }

    /// A command of the DevTools protocol, and its answer.
    pub async fn ask_devtools(
        &self,
        command: &str,
        parameters: serde_json::Value,
    ) -> Outcome<serde_json::Value> {
        Ok(self.driver.cdp().send_raw(command, parameters).await?)
    }

    /// Ends the session and then the driver.
    pub async fn quit(mut self) -> Outcome {
        let ended = self.driver.clone().quit().await;
        self.process.start_kill()?;
        self.process.wait().await?;
        Ok(ended?)
    }
}

/// Begins on an empty page: some browsers start on a page of their own, which loads a hundred files. What it did there,
/// and what it did in other windows, is forgotten.
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

async fn start_driver() -> Outcome<(Child, u16)> {
    let program = place::driver();
    let mut process = Command::new(&program)
        .arg("--port=0")
        // Times are shown in the reader's zone; a zone that is not UTC finds what only works there.
        .env("TZ", "Europe/Berlin")
        // The browser's own language, which it takes from these on Linux: names of the platform's own controls.
        .env("LANGUAGE", "en_US")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("{}: {error}. `cargo xtask tools` installs it.", program.display()))?;
    let output = process.stdout.take().ok_or("the driver has no output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        // "ChromeDriver was started successfully on port 41234."
        let port = line.split("on port ").nth(1).map(|rest| rest.trim_end_matches('.'));
        if let Some(port) = port.and_then(|port| port.parse().ok()).filter(|_| line.contains("success")) {
            // Keeps reading, so that the driver never blocks on a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((process, port));
        }
    }
    Err("the driver ended before it said its port".into())
}

fn is_root() -> bool {
    std::process::Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}
