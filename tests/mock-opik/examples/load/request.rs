//! One request of the trial.

use reqwest::Method;

/// What a client asks next.
pub struct TrialRequest {
    /// What it is, in the words of the table.
    pub kind: &'static str,
    /// How.
    pub method: Method,
    /// Where.
    pub url: String,
    /// JSON to send along.
    pub body: Option<String>,
}

impl TrialRequest {
    /// A reading.
    pub fn get(kind: &'static str, url: String) -> Self {
        Self { kind, method: Method::GET, url, body: None }
    }

    /// A writing, or a reading with a body.
    pub fn send(kind: &'static str, method: Method, url: String, body: &serde_json::Value) -> Self {
        Self { kind, method, url, body: Some(body.to_string()) }
    }
}
