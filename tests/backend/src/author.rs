//! Who is speaking. There is no login (Opik, open source: everybody is `admin`); where a login proxy or the app names
//! a person in `X-Forwarded-User`, scores and comments carry that name.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::ApiError;

/// The name of whoever made the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author(pub String);

/// The name of everybody who gives none.
pub const ADMIN: &str = "admin";

impl<S: Send + Sync> FromRequestParts<S> for Author {
    type Rejection = ApiError;

    /// 404 `Workspace not found` for another workspace than `default` (Opik: open source knows only this one).
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let header =
            |name| parts.headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
        let workspace = header("comet-workspace").map(str::trim).unwrap_or_default();
        if !workspace.is_empty() && workspace != "default" {
            return Err(ApiError::not_found("Workspace not found"));
        }
        let name = header("x-forwarded-user").map(str::trim).filter(|name| !name.is_empty()).unwrap_or(ADMIN);
        Ok(Self(name.chars().take(150).collect()))
    }
}
