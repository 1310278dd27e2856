//! Errors of API calls, distinguished by what a person can do about them.

use std::fmt;

use crate::text::visible::visible;

use super::{fields::Fields, payload};

/// Milliseconds to wait after a 429 that does not say how long.
const REST: i64 = 2_000;

/// Why a call failed. Its `Display` text is shown to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer at all: the server or the network is down.
    Offline,
    /// The request was aborted because its view is gone. Never shown.
    Aborted,
    /// 401, 403, 407 or 511, a redirect, or a page where JSON was expected: the person has to sign in first.
    Denied,
    /// 404 with the API's own message: the object does not exist (any more).
    Missing(String),
    /// Another 4xx with the API's own message: the request is wrong.
    Refused { status: u16, message: String },
    /// A 4xx without one of the API's error bodies: probably from a proxy in front of the server.
    Foreign(u16),
    /// 429: too many requests. In how many milliseconds the server wants to be asked again.
    Busy(i64),
    /// 5xx, or 408 or 425, which ask to retry later.
    Broken {
        status: u16,
        /// `Retry-After` in milliseconds.
        after: Option<i64>,
    },
    /// An answer with an unexpected format; the text says where and what.
    Unreadable(String),
}

impl ApiError {
    /// Classifies an answer that is not a success. `body` may be anything; `after` is `Retry-After` in milliseconds.
    pub fn from_answer(status: u16, body: &str, after: Option<i64>) -> Self {
        match status {
            401 | 403 | 407 | 511 => return Self::Denied,
            429 => return Self::Busy(after.unwrap_or(REST)),
            400..=499 if !matches!(status, 408 | 425) => {}
            _ => return Self::Broken { status, after },
        }
        match own_words(status, body) {
            // A proxy's limit is as final as the server's own: the same request never becomes smaller.
            None if is_too_large(status) => {
                Self::Refused { status, message: format!("it answered {status}") }
            }
            None => Self::Foreign(status),
            Some(message) if status == 404 => Self::Missing(message),
            Some(message) => Self::Refused { status, message },
        }
    }

    /// Whether the same request may succeed later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Offline | Self::Busy(_) | Self::Broken { .. })
    }

    /// Whether the request is refused for good: by the API itself, or because it is too large. Other errors from a proxy
    /// are never final.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Missing(_) | Self::Refused { .. })
    }

    /// After how many milliseconds the server wants to be asked again, if it says so.
    pub fn after(&self) -> Option<i64> {
        match self {
            Self::Busy(after) => Some(*after),
            Self::Broken { after, .. } => *after,
            _ => None,
        }
    }

    /// A short headline for an error panel.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Offline => "The server cannot be reached",
            Self::Aborted => "Stopped",
            Self::Denied => "This server asks to sign in",
            Self::Missing(_) => "Not found",
            Self::Refused { status, .. } if is_too_large(*status) => "The server says this is too large",
            Self::Refused { .. } => "The server refused this",
            Self::Busy(_) => "The server is busy",
            Self::Broken { .. } => "The server has a problem",
            Self::Foreign(_) | Self::Unreadable(_) => "The answer could not be read",
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline => {
                f.write_str("Check that the server is running and that you are online, then try again.")
            }
            Self::Aborted => f.write_str("The request was stopped."),
            Self::Denied => f.write_str("Open it in another tab and sign in there, then try again."),
            Self::Missing(words) if words.is_empty() => {
                f.write_str("It may have been deleted, or the link may be incomplete.")
            }
            Self::Missing(words) => {
                write!(f, "{words}. It may have been deleted, or the link may be incomplete.")
            }
            Self::Refused { message, .. } => f.write_str(message),
            Self::Foreign(status) => {
                write!(
                    f,
                    "Something between this page and the server answered {status}. Try again in a moment."
                )
            }
            Self::Busy(after) => write!(f, "It asks to be tried again in {} s.", (after + 999) / 1000),
            Self::Broken { status, .. } => {
                write!(f, "It answered {status}. Trying again in a moment often helps.")
            }
            Self::Unreadable(what) => {
                write!(f, "This may not be an Opik server, or a proxy is in the way ({what}).")
            }
        }
    }
}

