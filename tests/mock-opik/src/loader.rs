//! Loads conversations of import, seed and samples through the REST API: a client of the API in the same process,
//! without a socket. So whatever is loaded obeys the rules that SDKs obey.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::clock::Clock;
use crate::routes;
use crate::state::AppState;

pub mod turns;

/// The most traces or spans in a batch (Opik takes up to 1000).
const BATCH: usize = 500;
/// A batch is also sent when it reaches about this many bytes.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// A call that the API refused.
#[derive(Debug)]
pub struct LoadError {
    /// The method and path of the call.
    pub call: String,
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's body.
    pub answer: String,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} was refused with {}: {}", self.call, self.status, self.answer)
    }
}

impl std::error::Error for LoadError {}

/// How much was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadCounts {
    /// Traces sent.
    pub traces: usize,
    /// Spans sent.
    pub spans: usize,
}

/// A client of the API that sends traces and spans in batches. Call [`Loader::flush`] at the end.
pub struct Loader {
    api: Router,
    /// The API's clock, where it is one of its own.
    clock: Option<Clock>,
    project: String,
    traces: Vec<Value>,
    spans: Vec<Value>,
    bytes: usize,
    counts: LoadCounts,
}

impl Loader {
    /// A client that logs to `project`.
    pub fn new(api: Router, project: &str) -> Self {
        Self {
            api,
            clock: None,
            project: project.to_owned(),
            traces: Vec::new(),
            spans: Vec::new(),
            bytes: 0,
            counts: LoadCounts::default(),
        }
    }

    /// A client of an API with a clock of its own, which stands where [`Loader::set_time`] puts it, so that scores and
    /// comments have the times they were given at.
    pub fn with_own_clock(state: &AppState, project: &str) -> Self {
        let clock = Clock::frozen(state.clock.now());
        let api = routes::api(AppState { clock: clock.clone(), ..state.clone() });
        Self { clock: Some(clock), ..Self::new(api, project) }
    }

    /// Sets the time of the calls that follow; without effect where the clock is the server's.
    pub fn set_time(&self, time: DateTime<Utc>) {
        if let Some(clock) = &self.clock {
            clock.set(time);
        }
    }

    /// The project's name.
    pub fn project(&self) -> &str {
        &self.project
    }

    /// How much was sent so far.
    pub fn counts(&self) -> LoadCounts {
        self.counts
    }

    /// Adds the trace and the spans of a turn; sends a batch when enough are waiting.
    ///
    /// # Errors
    /// When the API refuses the batch.
    pub async fn add(&mut self, turn: turns::Turn) -> Result<(), LoadError> {
        self.bytes += turn.size();
        for (mut item, list) in turn.spans.into_iter().map(|span| (span, false)).chain([(turn.trace, true)]) {
            if let Some(fields) = item.as_object_mut() {
                fields.insert("project_name".to_owned(), json!(self.project));
            }
            if list { self.traces.push(item) } else { self.spans.push(item) }
        }
        if self.traces.len() >= BATCH || self.spans.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.flush().await?;
        }
        Ok(())
    }

    /// Sends what is waiting.
    ///
    /// # Errors
    /// When the API refuses it.
    pub async fn flush(&mut self) -> Result<(), LoadError> {
        self.bytes = 0;
        let (traces, spans) = (std::mem::take(&mut self.traces), std::mem::take(&mut self.spans));
        self.counts.traces += traces.len();
        self.counts.spans += spans.len();
        for chunk in traces.chunks(1000) {
            self.send(Method::POST, "/v1/private/traces/batch", json!({ "traces": chunk }), None).await?;
        }
        for chunk in spans.chunks(1000) {
            self.send(Method::POST, "/v1/private/spans/batch", json!({ "spans": chunk }), None).await?;
        }
        Ok(())
    }

    /// Makes one call, as `author` where given; returns the JSON of the answer, null when it is empty.
    ///
    /// # Errors
    /// When the answer is not a success.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Value,
        author: Option<&str>,
    ) -> Result<Value, LoadError> {
        self.send_once(method, path, body, author, None).await
    }

    /// The same with an `Idempotency-Key`, with which a comment is made only once.
    ///
    /// # Errors
    /// When the answer is not a success.
    pub async fn send_once(
        &self,
        method: Method,
        path: &str,
        body: Value,
        author: Option<&str>,
        key: Option<&str>,
    ) -> Result<Value, LoadError> {
        let call = format!("{method} {path}");
        let refused = |status, answer: String| LoadError { call: call.clone(), status, answer };
        let mut request =
            Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        if let Some(author) = author {
            let author = utf8_percent_encode(author, NON_ALPHANUMERIC).to_string();
            request = request.header(HeaderName::from_static("x-forwarded-user"), author);
        }
        if let Some(key) = key {
            request = request.header(HeaderName::from_static("idempotency-key"), key);
        }
        let request = request
            .body(Body::from(body.to_string()))
            .map_err(|error| refused(StatusCode::BAD_REQUEST, error.to_string()))?;
        let response = match self.api.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status();
        let answer = response.into_body().collect().await.map(|all| all.to_bytes()).unwrap_or_default();
        if !status.is_success() {
            return Err(refused(status, String::from_utf8_lossy(&answer).into_owned()));
        }
        Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }
}
