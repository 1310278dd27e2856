//! Serves the built app from its directory: each file in the best encoding, cached for ever when its name has a hash,
//! and `index.html` for every address of the app. No path leads out of the directory.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use bytes::Bytes;
use percent_encoding::percent_decode_str;

use super::base_path::BasePath;
use super::encoding::{Encoding, accepted};
use super::headers::protect_page;

const NOT_BUILT: &str = include_str!("not_built.html");

/// The built app.
#[derive(Clone, Debug)]
pub struct StaticFiles {
    directory: PathBuf,
}

/// A file to be sent.
struct ServedFile {
    content: Bytes,
    encoding: Encoding,
    mime: &'static str,
    immutable: bool,
}

impl StaticFiles {
    /// The app in `directory`, which may be built or rebuilt while the server runs.
    pub fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Answers a request for `path`, which starts with `/` and is still percent-encoded. `base` is the base path as the
    /// browser sees it. A missing file is 404; a path that is not a file name is an address of the app.
    pub async fn answer(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        base: &BasePath,
    ) -> Response<Body> {
        let mut response = if method != Method::GET && method != Method::HEAD {
            let mut refusal = plain(StatusCode::METHOD_NOT_ALLOWED, "This address can only be read.");
            refusal.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            refusal
        } else {
            self.read(path, headers, base).await
        };
        if method == Method::HEAD {
            let length = response.headers().get(header::CONTENT_LENGTH).cloned();
            *response.body_mut() = Body::empty();
            if let Some(length) = length {
                response.headers_mut().insert(header::CONTENT_LENGTH, length);
            }
        }
        protect_page(response.headers_mut());
        response
    }

    async fn read(&self, path: &str, headers: &HeaderMap, base: &BasePath) -> Response<Body> {
        let Some(segments) = segments(path) else {
            return plain(StatusCode::NOT_FOUND, "There is nothing here.");
        };
        let name = segments.last().map_or("", String::as_str);
        let is_page = segments.is_empty() || segments == ["index.html"];
        if let Some(mime) = mime(name).filter(|_| !is_page) {
            return match self.file(&segments, mime, headers).await {
                Some(found) => send(found, headers, "accept-encoding"),
                None => plain(StatusCode::NOT_FOUND, "There is no such file."),
            };
        }
        match self.page(headers, base).await {
            Some(found) => send(found, headers, "accept-encoding, x-forwarded-prefix"),
            None => with_type(StatusCode::SERVICE_UNAVAILABLE, "text/html; charset=utf-8", NOT_BUILT),
        }
    }

    /// The file in the first encoding that the client accepts and the build made.
    async fn file(&self, segments: &[String], mime: &'static str, headers: &HeaderMap) -> Option<ServedFile> {
        let name = segments.last()?;
        for encoding in accepted(headers).into_iter().chain([Encoding::Identity]) {
            let mut path = self.directory.clone();
            path.extend(segments.iter().take(segments.len() - 1));
            path.push(format!("{name}{}", encoding.suffix()));
            if let Some(content) = self.read_inside(&path).await {
                return Some(ServedFile { content, encoding, mime, immutable: has_hash(name) });
            }
        }
        None
    }

    /// The page with its base path written in. When the built page already has the right one, it is sent as built, so
    /// that the small precompressed file is used.
    async fn page(&self, headers: &HeaderMap, base: &BasePath) -> Option<ServedFile> {
        let mime = "text/html; charset=utf-8";
        let built = self.read_inside(&self.directory.join("index.html")).await?;
        let built = String::from_utf8_lossy(&built).into_owned();
        let html = base.rewrite(&built);
        if html == built {
            return self.file(&["index.html".to_owned()], mime, headers).await;
        }
        let gzip = accepted(headers).into_iter().find(|e| *e != Encoding::Brotli) == Some(Encoding::Gzip);
        let packed = gzip.then(|| gzip_bytes(html.as_bytes())).flatten();
        Some(match packed {
            Some(content) => ServedFile { content, encoding: Encoding::Gzip, mime, immutable: false },
            None => ServedFile { content: html.into(), encoding: Encoding::Identity, mime, immutable: false },
        })
    }

    /// The content of a file that is within the directory, with links followed.
    async fn read_inside(&self, path: &Path) -> Option<Bytes> {
        let root = tokio::fs::canonicalize(&self.directory).await.ok()?;
        let real = tokio::fs::canonicalize(path).await.ok()?;
        if !real.starts_with(&root) || !tokio::fs::metadata(&real).await.ok()?.is_file() {
            return None;
        }
        tokio::fs::read(real).await.ok().map(Bytes::from)
    }
}

/// The decoded segments of a path; `None` when one of them could have a meaning in a file system.
fn segments(path: &str) -> Option<Vec<String>> {
    let raw = path.split('/').filter(|segment| !segment.is_empty());
    raw.map(|segment| {
        let text = percent_decode_str(segment).decode_utf8().ok()?;
        let sound = !text.starts_with('.') && !text.contains(['/', '\\', '\0', ':']);
        // An address of the app may have any characters; only what could name a file has to be harmless.
        (sound || (mime(&text).is_none() && !text.contains(['/', '\\', '\0']) && text != "." && text != ".."))
            .then(|| text.into_owned())
    })
    .collect()
}

/// The content type of a file by its name; `None` for addresses of the app.
fn mime(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "br" | "gz" => "application/octet-stream",
        _ => return None,
    })
}

/// Whether the name has a hash from the build: `colloquy-0123456789abcdef_bg.wasm`.
fn has_hash(name: &str) -> bool {
    name.split(['-', '_', '.']).any(|part| {
        part.len() >= 12 && part.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
    })
}

fn gzip_bytes(content: &[u8]) -> Option<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

fn send(found: ServedFile, asked: &HeaderMap, vary: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(found.mime));
    headers.insert(header::VARY, HeaderValue::from_static(vary));
    let caching = if found.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Some(token) = found.encoding.token() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    // A file with a hash in its name is never requested again, so it needs no ETag.
    if let Some(tag) = (!found.immutable).then(|| tag(&found.content)) {
        let known =
            asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let matches =
            known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*");
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if matches {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    }
    headers.insert(header::CONTENT_LENGTH, found.content.len().into());
    *response.body_mut() = Body::from(found.content);
    response
}

/// An ETag of the content, which differs between encodings too.
fn tag(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    with_type(status, "text/plain; charset=utf-8", text)
}

fn with_type(status: StatusCode, mime: &'static str, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
