//! Starts a browser with its driver and a fresh profile: Chromium, unless `COLLOQUY_BROWSER` names another.

mod chromium;
mod firefox;
mod webkit;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::Outcome;
use crate::devtools::Devtools;

/// The browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium or Chrome; the only one with the DevTools protocol.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK's MiniBrowser.
    WebKit,
}

impl Engine {
    /// The engine that `COLLOQUY_BROWSER` names.
    fn wanted() -> Outcome<Self> {
        match std::env::var("COLLOQUY_BROWSER").unwrap_or_default().as_str() {
            "" | "chromium" => Ok(Self::Chromium),
            "firefox" => Ok(Self::Firefox),
            "webkit" => Ok(Self::WebKit),
            other => Err(format!("COLLOQUY_BROWSER is chromium, firefox or webkit, not {other}").into()),
        }
    }
}

/// The directory with what a browser remembers.
enum Profile {
    /// Removed with the browser.
    Fresh(TempDir),
    /// Somebody else's, to be used again.
    Kept(PathBuf),
    /// The driver takes care of it.
    Unknown,
}

/// A running browser. Its processes are killed when this is dropped without [`Browser::quit`].
pub struct Browser {
    /// The WebDriver session.
    pub driver: WebDriver,
    /// The engine of the browser.
    pub engine: Engine,
    /// The processes of the driver and what it needs.
    programs: Vec<Child>,
    profile: Profile,
}

impl Browser {
    /// Starts the driver on a free port, and a browser with an empty page.
    pub async fn start() -> Outcome<Self> {
        match Engine::wanted()? {
            Engine::Chromium => chromium::start(Profile::fresh()?).await,
            Engine::Firefox => firefox::start().await,
            Engine::WebKit => webkit::start().await,
        }
    }

    /// Starts Chromium with a profile that was used before, or is to be used again.
    pub async fn start_in(profile: &Path) -> Outcome<Self> {
        chromium::start(Profile::Kept(profile.to_owned())).await
    }

    /// Connects to the DevTools of the whole browser; Chromium only.
    pub async fn devtools_socket(&self) -> Outcome<Devtools> {
        Devtools::connect(self.profile.path().ok_or("this browser has no DevTools")?).await
    }

    /// Sets the size of the page's viewport, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        if self.engine != Engine::Chromium {
            self.driver.set_window_rect(0, 0, width, height).await?;
            return Ok(());
        }
        let size = serde_json::json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await
    }

    /// Sets the preferred colour scheme of the system.
    pub async fn prefer_dark(&self, dark: bool) -> Outcome {
        let value = if dark { "dark" } else { "light" };
        let features =
            serde_json::json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await
    }

    /// Makes the system's theme force its own colours, as Windows' contrast themes do.
    pub async fn force_colors(&self) -> Outcome {
        let features = serde_json::json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
        self.devtools("Emulation.setEmulatedMedia", features).await
    }

    /// Disconnects the browser from the network, or reconnects it.
    pub async fn go_offline(&self, offline: bool) -> Outcome {
        self.devtools("Network.enable", serde_json::json!({})).await?;
        let conditions = serde_json::json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1
        });
        self.devtools("Network.emulateNetworkConditions", conditions).await
    }

    /// Runs a script in every page of this tab before the page's own scripts.
    pub async fn at_load(&self, script: &str) -> Outcome {
        let source = serde_json::json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source).await
    }

    async fn devtools(&self, command: &str, parameters: serde_json::Value) -> Outcome {
        self.ask_devtools(command, parameters).await.map(drop)
    }

    /// Sends a command of the DevTools protocol and returns its result; Chromium only.
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
        for program in &mut self.programs {
            program.start_kill()?;
            program.wait().await?;
        }
        Ok(ended?)
    }
}

impl Profile {
    fn fresh() -> Outcome<Self> {
        Ok(Self::Fresh(TempDir::with_prefix("colloquy-browser-")?))
    }

    fn path(&self) -> Option<&Path> {
        match self {
            Self::Fresh(directory) => Some(directory.path()),
            Self::Kept(path) => Some(path),
            Self::Unknown => None,
        }
    }
}

/// A command whose browser has the English language and the time zone of Berlin: times are shown in the reader's zone,
/// and a zone other than UTC finds code that only works in UTC. The names of the platform's own controls follow its
/// language.
fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("TZ", "Europe/Berlin").env("LANGUAGE", "en_US").env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    command
}

/// Starts a program and reads its output until `told` returns something, then goes on reading so that the program never
/// blocks on a full pipe. A program that exits before is started again, twice: a driver on a free port takes it for
/// IPv4 and then for IPv6, and exits if another program has taken the second meanwhile.
async fn start_until<T>(mut command: Command, told: impl Fn(&str) -> Option<T>) -> Outcome<(Child, T)> {
    let name = command.as_std().get_program().to_string_lossy().into_owned();
    for _ in 0..3 {
        let start = command.spawn();
        let mut program =
            start.map_err(|error| format!("{name}: {error}. `cargo xtask tools` installs it."))?;
        let output: ChildStdout = program.stdout.take().ok_or("the program has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(answer) = told(&line) {
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok((program, answer));
            }
        }
    }
    Err(format!("{name} ended before it was ready, three times").into())
}
