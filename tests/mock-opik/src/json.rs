//! JSON request bodies and answers. Python's SDK writes `NaN`, `Infinity` and lone surrogate escapes, which strict
//! parsers refuse; they are repaired first, so that one of them does not spoil a batch of a thousand traces.

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

/// The largest body in bytes, after unpacking. The SDK sends batches of up to 50 MB.
pub const LARGEST: usize = 256 * 1024 * 1024;

/// A request body as text that serde_json can read: invalid UTF-8 replaced, and repaired.
pub struct BodyText(pub String);

impl<S: Send + Sync> FromRequest<S> for BodyText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = collect(body).await?;
        if !bytes.is_empty() && !is_json(&parts.headers) {
            return Err(ApiError::unsupported());
        }
        if bytes.trim_ascii().is_empty() {
            return Err(ApiError::invalid_one("The request body must not be null"));
        }
        let reservation = parts.extensions.get::<Reservation>();
        // A valid body is used as it is, without a copy.
        let text = match String::from_utf8(Vec::from(bytes)) {
            Ok(text) => text,
            Err(error) => {
                let broken = error.into_bytes();
                reserve(reservation, 2 * repaired_length(&broken)).await?;
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

/// The length of the text once invalid bytes are replaced.
fn repaired_length(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().len() + char::REPLACEMENT_CHARACTER.len_utf8()).sum()
}

/// Reserves memory beyond twice the body's length, which is reserved for every body.
async fn reserve(reservation: Option<&Reservation>, bytes: usize) -> Result<(), ApiError> {
    match reservation {
        Some(reservation) => Ok(reservation.at_least(bytes).await?),
        None => Ok(()),
    }
}

/// Whether the headers declare the body as JSON; Opik answers 415 otherwise. Pages of other origins cannot send this
/// type without asking first, only forms, plain text or no type at all.
pub fn is_json(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(header::CONTENT_TYPE).iter();
    let (first, second) = (kinds.next(), kinds.next());
    let kind = first.filter(|_| second.is_none()).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

async fn collect(body: Body) -> Result<Bytes, ApiError> {
    match Limited::new(body, LARGEST).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(ApiError::unreadable_json("The request body broke off.")),
    }
}

fn too_large() -> ApiError {
    ApiError::too_large(format!(
        "The request body is larger than {LARGEST} bytes once unpacked. Send it in smaller batches."
    ))
}

/// A short JSON body as `T`; refused like Opik does: 400 `Unable to process JSON. …`.
pub struct Json<T>(pub T);

/// The longest body in bytes that is parsed into a tree of values; of traces and spans only the texts are kept.
const LONGEST_TREE: usize = 1 << 20;
/// A tree of values takes up to this many times the bytes of its text: `[1,1,1]` has a value for every two bytes.
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

/// Parses `text`.
///
/// # Errors
/// 400 `Unable to process JSON. …`.
pub fn parse<'a, T: serde::Deserialize<'a>>(text: &'a str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(|error| ApiError::unreadable_json(error.to_string()))
}

/// An answer: 200 and the value as JSON.
pub struct JsonAnswer<T>(pub T);

impl<T: Serialize> IntoResponse for JsonAnswer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ok("application/json", body.into()),
            Err(error) => ApiError::internal(error).into_response(),
        }
    }
}

/// An answer that may be large, with the memory reserved for it until it is sent.
pub struct LargeJson<T>(pub T, pub Reservation);

impl<T: Serialize> IntoResponse for LargeJson<T> {
    fn into_response(self) -> Response {
        let Self(value, reservation) = self;
        match serde_json::to_vec(&value) {
            Ok(body) => {
                drop(value);
                ok("application/json", holding(body, reservation))
            }
            Err(error) => ApiError::internal(error).into_response(),
        }
    }
}

/// An answer with one JSON object a line, as Opik streams them: each followed by `\r\n`, empty when there are none. The
/// memory stays reserved until it is sent.
pub fn json_lines<T: Serialize>(items: Vec<T>, reservation: Reservation) -> Response {
    let mut body = Vec::new();
    for item in items {
        if let Err(error) = serde_json::to_writer(&mut body, &item) {
            return ApiError::internal(error).into_response();
        }
        body.extend_from_slice(b"\r\n");
    }
    ok("application/octet-stream", holding(body, reservation))
}

fn ok(kind: &'static str, body: Bytes) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response()
}

/// Bytes that hold their memory reservation as long as they exist.
pub(crate) fn holding(body: Vec<u8>, reservation: Reservation) -> Bytes {
    struct HeldBytes(Vec<u8>, #[expect(dead_code, reason = "it is dropped with the bytes")] Reservation);
    impl AsRef<[u8]> for HeldBytes {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    // The values it was written from are dropped by now, so less is needed.
    if reservation.try_resize(body.len()).is_err() {
        tracing::debug!("an answer came out larger than the room that was counted for it");
    }
    Bytes::from_owner(HeldBytes(body, reservation))
}

/// 201 with the address of the new object in `Location`, and `body` if there is one.
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
