//! Starts Firefox with geckodriver.

use serde_json::{Map, json};
use thirtyfour::prelude::*;

use super::{Browser, Engine, Profile, command, start_until};
use crate::{Outcome, paths};

pub(super) async fn start() -> Outcome<Browser> {
    let mut driver = command(paths::gecko_driver());
    driver.args(["--port", "0", "--websocket-port", "0"]);
    // "1764276543210	geckodriver	INFO	Listening on 127.0.0.1:41234"
    let port = |line: &str| -> Option<u16> {
        line.split("Listening on ").nth(1)?.trim().rsplit(':').next()?.parse().ok()
    };
    let (process, port) = start_until(driver, port).await?;
    let mut options = Map::new();
    options.insert("args".to_owned(), json!(["-headless", "--width=1440", "--height=900"]));
    options.insert(
        "prefs".to_owned(),
        json!({ "intl.accept_languages": "en-US,en", "layout.css.devPixelsPerPx": "1.0" }),
    );
    if let Some(firefox) = paths::firefox() {
        options.insert("binary".to_owned(), json!(firefox));
    }
    let mut wishes = Capabilities::new();
    wishes.set("browserName", "firefox")?;
    wishes.set("moz:firefoxOptions", options)?;
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wishes).await?;
    driver.goto("about:blank").await?;
    // geckodriver creates the profile for this session.
    Ok(Browser { driver, engine: Engine::Firefox, programs: vec![process], profile: Profile::Unknown })
}
