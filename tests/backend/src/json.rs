//! Request bodies as the SDKs really send them. Python writes `NaN`, `Infinity` and lone surrogate escapes; one of
//! those must not cost a batch of a thousand traces, so they are mended before the strict parser sees them.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

pub mod mend;

/// The largest body, in bytes after unpacking. The SDK sends batches of up to 50 MB.
pub const LARGEST: usize = 256 * 1024 * 1024;

/// A body as text that serde_json reads: UTF-8 with what is broken replaced, and mended.
pub struct BodyText(pub String);

impl<S: Send + Sync> FromRequest<S> for BodyText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let named = is_named_json(request.headers());
        let bytes = whole(request.into_body()).await?;
        if !bytes.is_empty() && !named {
            return Err(ApiError::unsupported());
        }
        if bytes.trim_ascii().is_empty() {
            return Err(ApiError::broken("The request body must not be null"));
        }
        let text = match String::from_utf8_lossy(&bytes) {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(text) => text,
        };
        Ok(Self(match mend::mend(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(mended) => mended,
        }))
    }
}

/// Whether the headers say that the body is JSON. It is not taken for JSON otherwise (Opik: 415): what a page may send to
/// another origin without asking first is a form, plain text, or nothing at all about the content.
pub fn is_named_json(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(header::CONTENT_TYPE).iter();
    let (first, second) = (kinds.next(), kinds.next());
    let kind = first.filter(|_| second.is_none()).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

async fn whole(body: Body) -> Result<Bytes, ApiError> {
    match Limited::new(body, LARGEST).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::too_large(format!(
            "The request body is larger than {LARGEST} bytes once unpacked. Send it in smaller batches."
        ))),
        Err(_) => Err(ApiError::unreadable("The request body broke off.")),
    }
}

/// A whole body as `T`; refused as Opik refuses it: 400 `Unable to process JSON. …`.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let BodyText(text) = BodyText::from_request(request, state).await?;
        parse(&text).map(Json)
    }
}

/// Reads `text` as a `T`.
///
/// # Errors
/// 400 `Unable to process JSON. …`.
pub fn parse<'a, T: serde::Deserialize<'a>>(text: &'a str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(|error| ApiError::unreadable(error.to_string()))
}

/// An answer: 200 and `value` as JSON.
pub struct Answer<T>(pub T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => {
                let json = HeaderValue::from_static("application/json");
                (StatusCode::OK, [(header::CONTENT_TYPE, json)], body).into_response()
            }
            Err(error) => ApiError::internal(error).into_response(),
        }
    }
}

/// An answer of one JSON object a line, as Opik streams: each followed by `\r\n`, and nothing at all when there are
/// none.
pub fn lines<T: Serialize>(items: &[T]) -> Response {
    let mut body = Vec::new();
    for item in items {
        if let Err(error) = serde_json::to_writer(&mut body, item) {
            return ApiError::internal(error).into_response();
        }
        body.extend_from_slice(b"\r\n");
    }
    let kind = HeaderValue::from_static("application/octet-stream");
    (StatusCode::OK, [(header::CONTENT_TYPE, kind)], body).into_response()
}

/// 201 with the address of what was made (Opik: `Location`), and `body` if there is one.
pub fn created(location: &str, body: Option<&serde_json::Value>) -> Response {
    let mut response = match body {
        Some(body) => Answer(body).into_response(),
        None => Response::new(Body::empty()),
    };
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
