//! Reads and unpacks request bodies. The SDK sends gzip, and the size limit must hold for what a small gzip body
//! unpacks to. Memory is reserved in the server's [`MemoryBudget`](crate::memory_budget::MemoryBudget), for all
//! requests together.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use crate::memory_budget::{OverBudget, Reservation};

mod gunzip;

use super::Refusal;
use gunzip::Gunzip;

/// How long the rest of a refused body is read and dropped.
const PASSING: Duration = Duration::from_secs(10);
/// A body is in memory twice while it is read: its text, and what is parsed of it.
const COPIES: usize = 2;

/// Reads a request's body, unpacks gzip, and removes `Content-Encoding` and `Content-Length`. `reservation` is the
/// memory it takes, to be kept until the request is answered.
///
/// # Errors
/// 413 when it is larger than `limit` bytes, packed or unpacked; 415 for another encoding than gzip; 400 when it breaks
/// off or is not gzip; 503 when there is not enough memory.
pub async fn read(
    headers: &mut HeaderMap,
    body: &mut Body,
    limit: usize,
    reservation: &Reservation,
) -> Result<Bytes, Refusal> {
    let packed = is_gzip(headers)?;
    headers.remove(header::CONTENT_ENCODING);
    let announced = headers.remove(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    // A gzip body is in memory once, beside what it is unpacked to.
    let copies = if packed { 1 } else { COPIES };
    let received = receive(body, announced, limit, copies, reservation).await?;
    if packed { gunzip(received, limit, reservation).await } else { Ok(received.into()) }
}

/// Reads the rest of a refused body and drops it, at most `limit` bytes and for a limited time: a client that is still
/// sending would not read the answer.
pub async fn discard(body: &mut Body, limit: usize) {
    let until = Instant::now() + PASSING;
    let mut passed = 0;
    while passed < limit {
        let Ok(Some(Ok(frame))) = timeout_at(until, body.frame()).await else { return };
        passed += frame.data_ref().map_or(0, Bytes::len);
    }
}

/// Whether the body is gzip. Only one encoding is allowed: each further one would multiply what a small body unpacks
/// to.
fn is_gzip(headers: &HeaderMap) -> Result<bool, Refusal> {
    let mut all = headers.get_all(header::CONTENT_ENCODING).iter();
    let (first, more) = (all.next(), all.next());
    let name = first.map_or(Ok(""), |value| value.to_str()).map(|text| text.trim().to_ascii_lowercase());
    match name.as_deref() {
        Ok("" | "identity") if more.is_none() => Ok(false),
        Ok("gzip" | "x-gzip") if more.is_none() => Ok(true),
        _ => Err((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Request bodies may be plain or gzip; this Content-Encoding is neither.".to_owned(),
        )),
    }
}

/// Receives the body. Memory for the announced length is waited for before anything is read, when the request holds
/// none yet, so nobody who waits keeps others waiting. A client that then sends slowly keeps only the memory of what
/// has arrived; when there is none for the rest, it is refused at once.
async fn receive(
    body: &mut Body,
    announced: Option<usize>,
    limit: usize,
    copies: usize,
    reservation: &Reservation,
) -> Result<Vec<u8>, Refusal> {
    let mut promised = announced.unwrap_or_default() * copies;
    reservation.resize(promised).await.map_err(|full| over_budget(full, limit))?;
    let until = Instant::now() + reservation.memory().patience() / 5;
    let mut all = Vec::new();
    loop {
        let next = if promised > 0 { timeout_at(until, body.frame()).await } else { Ok(body.frame().await) };
        let frame = match next {
            Ok(None) => return Ok(all),
            Ok(Some(frame)) => {
                frame.map_err(|_| (StatusCode::BAD_REQUEST, "The request body broke off.".to_owned()))?
            }
            Err(_) => {
                promised = 0;
                reservation.try_resize(all.len() * copies).map_err(|full| over_budget(full, limit))?;
                continue;
            }
        };
        let Ok(data) = frame.into_data() else { continue };
        let length = all.len() + data.len();
        if length > limit {
            return Err(too_large(limit));
        }
        reservation.try_resize(promised.max(length * copies)).map_err(|full| over_budget(full, limit))?;
        all.extend_from_slice(&data);
    }
}

/// Unpacks a gzip body. A short one is unpacked at once; of a longer one the length is measured first without keeping
/// anything, and it is unpacked once the memory is reserved. So a gzip bomb takes no memory.
async fn gunzip(packed: Vec<u8>, limit: usize, reservation: &Reservation) -> Result<Bytes, Refusal> {
    let packed = Bytes::from(packed);
    let first = Gunzip::new(packed.clone(), limit).run(reservation.memory()).await?;
    let length = first.length();
    if let Some(whole) = first.whole() {
        reservation.resize(length * COPIES).await.map_err(|full| over_budget(full, limit))?;
        return Ok(whole.into());
    }
    reservation.resize(packed.len() + length * COPIES).await.map_err(|full| over_budget(full, limit))?;
    let whole = Gunzip::keeping(packed, length).run(reservation.memory()).await?.whole().unwrap_or_default();
    reservation.resize(length * COPIES).await.map_err(|full| over_budget(full, limit))?;
    Ok(whole.into())
}

fn too_large(limit: usize) -> Refusal {
    let text =
        format!("The request body is larger than {limit} bytes once unpacked. Send it in smaller batches.");
    (StatusCode::PAYLOAD_TOO_LARGE, text)
}

fn over_budget(full: OverBudget, limit: usize) -> Refusal {
    match full {
        OverBudget::TooLarge => too_large(limit),
        OverBudget::Busy => {
            let text = "The server is busy with other large requests. Send this one again in a moment.";
            (StatusCode::SERVICE_UNAVAILABLE, text.to_owned())
        }
    }
}
