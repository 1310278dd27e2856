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
use crate::memory_budget::Reservation;

pub mod limited;
pub mod repair;

/// The largest body, in bytes after unpacking. The SDK sends batches of up to 50 MB.
pub const LARGEST: usize = 256 * 1024 * 1024;

/// A body as text that serde_json reads: UTF-8 with what is broken replaced, and mended.
pub struct BodyText(pub String);

impl<S: Send + Sync> FromRequest<S> for BodyText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = whole(body).await?;
        if !bytes.is_empty() && !is_named_json(&parts.headers) {
            return Err(ApiError::unsupported());
        }
        if bytes.trim_ascii().is_empty() {
            return Err(ApiError::broken("The request body must not be null"));
        }
        let reservation = parts.extensions.get::<Reservation>();
        // The text is the body itself, not a copy of it, when nothing is broken.
        let text = match String::from_utf8(Vec::from(bytes)) {
            Ok(text) => text,
            Err(error) => {
                let broken = error.into_bytes();
                reserve(reservation, 2 * replaced(&broken)).await?;
                String::from_utf8_lossy(&broken).into_owned()
            }
        };
        if !repair::may_need_repair(text.as_bytes()) {
            return Ok(Self(text));
        }
        reserve(reservation, 3 * text.len()).await?;
        let mended = match repair::repair(&text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(mended) => Some(mended),
        };
        Ok(Self(mended.unwrap_or(text)))
    }
}

/// The length of a text whose broken bytes are replaced.
fn replaced(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().len() + char::REPLACEMENT_CHARACTER.len_utf8()).sum()
}

/// Room for more than the twofold length that is held for every body.
async fn reserve(reservation: Option<&Reservation>, bytes: usize) -> Result<(), ApiError> {
    match reservation {
        Some(reservation) => Ok(reservation.at_least(bytes).await?),
        None => Ok(()),
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
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(ApiError::unreadable("The request body broke off.")),
    }
}

fn too_large() -> ApiError {
    ApiError::too_large(format!(
        "The request body is larger than {LARGEST} bytes once unpacked. Send it in smaller batches."
    ))
}

/// A short body as `T`; refused as Opik refuses it: 400 `Unable to process JSON. …`.
pub struct Json<T>(pub T);

/// The longest body that is read into a tree of values, in bytes; of traces and spans only the texts are kept.
const LONGEST_TREE: usize = 1 << 20;
/// A tree of values takes up to so many times the bytes of its text: `[1,1,1]` has one for every two.
const TREE: usize = 40;

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let reservation = request.extensions().get::<Reservation>().cloned();
        let BodyText(text) = BodyText::from_request(request, state).await?;
        if text.len() > LONGEST_TREE {
            return Err(ApiError::too_large(format!("This body may have at most {LONGEST_TREE} bytes.")));
        }
        reserve(reservation.as_ref(), text.len() * TREE).await?;
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
pub struct JsonAnswer<T>(pub T);

impl<T: Serialize> IntoResponse for JsonAnswer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ok("application/json", body.into()),
            Err(error) => ApiError::internal(error).into_response(),
        }
    }
}

/// An answer that may be large, in the room it takes until it is sent.
pub struct LargeJson<T>(pub T, pub Reservation);

impl<T: Serialize> IntoResponse for LargeJson<T> {
    fn into_response(self) -> Response {
        let Self(value, reservation) = self;
        match serde_json::to_vec(&value) {
            Ok(body) => {
                drop(value);
                ok("application/json", kept(body, reservation))
            }
            Err(error) => ApiError::internal(error).into_response(),
        }
    }
}

/// An answer of one JSON object a line, as Opik streams: each followed by `\r\n`, and nothing at all when there are
/// none; in the room it takes until it is sent.
pub fn lines<T: Serialize>(items: Vec<T>, reservation: Reservation) -> Response {
    let mut body = Vec::new();
    for item in items {
        if let Err(error) = serde_json::to_writer(&mut body, &item) {
            return ApiError::internal(error).into_response();
        }
        body.extend_from_slice(b"\r\n");
    }
    ok("application/octet-stream", kept(body, reservation))
}

fn ok(kind: &'static str, body: Bytes) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response()
}

/// Bytes that keep their room as long as they are there.
fn kept(body: Vec<u8>, reservation: Reservation) -> Bytes {
    struct RowCache(Vec<u8>, #[expect(dead_code, reason = "it is dropped with the bytes")] Reservation);
    impl AsRef<[u8]> for RowCache {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    // What was read to write it is gone by now.
    if reservation.try_resize(body.len()).is_err() {
        tracing::debug!("an answer came out larger than the room that was counted for it");
    }
    Bytes::from_owner(RowCache(body, reservation))
}

/// 201 with the address of what was made (Opik: `Location`), and `body` if there is one.
pub fn created(location: &str, body: Option<&serde_json::Value>) -> Response {
    let mut response = match body {
        Some(body) => JsonAnswer(body).into_response(),
        None => Response::new(Body::empty()),
    };
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
