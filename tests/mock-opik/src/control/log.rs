//! The log of requests, in the order in which they came.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bytes::Bytes;
use http_body_util::BodyExt;
use serde::Serialize;

use super::Pattern;

/// A logged request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// Its method.
    pub method: String,
    /// Its path, without base path, `/api` and trailing slash.
    pub path: String,
    /// Its query, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Its body, if that is text and not too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The value of `X-Forwarded-User`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The status of the answer; none while the request is under way, or when it was dropped without being carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Whether it is being held back.
    pub held: bool,
    /// Whether the client was not sent that status.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

/// Longer bodies, in bytes, are not logged: the log is for changes that people make, not for logged conversations.
const LONGEST: usize = 64 * 1024;

impl LoggedRequest {
    /// Reads a request's body for the log; returns the log entry and the request with the same body.
    pub(crate) async fn of(path: &str, request: Request<Body>) -> (Self, Request<Body>) {
        let (parts, body) = request.into_parts();
        // A body that breaks off is passed on as empty, and the handler answers accordingly.
        let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let text = |bytes: &Bytes| {
            let short = Some(bytes).filter(|bytes| !bytes.is_empty() && bytes.len() <= LONGEST)?;
            std::str::from_utf8(short).ok().map(str::to_owned)
        };
        let user = parts.headers.get("x-forwarded-user").map(|name| String::from_utf8_lossy(name.as_bytes()));
        let seen = Self {
            method: parts.method.to_string(),
            path: path.to_owned(),
            query: parts.uri.query().map(str::to_owned),
            body: text(&bytes),
            user: user.map(std::borrow::Cow::into_owned),
            ..Self::default()
        };
        (seen, Request::from_parts(parts, Body::from(bytes)))
    }

    pub(super) fn fits(&self, pattern: &Pattern) -> bool {
        let method = Method::from_bytes(self.method.as_bytes()).unwrap_or_default();
        pattern.matches(&method, &self.path, self.query.as_deref())
    }

    /// Whether it was carried out with success, whatever the client was sent.
    pub fn was_carried_out(&self) -> bool {
        self.status.is_some_and(|status| status < 300)
    }
}

/// The requests since the log was last emptied. Numbers count from the start of the server, so they stay valid when the
/// log is emptied.
#[derive(Default)]
pub(super) struct RequestLog {
    cleared: usize,
    seen: Vec<LoggedRequest>,
}

impl RequestLog {
    pub(super) fn all(&self) -> &[LoggedRequest] {
        &self.seen
    }

    pub(super) fn clear(&mut self) {
        self.cleared += self.seen.len();
        self.seen.clear();
    }

    pub(super) fn add(&mut self, seen: LoggedRequest) -> usize {
        self.seen.push(seen);
        self.cleared + self.seen.len() - 1
    }

    pub(super) fn change(&mut self, number: usize, change: impl FnOnce(&mut LoggedRequest)) {
        let index = number.checked_sub(self.cleared);
        if let Some(seen) = index.and_then(|index| self.seen.get_mut(index)) {
            change(seen);
        }
    }
}

/// How a request ended; no status when it was dropped without being carried out.
pub(crate) struct RequestEnd {
    pub(crate) status: Option<StatusCode>,
    /// Whether the client was not sent that status.
    pub(crate) lost: bool,
}
