//! One request of the fuzzer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::io::Write;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use serde_json::Value;

use crate::hostile::Maker;
use crate::operations::Operation;

/// The parts of a request, which may be invalid.
#[derive(Clone)]
pub struct Case {
    pub method: String,
    pub target: String,
    pub headers: Vec<(&'static str, Vec<u8>)>,
    pub body: Vec<u8>,
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let short = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(3000).collect::<String>();
        writeln!(f, "{} {}", self.method, short(self.target.as_bytes()))?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {:?}", short(value))?;
        }
        write!(f, "\n{:?}", short(&self.body))
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

impl Case {
    /// Makes a random request for an operation.
    pub fn of(maker: &mut Maker, operation: &Operation) -> Self {
        let mut target = String::new();
        let mut before = "";
        for part in operation.path.split('/').skip(1) {
            let kind = if part == "{comment}" { "comments" } else { before };
            before = part;
            // Projects are rarely deleted, because nearly everything goes with them.
            let sparing = kind == "projects" && operation.method == "DELETE" && maker.rng.happens(80);
            let part = match part.starts_with('{') {
                true if sparing => maker.id("none"),
                true if maker.rng.happens(85) => maker.id(kind),
                true => {
                    let text = maker.text();
                    maker.encoded(&text)
                }
                false => part.to_owned(),
            };
            target.push('/');
            target.push_str(&part);
        }
        match maker.rng.between(0, 40) {
            0 => target.push('/'),
            1 => target.insert_str(0, "/api"),
            2 => target.push_str("/more"),
            _ => {}
        }
        let pairs: Vec<String> = operation
            .query
            .iter()
            .filter(|name| maker.has(name) && (name.starts_with("project") || maker.rng.happens(60)))
            .cloned()
            .collect();
        for (at, name) in pairs.into_iter().enumerate() {
            let value = match maker.value(&name) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            let value = maker.encoded(&value);
            // Clients cannot send longer addresses.
            let value = if value.len() > 40_000 { "x".repeat(40_000) } else { value };
            target.push_str(&format!("{}{name}={value}", if at == 0 { "?" } else { "&" }));
        }
        let method = match maker.rng.happens(4) {
            true => (*maker
                .pick(&["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]))
            .to_owned(),
            false => operation.method.clone(),
        };
        let mut body = Vec::new();
        if !operation.body.is_empty() || maker.rng.happens(3) {
            body = maker.object(&operation.body).to_string().into_bytes();
            break_body(maker, &mut body);
        }
        let mut headers = Vec::new();
        if !body.is_empty() && !maker.rng.happens(2) {
            headers.push(("content-type", b"application/json".to_vec()));
        }
        match maker.rng.between(0, 40) {
            0 => {
                body = gzip(&body);
                headers.push(("content-encoding", b"gzip".to_vec()));
            }
            1 => headers.push((
                "content-encoding",
                maker.pick(&["gzip", "br", "", "identity", "gzip, gzip"]).as_bytes().to_vec(),
            )),
            2 => headers.push(("comet-workspace", maker.text().into_bytes())),
            3 => headers.push(("x-forwarded-user", maker.text().into_bytes())),
            4 => headers.push(("x-forwarded-user", vec![0xff, 0xfe, b'x'])),
            5 => headers.push(("idempotency-key", maker.text().into_bytes())),
            6 => headers.push(("accept-encoding", maker.text().into_bytes())),
            7 => headers.push(("host", maker.text().into_bytes())),
            8 => headers.push(("origin", maker.text().into_bytes())),
            _ => {}
        }
        Self { method, target, headers, body }
    }

    /// The request, if it is valid.
    pub fn request(&self) -> Option<Request<Body>> {
        let uri: Uri = self.target.parse().ok()?;
        let mut request = Request::new(Body::from(self.body.clone()));
        *request.method_mut() = Method::from_bytes(self.method.as_bytes()).ok()?;
        *request.uri_mut() = uri;
        for (name, value) in &self.headers {
            request.headers_mut().append(HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?);
        }
        Some(request)
    }
}

fn break_body(maker: &mut Maker, body: &mut Vec<u8>) {
    let place = |maker: &mut Maker, body: &[u8]| maker.rng.between(0, body.len() as i64 - 1) as usize;
    match maker.rng.between(0, 40) {
        0 => body.truncate(place(maker, body)),
        1 => {
            let at = place(maker, body);
            body[at] = *maker.pick(&[0, 0xff, b'"', b'{', b'}', b'\\', b'1']);
        }
        2 => {
            let text = *maker.pick(&[
                "null",
                "[]",
                "\"x\"",
                "1",
                "{",
                "\u{feff}{}",
                "{\"ids\": NaN}",
                "{\"a\":1,\"a\":2}",
            ]);
            *body = text.as_bytes().to_vec();
        }
        3 => *body = format!("{}1{}", "[".repeat(3000), "]".repeat(3000)).into_bytes(),
        4 => {
            // As a raw value, so that it is sent as written.
            let deep = format!(
                "\"input\":{}1{},\"error_info\":{{\"exception_type\":{0}1{1}}},",
                "[".repeat(1500),
                "]".repeat(1500)
            );
            let at = body.iter().position(|byte| *byte == b'{').map_or(0, |at| at + 1);
            body.splice(at..at, deep.into_bytes());
        }
        5 => {
            let lone = br#""name":"\ud83d","thread_id":"\u0000","tags":["\udc00"],"#;
            let at = body.iter().position(|byte| *byte == b'{').map_or(0, |at| at + 1);
            body.splice(at..at, lone.iter().copied());
        }
        6 => body.clear(),
        _ => {}
    }
}
