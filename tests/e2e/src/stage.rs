//! The environment of a test: a server and a browser of its own, and a cleanup that always runs.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use mock_opik::control::Controls;
use mock_opik::server::{Config, Running, start};
use thirtyfour::prelude::*;

use crate::browser::{Browser, Engine};
use crate::console::Report;
use crate::find::focused;
use crate::{Outcome, paths};

/// No test takes this long, unless it hangs.
const LIMIT: Duration = Duration::from_secs(240);

/// The server and the browser of a test.
pub struct Stage {
    /// The browser of the test.
    pub browser: Browser,
    /// The URL of the app, with a slash at the end. A test with a proxy sets its own copy to the proxy.
    pub base: String,
    controls: Arc<Controls>,
    expected: Mutex<Vec<String>>,
    report: tokio::sync::Mutex<Report>,
}

impl Stage {
    /// The WebDriver session.
    pub fn driver(&self) -> &WebDriver {
        &self.browser.driver
    }

    /// The controls of the server: hold, release and fail requests, read its log.
    pub fn controls(&self) -> Outcome<&Arc<Controls>> {
        Ok(&self.controls)
    }

    /// Another user at the same server, with a browser of their own. See [`Stage::leave`].
    pub async fn guest(&self) -> Outcome<Self> {
        Ok(Self::of(Browser::start().await?, self.base.clone(), self.controls.clone()))
    }

    /// Ends a guest's browser, with the same checks as at the end of a test.
    pub async fn leave(self) -> Outcome {
        let clean = self.is_clean().await;
        self.browser.quit().await?;
        clean
    }

    fn of(browser: Browser, base: String, controls: Arc<Controls>) -> Self {
        Self { browser, base, controls, expected: Mutex::default(), report: tokio::sync::Mutex::default() }
    }

    /// Opens a path of the app.
    pub async fn open(&self, path: &str) -> Outcome {
        self.driver().goto(format!("{}{path}", self.base)).await?;
        if self.browser.engine != Engine::Chromium {
            // Starts recording errors.
            self.report.lock().await.take(&self.browser).await?;
        }
        Ok(())
    }

    /// The current path and query without the app's own part: `default/projects?...`.
    pub async fn path(&self) -> Outcome<String> {
        let url = self.driver().current_url().await?.to_string();
        Ok(url.strip_prefix(&self.base).unwrap_or(&url).to_owned())
    }

    /// The value of a query parameter of the current URL.
    pub async fn query(&self, name: &str) -> Outcome<Option<String>> {
        let url = self.driver().current_url().await?;
        Ok(url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()))
    }

    /// Presses keys in the element that has the focus.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) -> Outcome {
        focused(self.driver()).await?.send_keys(keys).await
    }

    /// Makes the page believe that its tab is hidden until the next load: it does not poll then, so that all its
    /// requests have other causes.
    pub async fn out_of_sight(&self) -> Outcome {
        let script = "Object.defineProperty(document, 'hidden', { get: () => true });";
        self.driver().execute(script, vec![]).await?;
        Ok(())
    }

    /// Console errors that contain these words are expected.
    pub fn expect_error(&self, words: &str) {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).push(words.to_owned());
    }

    /// The URLs of all requests so far.
    pub async fn requests(&self) -> Outcome<Vec<String>> {
        let mut report = self.report.lock().await;
        report.take(&self.browser).await?;
        Ok(report.requests.clone())
    }

    /// Fails if the console has an error or a request went to another origin. Checked after every test; tests may call
    /// it at other moments too.
    pub async fn is_clean(&self) -> Outcome {
        let mut report = self.report.lock().await;
        report.take(&self.browser).await?;
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let errors = report.unexpected(&expected);
        if !errors.is_empty() {
            return Err(format!("errors in the console:\n  {}", errors.join("\n  ")).into());
        }
        let strays = report.strays("127.0.0.1");
        if !strays.is_empty() {
            return Err(format!("requests to other origins:\n  {}", strays.join("\n  ")).into());
        }
        Ok(())
    }

    /// Saves what is needed to see why the test failed.
    async fn keep_evidence(&self, name: &str) -> Outcome<String> {
        let directory = paths::failures().join(name.replace("::", "-"));
        std::fs::create_dir_all(&directory)?;
        let address = self.driver().current_url().await?;
        // The logs first: a page that hangs allows no screenshot.
        let mut report = self.report.lock().await;
        let _ = report.take(&self.browser).await;
        let log = format!("{address}\n\n{}\n\n{}\n", report.console.join("\n"), report.requests.join("\n"));
        std::fs::write(directory.join("console.txt"), log)?;
        let asked: Vec<String> = self
            .controls()?
            .log()
            .iter()
            .map(|seen| format!("{} {} {:?} {:?}", seen.method, seen.path, seen.query, seen.status))
            .collect();
        std::fs::write(directory.join("requests.txt"), asked.join("\n"))?;
        std::fs::write(directory.join("page.html"), self.driver().source().await?)?;
        self.driver().screenshot(&directory.join("page.png")).await?;
        Ok(directory.display().to_string())
    }
}

/// Runs a test with the server's default [`Config`], the built app and the test controls.
///
/// # Panics
///
/// If the test fails, its console has errors, or something could not be started.
pub async fn run(test: impl AsyncFnOnce(&Stage) -> Outcome) {
    run_with(Config::default(), test).await;
}

/// Like [`run`], with another configuration of the server.
///
/// # Panics
///
/// Like [`run`].
pub async fn run_with(config: Config, test: impl AsyncFnOnce(&Stage) -> Outcome) {
    run_within(LIMIT, config, test).await;
}

/// Like [`run_with`], with another time limit.
///
/// # Panics
///
/// Like [`run`].
pub async fn run_within(limit: Duration, config: Config, test: impl AsyncFnOnce(&Stage) -> Outcome) {
    let name = std::thread::current().name().unwrap_or("test").to_owned();
    let (stage, server) =
        set_up(config).await.unwrap_or_else(|error| stop(&format!("could not set up: {error}")));
    let body = tokio::time::timeout(limit, async {
        test(&stage).await?;
        stage.is_clean().await
    });
    let ended = AssertUnwindSafe(body).catch_unwind().await;
    let failed = !matches!(ended, Ok(Ok(Ok(()))));
    if failed {
        match tokio::time::timeout(Duration::from_secs(20), stage.keep_evidence(&name)).await {
            Ok(Ok(place)) => eprintln!("Picture, page and logs of {name} are in {place}"),
            other => eprintln!("No picture of {name} could be kept: {other:?}"),
        }
    }
    let quit = stage.browser.quit().await;
    server.stop().await;
    match ended {
        Err(panic) => resume_unwind(panic),
        Ok(Err(_)) => stop(&format!("took longer than {} s", limit.as_secs())),
        Ok(Ok(Err(error))) => stop(&error.to_string()),
        Ok(Ok(Ok(()))) => quit.unwrap_or_else(|error| stop(&format!("the browser did not quit: {error}"))),
    }
}

async fn set_up(config: Config) -> Outcome<(Stage, Running)> {
    let app = paths::app();
    if !app.join("index.html").is_file() {
        return Err(format!("there is no built app in {}: run `cargo xtask build`", app.display()).into());
    }
    let server = start(Config { app: Some(app), test_controls: true, ..config }).await?;
    let controls = server.controls().cloned().ok_or("the server has no test controls")?;
    Ok((Stage::of(Browser::start().await?, server.base_url(), controls), server))
}

#[expect(clippy::panic, reason = "this is how a test fails")]
fn stop(sentence: &str) -> ! {
    panic!("{sentence}")
}
