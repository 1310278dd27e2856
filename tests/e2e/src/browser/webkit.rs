//! Starts WebKit: WebKitGTK's MiniBrowser on a virtual screen (Xvfb).

use serde_json::json;
use thirtyfour::prelude::*;
use tokio::net::TcpListener;

use super::{Browser, Engine, Profile, command, start_until};
use crate::wait::until;
use crate::{Outcome, paths};

pub(super) async fn start() -> Outcome<Browser> {
    let mut screen = command("Xvfb");
    // It prints its display number when it is ready.
    screen.args(["-displayfd", "1", "-screen", "0", "1440x960x24", "-nolisten", "tcp"]);
    let (screen, display) = start_until(screen, |line| line.trim().parse::<u32>().ok()).await?;
    // The driver does not accept port 0, so a port that was free a moment ago is used.
    let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
    let mut driver = command(paths::webkit_driver());
    driver.arg(format!("--port={port}"));
    driver.env("DISPLAY", format!(":{display}")).env("LIBGL_ALWAYS_SOFTWARE", "1");
    driver.env_remove("WAYLAND_DISPLAY");
    // Pages take the reader's language from the locale, and "C" has none.
    driver.env("LC_ALL", "en_US.UTF-8").env("LANG", "en_US.UTF-8");
    // The sandbox needs namespaces, which containers may not have.
    driver.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
    let process = driver.spawn().map_err(|error| format!("WebKitWebDriver: {error}"))?;
    let mut wishes = Capabilities::new();
    wishes.set("browserName", "MiniBrowser")?;
    wishes.set(
        "webkitgtk:browserOptions",
        json!({ "binary": paths::mini_browser()?, "args": ["--automation"] }),
    )?;
    let driver = until("WebKit's driver", async || {
        Ok(Some(WebDriver::new(format!("http://127.0.0.1:{port}"), wishes.clone()).await?))
    })
    .await?;
    driver.set_window_rect(0, 0, 1440, 900).await?;
    Ok(Browser { driver, engine: Engine::WebKit, programs: vec![process, screen], profile: Profile::Unknown })
}