/// Whether a status says that the request's body or URL is too large.
fn is_too_large(status: u16) -> bool {
    matches!(status, 413 | 414)
}

/// The message in one of the API's error bodies (`{"code": 404, "message": …}` or `{"errors": [ … ]}`); `None` if the
/// body has neither form.
fn own_words(status: u16, body: &str) -> Option<String> {
    let mut body = Fields::of(payload::read(body).ok()?);
    let words = if body.count("code") == Some(status.into()) {
        body.text("message").unwrap_or_default()
    } else {
        Some(body.texts("errors")).filter(|errors| !errors.is_empty())?.join("; ")
    };
    let words = visible(words.trim().trim_end_matches(['.', ':']));
    Some(if words.is_empty() && status != 404 { format!("status {status}") } else { words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_of_opiks_error_shapes_are_read() {
        let missing = ApiError::from_answer(404, r#"{"code":404,"message":"Project id: X not found"}"#, None);
        assert_eq!(missing, ApiError::Missing("Project id: X not found".into()));
        let refused = ApiError::from_answer(422, r#"{"errors":["a","b"]}"#, None);
        assert_eq!(refused, ApiError::Refused { status: 422, message: "a; b".into() });
        let wordless = ApiError::from_answer(400, r#"{"code":400}"#, None);
        assert_eq!(wordless, ApiError::Refused { status: 400, message: "status 400".into() });
        assert!([missing, refused, wordless].iter().all(ApiError::is_final));
    }

    #[test]
    fn what_the_api_did_not_say_is_never_final() {
        let bodies =
            ["<html>no</html>", "", "no", "[]", r#"{"message":"no Route matched"}"#, r#"{"errors":[]}"#];
        for status in [400, 404, 405, 409, 418, 422, 431] {
            for body in bodies.iter().chain(&[r#"{"code":"NoSuchKey","message":"no"}"#]) {
                let error = ApiError::from_answer(status, body, None);
                assert_eq!(error, ApiError::Foreign(status), "{status} {body}");
                assert!(!error.is_final() && error.to_string().contains(&status.to_string()));
            }
        }
        let own = r#"{"code":401,"message":"no"}"#;
        assert!(
            [401, 403, 407, 511]
                .iter()
                .all(|status| ApiError::from_answer(*status, own, None) == ApiError::Denied)
        );
    }

    #[test]
    fn what_asks_to_come_again_passes_and_says_when() {
        for status in [408, 425, 429, 500, 502, 503, 504] {
            let error = ApiError::from_answer(status, "<html>", Some(7_000));
            assert!(error.is_passing() && !error.is_final(), "{status}");
            assert_eq!(error.after(), Some(7_000));
        }
        assert_eq!(ApiError::from_answer(503, "", None).after(), None);
        assert_eq!(ApiError::from_answer(429, "", None), ApiError::Busy(REST));
        let busy = ApiError::from_answer(429, r#"{"code":429,"message":"Too many requests"}"#, Some(11_001));
        assert_eq!(busy.title(), "The server is busy");
        assert_eq!(busy.to_string(), "It asks to be tried again in 12 s.");
    }

    #[test]
    fn what_is_too_large_is_refused_in_words_whoever_says_so() {
        let proxy =
            ApiError::from_answer(413, "<html><title>413 Request Entity Too Large</title></html>", None);
        assert_eq!(proxy, ApiError::Refused { status: 413, message: "it answered 413".into() });
        let own = ApiError::from_answer(413, r#"{"errors":["A comment has at most 1 MB"]}"#, None);
        assert_eq!(own.to_string(), "A comment has at most 1 MB");
        let address = ApiError::from_answer(414, "", None);
        for error in [proxy, own, address] {
            assert!(error.is_final() && !error.is_passing());
            assert_eq!(error.title(), "The server says this is too large");
        }
    }
}
