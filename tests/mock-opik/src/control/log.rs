//! What was asked, in the order it came in.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bytes::Bytes;
use http_body_util::BodyExt;
use serde::Serialize;

use super::Pattern;

/// A request as the log keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// Its method.
    pub method: String,
    /// Its path, as patterns match it.
    pub path: String,
    /// Its query, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// What was sent along, where that is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whose it is, as `X-Forwarded-User` says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The answer's status; none while it is under way, or when it was dropped without being carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Whether it is being held.
    pub held: bool,
    /// Whether whoever asked was not told what the status says.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

/// The longest body that is kept, in bytes: a conversation's changes, not its conversations.
const LONGEST: usize = 64 * 1024;

impl LoggedRequest {
    /// A request to `path`, and the request again: its body was read.
    pub(crate) async fn of(path: &str, request: Request<Body>) -> (Self, Request<Body>) {
        let (parts, body) = request.into_parts();
        // What breaks off here would break off there: nothing is what the handler then complains about.
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

    /// Whether it was carried out, whatever was answered.
    pub fn was_carried_out(&self) -> bool {
        self.status.is_some_and(|status| status < 300)
    }
}

/// The requests since the log was last emptied. A request is known by its number, which counts from the beginning.
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

/// How a request ended: with this status, or dropped without being carried out.
pub(crate) struct RequestEnd {
    pub(crate) status: Option<StatusCode>,
    /// Whether whoever asked was not told.
    pub(crate) lost: bool,
}
