//! A request of the load test.

use reqwest::Method;

/// A request.
pub struct TrialRequest {
    /// Its kind, as printed in the table.
    pub kind: &'static str,
    /// The method.
    pub method: Method,
    /// The address.
    pub url: String,
    /// The JSON body.
    pub body: Option<String>,
}

impl TrialRequest {
    /// A GET request.
    pub fn get(kind: &'static str, url: String) -> Self {
        Self { kind, method: Method::GET, url, body: None }
    }

    /// A request with a body.
    pub fn send(kind: &'static str, method: Method, url: String, body: &serde_json::Value) -> Self {
        Self { kind, method, url, body: Some(body.to_string()) }
    }
}
