//! A server in memory with a frozen clock, and short ways to send requests to it.
#![allow(dead_code, reason = "each test file uses the part it needs")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::BodyExt;
use mock_opik::clock::Clock;
use mock_opik::routes;
use mock_opik::state::{AppState, ThreadRules};
use mock_opik::store::Store;
use serde_json::{Value, json};
use tower::ServiceExt;

pub struct Server {
    pub api: Router,
    pub state: AppState,
}

/// The time at which every test begins.
pub fn noon() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

/// The nth version 7 id of the time `seconds` after noon.
pub fn id(seconds: i64, n: u32) -> String {
    let millis = (noon() + TimeDelta::seconds(seconds)).timestamp_millis();
    let digits = format!("{millis:012x}");
    format!("{}-{}-7000-8000-{n:012x}", &digits[..8], &digits[8..])
}

/// The time `seconds` after noon, as sent in requests.
pub fn at(seconds: i64) -> String {
    (noon() + TimeDelta::seconds(seconds)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

pub fn guarded() -> Server {
    server(ThreadRules::Guarded)
}

pub fn server(rules: ThreadRules) -> Server {
    server_on(Store::memory().unwrap(), rules)
}

/// A server on this store.
pub fn server_on(store: Store, rules: ThreadRules) -> Server {
    let state = AppState::new(store, Clock::frozen(noon()), rules);
    Server { api: routes::api(state.clone()), state }
}

/// A turn: a trace of `thread` in the project `p` that takes a second.
pub fn turn(seconds: i64, n: u32, thread: &str, input: &str, output: &str) -> Value {
    json!({
        "id": id(seconds, n), "project_name": "p", "name": "turn", "thread_id": thread,
        "start_time": at(seconds), "end_time": at(seconds + 1),
        "input": {"q": input}, "output": {"a": output}, "last_updated_at": at(seconds + 1), "source": "sdk",
    })
}

impl Server {
    pub fn pass(&self, span: TimeDelta) {
        self.state.clock.advance(span);
    }

    pub async fn send(&self, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        self.send_as("", method, path, &body.to_string()).await
    }

    pub async fn send_as(&self, author: &str, method: &str, path: &str, body: &str) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(format!("/v1/private/{path}"));
        let request = if author.is_empty() { request } else { request.header("x-forwarded-user", author) };
        let request =
            request.header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap();
        let response = self.api.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// A request that must succeed.
    pub async fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.send(method, path, body).await;
        assert!(status.is_success(), "{method} {path}: {status} {answer}");
        answer
    }

    pub async fn get(&self, path: &str) -> Value {
        self.ok("GET", path, Value::Null).await
    }

    pub async fn log(&self, traces: Vec<Value>) {
        self.ok("POST", "traces/batch", json!({ "traces": traces })).await;
    }

    pub async fn log_spans(&self, spans: Vec<Value>) {
        self.ok("POST", "spans/batch", json!({ "spans": spans })).await;
    }

    /// The thread of project `p`.
    pub async fn thread(&self, id: &str) -> Value {
        self.ok("POST", "traces/threads/retrieve", json!({ "project_name": "p", "thread_id": id })).await
    }

    pub async fn close(&self, id: &str) {
        self.ok("PUT", "traces/threads/close", json!({ "project_name": "p", "thread_id": id })).await;
    }

    /// The ids in a list's answer, in order.
    pub async fn ids(&self, list: &str, query: &[(&str, &str)]) -> Vec<String> {
        let page = self.get(&format!("{list}?{}", encode(query))).await;
        page["content"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The ids of the matching threads of project `p`, in order.
    pub async fn threads(&self, query: &[(&str, &str)]) -> Vec<String> {
        let all: Vec<_> = [("project_name", "p"), ("size", "1000")].iter().chain(query).copied().collect();
        self.ids("traces/threads", &all).await
    }
}

/// A query string.
pub fn encode(pairs: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// The value of the query parameter `filters` with one filter.
pub fn filter(field: &str, operator: &str, value: &str) -> String {
    json!([{ "field": field, "operator": operator, "key": "", "value": value, "type": "string" }]).to_string()
}
