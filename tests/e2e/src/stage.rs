//! What a test stands on: its own server, its own browser, and an end that cleans up whatever happened.

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

/// No test takes this long, except one that hangs.
const LIMIT: Duration = Duration::from_secs(240);

/// A server and a browser.
pub struct Stage {
    /// The browser.
    pub browser: Browser,
    /// The address of the app, with a slash at the end. A test that puts a proxy between changes its own copy.
    pub base: String,
    controls: Arc<Controls>,
    expected: Mutex<Vec<String>>,
    report: tokio::sync::Mutex<Report>,
}

impl Stage {
    /// The session.
    pub fn driver(&self) -> &WebDriver {
        &self.browser.driver
    }

    /// Hold, release and fail requests, read the log.
    pub fn controls(&self) -> Outcome<&Arc<Controls>> {
        Ok(&self.controls)
    }

    /// Somebody else at the same server, with a browser of their own. See [`Stage::leave`].
    pub async fn guest(&self) -> Outcome<Self> {
        Ok(Self::of(Browser::start().await?, self.base.clone(), self.controls.clone()))
    }

    /// A guest goes; what must hold after every test must hold for it too.
    pub async fn leave(self) -> Outcome {
        let clean = self.is_clean().await;
        self.browser.quit().await?;
        clean
    }

    fn of(browser: Browser, base: String, controls: Arc<Controls>) -> Self {
        Self { browser, base, controls, expected: Mutex::default(), report: tokio::sync::Mutex::default() }
    }

    /// Goes to an address below the app's.
    pub async fn open(&self, path: &str) -> Outcome {
        self.driver().goto(format!("{}{path}", self.base)).await?;
        if self.browser.engine != Engine::Chromium {
            // What goes wrong from here on is heard.
            self.report.lock().await.take(&self.browser).await?;
        }
        Ok(())
    }

    /// The present address without the app's own part: `default/projects?...`.
    pub async fn path(&self) -> Outcome<String> {
        let url = self.driver().current_url().await?.to_string();
        Ok(url.strip_prefix(&self.base).unwrap_or(&url).to_owned())
    }

    /// The value of a query parameter of the present address.
    pub async fn query(&self, name: &str) -> Outcome<Option<String>> {
        let url = self.driver().current_url().await?;
        Ok(url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()))
    }

    /// Presses keys where the focus is.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) -> Outcome {
        focused(self.driver()).await?.send_keys(keys).await
    }

    /// As if another tab lay over the page: it looks for others' work no more, so that what it asks for is its own
    /// doing. Until the next load.
    pub async fn out_of_sight(&self) -> Outcome {
        let script = "Object.defineProperty(document, 'hidden', { get: () => true });";
        self.driver().execute(script, vec![]).await?;
        Ok(())
    }

    /// Errors in the console that contain these words are meant to be there.
    pub fn expect_error(&self, words: &str) {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).push(words.to_owned());
    }

    /// The addresses of all requests so far.
    pub async fn requests(&self) -> Outcome<Vec<String>> {
        let mut report = self.report.lock().await;
        report.take(&self.browser).await?;
        Ok(report.requests.clone())
    }

    /// The console must hold no error, and no request may have gone to another origin. Checked after every test, and
    /// by tests that want to know in between.
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

    /// Keeps what a person needs to see why the test failed.
    async fn keep_evidence(&self, name: &str) -> Outcome<String> {
        let directory = paths::failures().join(name.replace("::", "-"));
        std::fs::create_dir_all(&directory)?;
        let address = self.driver().current_url().await?;
        // The logs first: a page that hangs takes no picture.
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

/// Gives a test its stage: the server as [`Config`] says by default, with the built app and the test controls.
///
/// # Panics
/// When the test fails, its console is not clean, or nothing could be started.
pub async fn run(test: impl AsyncFnOnce(&Stage) -> Outcome) {
    run_with(Config::default(), test).await;
}

/// The same, on a server that is configured otherwise.
///
/// # Panics
/// As [`run`].
pub async fn run_with(config: Config, test: impl AsyncFnOnce(&Stage) -> Outcome) {
    run_within(LIMIT, config, test).await;
}

/// The same, for a test that may take as long as that.
///
/// # Panics
/// As [`run`].
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
