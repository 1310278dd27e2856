//! Request bodies, whole and unpacked. The SDK gzips what it sends, and the size cap must hold for what a small
//! packed body unpacks to.

use std::io::Read;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// Why a body was not taken: a status and a sentence.
pub type Refusal = (StatusCode, String);

/// From this size on, unpacking leaves the async threads alone.
const LARGE: usize = 256 * 1024;

/// Reads a request's body, unpacks gzip, and takes `Content-Encoding` and `Content-Length` away.
///
/// # Errors
/// 413 when it is larger than `limit` bytes, packed or unpacked; 415 for an encoding that is not gzip; 400 when it
/// breaks off or is not the gzip it claims to be.
pub async fn read(headers: &mut HeaderMap, body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let packed = match Limited::new(body, limit).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_large(limit)),
        Err(_) => return Err((StatusCode::BAD_REQUEST, "The request body broke off.".to_owned())),
    };
    headers.remove(header::CONTENT_LENGTH);
    let Some(encoding) = headers.remove(header::CONTENT_ENCODING) else { return Ok(packed) };
    match encoding.to_str().map(|text| text.trim().to_ascii_lowercase()).as_deref() {
        Ok("" | "identity") => Ok(packed),
        Ok("gzip" | "x-gzip") if packed.len() >= LARGE => {
            let task = tokio::task::spawn_blocking(move || unpack(&packed, limit));
            task.await
                .unwrap_or_else(|_| Err((StatusCode::INTERNAL_SERVER_ERROR, "Unpacking failed.".to_owned())))
        }
        Ok("gzip" | "x-gzip") => unpack(&packed, limit),
        _ => Err((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Request bodies may be plain or gzip; this Content-Encoding is neither.".to_owned(),
        )),
    }
}

fn unpack(packed: &[u8], limit: usize) -> Result<Bytes, Refusal> {
    let mut out = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    match flate2::read::MultiGzDecoder::new(packed).take(most).read_to_end(&mut out) {
        Ok(_) if out.len() > limit => Err(too_large(limit)),
        Ok(_) => Ok(out.into()),
        Err(_) => {
            Err((StatusCode::BAD_REQUEST, "The request body is not the gzip it claims to be.".to_owned()))
        }
    }
}

fn too_large(limit: usize) -> Refusal {
    let text =
        format!("The request body is larger than {limit} bytes once unpacked. Send it in smaller batches.");
    (StatusCode::PAYLOAD_TOO_LARGE, text)
}
