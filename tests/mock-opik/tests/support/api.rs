//! The API of a new server, asked without a socket.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use mock_opik::clock::Clock;
use mock_opik::routes;
use mock_opik::state::{AppState, ThreadRules};
use mock_opik::store::Store;
use serde_json::Value;
use tower::ServiceExt;

/// A server in memory for one test.
pub struct Api {
    pub state: AppState,
    router: Router,
}

impl Api {
    /// With guarded threads.
    pub fn new() -> Self {
        Self::with(ThreadRules::Guarded)
    }

    /// With these rules.
    pub fn with(rules: ThreadRules) -> Self {
        let state = AppState::new(Store::memory().unwrap(), Clock::default(), rules);
        Self { router: routes::api(state.clone()), state }
    }

    /// The router itself.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Makes a call; returns status and JSON, null when the answer is empty. A null body sends nothing.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request =
            Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        let (status, _, answer) = self.send(request.body(body).unwrap()).await;
        (status, answer)
    }

    /// Makes a call; returns status and body as text.
    pub async fn text(&self, method: &str, path: &str, body: Value) -> (StatusCode, String) {
        let request =
            Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        let response =
            self.router().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// A call without a body in another workspace.
    pub async fn call_in(&self, workspace: &str, method: &str, path: &str) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path).header("comet-workspace", workspace);
        let (status, _, answer) = self.send(request.body(Body::empty()).unwrap()).await;
        (status, answer)
    }

    /// A call that must succeed.
    pub async fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, body).await;
        assert!(status.is_success(), "{method} {path}: {status} {answer}");
        answer
    }

    /// A GET that must succeed.
    pub async fn get(&self, path: &str) -> Value {
        self.ok("GET", path, Value::Null).await
    }

    /// A POST that must make something; returns the id in its `Location`.
    pub async fn create(&self, path: &str, body: Value) -> String {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let (status, location, answer) = self.send(request.body(Body::from(body.to_string())).unwrap()).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        location.unwrap().rsplit('/').next().unwrap().to_owned()
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, Option<String>, Value) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location =
            response.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, location, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}
