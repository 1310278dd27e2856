//! What a test must not leave behind: errors in the console, and requests to anywhere else.

use serde_json::Value;
use thirtyfour::prelude::*;

use crate::Outcome;

/// What the browser reported since the last look.
#[derive(Debug, Default)]
pub struct Report {
    /// Errors in the console, panics and refusals of the Content-Security-Policy among them.
    pub errors: Vec<String>,
    /// Everything in the console, for the report of a failure.
    pub console: Vec<String>,
    /// The addresses of all requests, in order.
    pub requests: Vec<String>,
}

impl Report {
    /// Takes what has come in since the last time.
    pub async fn take(&mut self, driver: &WebDriver) -> Outcome {
        for entry in driver.browser_log().await? {
            let line = format!("{}: {}", entry.level, entry.message);
            if entry.level == "SEVERE" {
                self.errors.push(line.clone());
            }
            self.console.push(line);
        }
        for entry in driver.get_log("performance").await? {
            let Ok(event) = serde_json::from_str::<Value>(&entry.message) else { continue };
            if event.pointer("/message/method") == Some(&Value::from("Network.requestWillBeSent"))
                && let Some(url) = event.pointer("/message/params/request/url").and_then(Value::as_str)
            {
                self.requests.push(url.to_owned());
            }
        }
        Ok(())
    }

    /// The errors that were not expected: those that contain none of the given words.
    pub fn unexpected(&self, expected: &[String]) -> Vec<String> {
        let known = |line: &&String| !expected.iter().any(|words| line.contains(words.as_str()));
        self.errors.iter().filter(known).cloned().collect()
    }

    /// Requests to anywhere but `origin`; what is inline or made in the page is no request.
    pub fn strays(&self, origin: &str) -> Vec<String> {
        let own = |url: &&String| {
            !url.starts_with(origin)
                && !["data:", "blob:", "about:", "chrome:"].iter().any(|s| url.starts_with(s))
        };
        self.requests.iter().filter(own).cloned().collect()
    }
}
