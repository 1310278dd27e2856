//! Error answers in Opik's two shapes: `{"code", "message", "details"?}` in general, `{"errors": […]}` for validation,
//! conflicts and objects looked up by id.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rusqlite::ErrorCode;
use serde_json::{Value, json};

/// An error answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The JSON body.
    pub body: Value,
}

/// The result of handlers and of the store.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    fn with_message(status: StatusCode, message: &str) -> Self {
        Self { status, body: json!({ "code": status.as_u16(), "message": message }) }
    }

    fn with_errors(status: StatusCode, errors: &[String]) -> Self {
        Self { status, body: json!({ "errors": errors }) }
    }

    /// 400 `{"code", "message"}`.
    pub fn bad_request(message: impl AsRef<str>) -> Self {
        Self::with_message(StatusCode::BAD_REQUEST, message.as_ref())
    }

    /// 400 `Invalid UUID for id`: the id is not a version 7 UUID. `what` is `Trace`, `Span` and so on.
    pub fn not_uuid7(what: &str) -> Self {
        let details = format!("{what} id must be a version 7 UUID");
        let body = json!({ "code": 400, "message": "Invalid UUID for id", "details": details });
        Self { status: StatusCode::BAD_REQUEST, body }
    }

    /// 400 for a body that is not JSON, or has a value of the wrong type.
    pub fn unreadable_json(reason: impl AsRef<str>) -> Self {
        Self::bad_request(format!("Unable to process JSON. {}", reason.as_ref()))
    }

    /// 400 `{"errors"}`: a query parameter outside its limits.
    pub fn bad_query(error: impl Into<String>) -> Self {
        Self::with_errors(StatusCode::BAD_REQUEST, &[error.into()])
    }

    /// 404 `{"code", "message"}`, Opik's usual shape.
    pub fn not_found(message: impl AsRef<str>) -> Self {
        Self::with_message(StatusCode::NOT_FOUND, message.as_ref())
    }

    /// 404 `{"errors"}`, Opik's shape for projects and definitions.
    pub fn no_such_object(error: impl Into<String>) -> Self {
        Self::with_errors(StatusCode::NOT_FOUND, &[error.into()])
    }

    /// 409 `{"errors"}`.
    pub fn conflict(error: impl Into<String>) -> Self {
        Self::with_errors(StatusCode::CONFLICT, &[error.into()])
    }

    /// 422 `{"errors"}`, with a text for each broken rule.
    pub fn invalid(errors: Vec<String>) -> Self {
        Self::with_errors(StatusCode::UNPROCESSABLE_ENTITY, &errors)
    }

    /// 422 with one error text.
    pub fn invalid_one(error: impl Into<String>) -> Self {
        Self::invalid(vec![error.into()])
    }

    /// 415: the body is not declared as `application/json`.
    pub fn unsupported() -> Self {
        Self::with_message(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "HTTP 415 Unsupported Media Type. Send JSON, with the header Content-Type: application/json",
        )
    }

    /// 413: more bytes than the server takes.
    pub fn too_large(message: impl AsRef<str>) -> Self {
        Self::with_message(StatusCode::PAYLOAD_TOO_LARGE, message.as_ref())
    }

    /// 503 `{"code", "message"}`: try again later. SDKs and Colloquy keep what they wrote and send it again.
    pub fn unavailable(message: impl AsRef<str>) -> Self {
        Self::with_message(StatusCode::SERVICE_UNAVAILABLE, message.as_ref())
    }

    /// 503: the transaction was lost because of the disk, not because of this request.
    pub fn storage_lost() -> Self {
        Self::unavailable(
            "The data file could not be written, and nothing of this was kept. Send it again later.",
        )
    }

    /// 500: a bug here; the reason goes to the log, not to the client.
    pub fn internal(reason: impl std::fmt::Display) -> Self {
        tracing::error!("{reason}");
        Self::with_message(StatusCode::INTERNAL_SERVER_ERROR, "The server could not carry this out.")
    }

    /// The error texts, from either shape.
    pub fn texts(&self) -> Vec<String> {
        let listed = self.body.get("errors").and_then(Value::as_array).into_iter().flatten();
        let coded = [self.body.get("details").or_else(|| self.body.get("message"))];
        listed.chain(coded.into_iter().flatten()).filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.body)
    }
}

impl std::error::Error for ApiError {}

impl From<rusqlite::Error> for ApiError {
    /// 503 for what the disk or another program causes, which passes; 500 for the rest, which is a bug here.
    fn from(error: rusqlite::Error) -> Self {
        let message = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => {
                "The disk of this server is full, and nothing of this was kept. Free some space there, then send it again."
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "Another program is writing to the data file of this server, and nothing of this was kept. Send it \
                 again later."
            }
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                "The data file of this server may not be written any more, and nothing of this was kept. Allow \
                 writing there, then send it again."
            }
            Some(ErrorCode::SystemIoFailure) => {
                "The disk of this server failed, and nothing of this was kept. Look after it, then send it again."
            }
            Some(ErrorCode::OutOfMemory) => "This server is out of memory. Send it again later.",
            Some(ErrorCode::TooBig) => return Self::too_large("This is larger than the store can keep."),
            _ => return Self::internal(format_args!("storage: {error}")),
        };
        log_trouble(&error, message);
        Self::unavailable(message)
    }
}

/// Logs why the store cannot be used, at most every ten seconds: refused clients try again and again, and the log may
/// be on the same full disk.
fn log_trouble(error: &rusqlite::Error, message: &str) {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.is_none_or(|last| last.elapsed() > Duration::from_secs(10)) {
        *last = Some(Instant::now());
        tracing::error!("{message} ({error})");
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        let mut response =
            (self.status, [(header::CONTENT_TYPE, json)], self.body.to_string()).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(crate::memory_budget::RETRY_AFTER));
        }
        response
    }
}
