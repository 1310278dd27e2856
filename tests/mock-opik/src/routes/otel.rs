//! Spans of any program with an OpenTelemetry exporter (`POST /v1/private/otel/v1/traces`), in protobuf or JSON. The
//! header `projectName` says which project they belong to.
//!
//! Unlike on Opik, the answer is one that exporters understand: how many spans were refused and why, in the encoding of
//! the request; and a span or trace that comes again completes what is there.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::author::Author;
use crate::error::{ApiError, ApiResult};
use crate::memory_budget::Reservation;
use crate::otlp::answer::Refused;
use crate::otlp::{LARGEST, MOST_VALUES, ReadError, ScopeSpans, VALUE, json, mapping, protobuf};
use crate::state::AppState;
use crate::store::ingest::Ingest;
use crate::store::{otel_traces, projects};
use crate::time::Nanos;

/// How a request is encoded.
#[derive(Clone, Copy)]
enum Encoding {
    Json,
    Protobuf,
}

/// These routes.
pub fn routes() -> Router<AppState> {
    Router::new().route("/v1/private/otel/v1/traces", post(receive))
}

async fn receive(
    State(state): State<AppState>,
    Author(author): Author,
    request: Request,
) -> ApiResult<Response> {
    let (parts, body) = request.into_parts();
    let encoding = encoding(&parts.headers)?;
    let project = project(&parts.headers);
    let bytes = match Limited::new(body, LARGEST).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Err(ApiError::too_large(format!(
                "The spans are larger than {LARGEST} bytes once unpacked. Send fewer at once."
            )));
        }
        Err(_) => return Err(ApiError::bad_request("The request body broke off.")),
    };
    if let Some(reservation) = parts.extensions.get::<Reservation>() {
        // The body, its texts as they are read, and as they are stored.
        reservation.at_least(3 * bytes.len() + values(encoding, &bytes) * VALUE).await?;
    }
    let now = state.now();
    let read = tokio::task::spawn_blocking(move || read(encoding, &bytes, now));
    let (spans, mut refused) = read.await.map_err(ApiError::internal)??;
    let (rules, prices) = (state.rules, Arc::clone(&state.prices));
    let refused = state
        .store
        .write(move |conn| {
            let mut ingest = Ingest::new(conn, &author, now, rules, prices);
            otel_traces::save(conn, &mut ingest, &project, &author, now, spans, &mut refused)?;
            ingest.finish()?;
            Ok(refused)
        })
        .await?;
    Ok(answer(encoding, &refused))
}

/// The encoding that the headers name.
fn encoding(headers: &HeaderMap) -> ApiResult<Encoding> {
    let mut kinds = headers.get_all(header::CONTENT_TYPE).iter();
    let (first, second) = (kinds.next(), kinds.next());
    let kind = first.filter(|_| second.is_none()).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => Ok(Encoding::Json),
        "application/x-protobuf" | "application/protobuf" => Ok(Encoding::Protobuf),
        _ => Err(ApiError {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            body: serde_json::json!({ "code": 415, "message": "HTTP 415 Unsupported Media Type. Send OTLP, with the \
                header Content-Type: application/x-protobuf or application/json" }),
        }),
    }
}

/// The project that the header names. Clients write headers in UTF-8 or Latin-1.
fn project(headers: &HeaderMap) -> String {
    let bytes = headers.get("projectname").map(HeaderValue::as_bytes).unwrap_or_default();
    let name = std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned);
    match name.trim() {
        "" => projects::DEFAULT.to_owned(),
        name => name.to_owned(),
    }
}

/// How many values the request may have.
fn values(encoding: Encoding, bytes: &[u8]) -> usize {
    match encoding {
        Encoding::Json => memchr::memchr_iter(b'{', bytes).count().min(2 * MOST_VALUES),
        // The shortest has two bytes.
        Encoding::Protobuf => (bytes.len() / 2).min(MOST_VALUES),
    }
}

type ReadSpans = (Vec<mapping::MappedSpan>, Refused);

fn read(encoding: Encoding, bytes: &Bytes, now: Nanos) -> ApiResult<ReadSpans> {
    let sent = match encoding {
        Encoding::Protobuf => protobuf::read(bytes),
        Encoding::Json => json::read(&String::from_utf8_lossy(bytes)),
    };
    let sent: Vec<ScopeSpans> = sent.map_err(|error| match error {
        ReadError::Broken(reason) => ApiError::bad_request(reason),
        ReadError::TooMuch(reason) => ApiError::too_large(format!("{reason}. Send fewer at once.")),
    })?;
    let (mut spans, mut refused) = (Vec::new(), Refused::default());
    for ScopeSpans { resource, scope, spans: sent } in sent {
        for span in sent {
            match mapping::map(span, &resource, &scope, now) {
                Ok(span) => spans.push(span),
                Err(reason) => refused.add(|| reason),
            }
        }
    }
    Ok((spans, refused))
}

fn answer(encoding: Encoding, refused: &Refused) -> Response {
    let (kind, body) = match encoding {
        Encoding::Json => ("application/json", Body::from(refused.json())),
        Encoding::Protobuf => ("application/x-protobuf", Body::from(refused.protobuf())),
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
