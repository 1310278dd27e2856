//! One browser with one driver and a profile that nobody used before. Chromium, unless `COLLOQUY_BROWSER` names another.

mod chromium;
mod firefox;
mod webkit;

use std::process::Stdio;

use tempfile::TempDir;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::Outcome;

/// What shows the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium or Chrome; the only one that speaks the DevTools protocol to us.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK's MiniBrowser.
    WebKit,
}

impl Engine {
    /// The one that `COLLOQUY_BROWSER` names.
    fn wanted() -> Outcome<Self> {
        match std::env::var("COLLOQUY_BROWSER").unwrap_or_default().as_str() {
            "" | "chromium" => Ok(Self::Chromium),
            "firefox" => Ok(Self::Firefox),
            "webkit" => Ok(Self::WebKit),
            other => Err(format!("COLLOQUY_BROWSER is chromium, firefox or webkit, not {other}").into()),
        }
    }
}

/// A running browser. Without [`Browser::quit`] its programs are stopped when this goes.
pub struct Browser {
    /// The session.
    pub driver: WebDriver,
    /// What it is.
    pub engine: Engine,
    /// The driver, and what it needs.
    programs: Vec<Child>,
    _profile: Option<TempDir>,
}

impl Browser {
    /// Starts the driver on a port of its own choice, and a browser that shows an empty page.
    pub async fn start() -> Outcome<Self> {
        match Engine::wanted()? {
            Engine::Chromium => chromium::start().await,
            Engine::Firefox => firefox::start().await,
            Engine::WebKit => webkit::start().await,
        }
    }

    /// Makes the window so large, in CSS pixels of the page itself.
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

    /// Runs a script in every page of this tab before the page's own.
    pub async fn at_load(&self, script: &str) -> Outcome {
        let source = serde_json::json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source).await
    }

    async fn devtools(&self, command: &str, parameters: serde_json::Value) -> Outcome {
        self.ask_devtools(command, parameters).await.map(drop)
    }

    /// A command of the DevTools protocol, and its answer; Chromium only.
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

/// A command whose browser reads English and lives in Berlin, whatever this machine does: times are shown in the reader's
/// zone, and a zone that is not UTC finds what only works there. The names of a platform's own controls follow its language.
fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("TZ", "Europe/Berlin").env("LANGUAGE", "en_US").env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    command
}

/// Starts a program and reads what it says until `told` finds what it waits for. Goes on reading, so that the program never
/// blocks on a full pipe. One that ends before is started again, twice: a driver that takes any free port takes it for IPv4
/// and IPv6, one after the other, and ends when somebody else had the second.
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
