//! What a refused request is answered with, in Opik's shapes: `{"code", "message", "details"?}` for business errors,
//! `{"errors": […]}` for validation, conflicts and objects looked up by id.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A refusal: a status and a body.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The JSON body.
    pub body: Value,
}

/// What handlers and the store answer.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    fn coded(status: StatusCode, message: &str) -> Self {
        Self { status, body: json!({ "code": status.as_u16(), "message": message }) }
    }

    fn listed(status: StatusCode, errors: &[String]) -> Self {
        Self { status, body: json!({ "errors": errors }) }
    }

    /// 400 `{"code", "message"}`: a request that makes no sense.
    pub fn bad_request(message: impl AsRef<str>) -> Self {
        Self::coded(StatusCode::BAD_REQUEST, message.as_ref())
    }

    /// 400 for an id that is no UUID of version 7 (Opik: `Invalid UUID for id`); `what` is `Trace`, `Span`, …
    pub fn not_v7(what: &str) -> Self {
        let details = format!("{what} id must be a version 7 UUID");
        let body = json!({ "code": 400, "message": "Invalid UUID for id", "details": details });
        Self { status: StatusCode::BAD_REQUEST, body }
    }

    /// 400 for a body that is no JSON, or holds a value of the wrong kind.
    pub fn unreadable(reason: impl AsRef<str>) -> Self {
        Self::bad_request(format!("Unable to process JSON. {}", reason.as_ref()))
    }

    /// 400 `{"errors"}`: a query parameter outside its limits.
    pub fn bad_query(error: impl Into<String>) -> Self {
        Self::listed(StatusCode::BAD_REQUEST, &[error.into()])
    }

    /// 404 `{"code", "message"}`, for most things.
    pub fn not_found(message: impl AsRef<str>) -> Self {
        Self::coded(StatusCode::NOT_FOUND, message.as_ref())
    }

    /// 404 `{"errors"}`, for a project or definition looked up as an object.
    pub fn no_such_object(error: impl Into<String>) -> Self {
        Self::listed(StatusCode::NOT_FOUND, &[error.into()])
    }

    /// 409 `{"errors"}`.
    pub fn conflict(error: impl Into<String>) -> Self {
        Self::listed(StatusCode::CONFLICT, &[error.into()])
    }

    /// 422 `{"errors"}`: a body that breaks rules, one text for each.
    pub fn invalid(errors: Vec<String>) -> Self {
        Self::listed(StatusCode::UNPROCESSABLE_ENTITY, &errors)
    }

    /// 422 with one text.
    pub fn broken(error: impl Into<String>) -> Self {
        Self::invalid(vec![error.into()])
    }

    /// 415: a body that does not say that it is JSON.
    pub fn unsupported() -> Self {
        Self::coded(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "HTTP 415 Unsupported Media Type. Send JSON, with the header Content-Type: application/json",
        )
    }

    /// 413: more bytes than the server takes.
    pub fn too_large(message: impl AsRef<str>) -> Self {
        Self::coded(StatusCode::PAYLOAD_TOO_LARGE, message.as_ref())
    }

    /// 500: our fault; the reason goes to the log, not to the client.
    pub fn internal(reason: impl std::fmt::Display) -> Self {
        tracing::error!("{reason}");
        Self::coded(StatusCode::INTERNAL_SERVER_ERROR, "The server could not carry this out.")
    }

    /// The texts of this error, whichever its shape.
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
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(format_args!("storage: {error}"))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        (self.status, [(header::CONTENT_TYPE, json)], self.body.to_string()).into_response()
    }
}
