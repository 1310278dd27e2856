//! Who made a request. There is no login: on open-source Opik everybody is `admin`. Where a login proxy or the app
//! names a person in `X-Forwarded-User`, scores and comments carry that name. A header holds Latin letters only, so
//! names in other scripts come percent-encoded.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;

use crate::error::ApiError;

/// The name of whoever made the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author(pub String);

/// The name of everybody who does not give one.
pub const ADMIN: &str = "admin";

/// Longer names are cut to this many characters.
const LONGEST: usize = 150;

/// The name in `X-Forwarded-User`, if any. A value that is not percent-encoded UTF-8 is taken as it is.
pub fn from_headers(headers: &HeaderMap) -> Option<String> {
    let sent = text(headers, "x-forwarded-user");
    let decoded = percent_decode_str(sent).decode_utf8().ok();
    let name = decoded.filter(|name| !name.contains(char::is_control)).unwrap_or(sent.into());
    let name: String = name.trim().chars().take(LONGEST).collect();
    (!name.is_empty()).then_some(name)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    value.map(str::trim).unwrap_or_default()
}

impl<S: Send + Sync> FromRequestParts<S> for Author {
    type Rejection = ApiError;

    /// 404 `Workspace not found` when `Comet-Workspace` names another workspace than `default`, the only one of
    /// open-source Opik.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let workspace = text(&parts.headers, "comet-workspace");
        if !workspace.is_empty() && workspace != "default" {
            return Err(ApiError::not_found("Workspace not found"));
        }
        Ok(Self(from_headers(&parts.headers).unwrap_or_else(|| ADMIN.to_owned())))
    }
}
