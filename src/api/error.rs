//! What can go wrong between the page and the server, told apart by what a person can do about it.

use std::fmt;

use super::{fields::Fields, payload};

/// Why a call failed. Its `Display` text is what the person reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer at all: the server is down, or the network is.
    Offline,
    /// The view that asked is gone. Never shown.
    Aborted,
    /// 401 or 403, or a login page where JSON was expected.
    Denied,
    /// 404: what the link names is not there (any more).
    Missing(String),
    /// Another 4xx: the server says what is wrong with the request.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's own words.
        message: String,
    },
    /// 5xx.
    Broken(u16),
    /// An answer that is not what the API promises.
    Unreadable(String),
}

impl ApiError {
    /// Reads an answer that is not a success. `body` may be anything.
    pub fn from_answer(status: u16, body: &str) -> Self {
        match status {
            401 | 403 => Self::Denied,
            404 => Self::Missing(server_words(body).unwrap_or_default()),
            400..=499 => Self::Refused {
                status,
                message: server_words(body).unwrap_or_else(|| format!("status {status}")),
            },
            _ => Self::Broken(status),
        }
    }

    /// Worth trying again without changing anything.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Offline | Self::Broken(_))
    }

    /// A short headline for an error panel.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Offline => "The server cannot be reached",
            Self::Aborted => "Stopped",
            Self::Denied => "You have no access to this",
            Self::Missing(_) => "Not found",
            Self::Refused { .. } => "The server refused this",
            Self::Broken(_) => "The server has a problem",
            Self::Unreadable(_) => "The answer makes no sense",
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
            Self::Denied => f.write_str("Log in again in another tab, or ask for access, then try again."),
            Self::Missing(words) if words.is_empty() => {
                f.write_str("It may have been deleted, or the link may be incomplete.")
            }
            Self::Missing(words) => {
                write!(f, "{words}. It may have been deleted, or the link may be incomplete.")
            }
            Self::Refused { message, .. } => f.write_str(message),
            Self::Broken(status) => write!(f, "It answered {status}. Trying again in a moment often helps."),
            Self::Unreadable(what) => {
                write!(f, "This may not be an Opik server, or a proxy is in the way ({what}).")
            }
        }
    }
}

/// Opik: `{"message": …}` or `{"errors": [ … ]}`.
fn server_words(body: &str) -> Option<String> {
    let mut body = Fields::of(payload::read(body).ok()?);
    let words = body.text("message").unwrap_or_else(|| body.texts("errors").join("; "));
    let words = words.trim().trim_end_matches(['.', ':']).to_owned();
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_of_opiks_error_shapes_are_read() {
        let missing = ApiError::from_answer(404, r#"{"code":404,"message":"Project id: X not found"}"#);
        assert_eq!(missing, ApiError::Missing("Project id: X not found".into()));
        let refused = ApiError::from_answer(422, r#"{"errors":["a","b"]}"#);
        assert_eq!(refused, ApiError::Refused { status: 422, message: "a; b".into() });
    }

    #[test]
    fn a_body_that_is_no_json_still_gives_a_sentence() {
        assert_eq!(ApiError::from_answer(404, "<html>"), ApiError::Missing(String::new()));
        assert!(ApiError::from_answer(418, "").to_string().contains("418"));
        assert!(ApiError::from_answer(502, "<html>").is_passing());
    }
}
