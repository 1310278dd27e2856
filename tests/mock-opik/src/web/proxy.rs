//! Forwards API calls to a real Opik; bodies are streamed both ways, and the page is still served from here. It is for
//! a quick look over plain http; in production use a web server with TLS and a login.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};

/// Headers that are not forwarded: those of a single connection (RFC 9110, 7.6.1), and those that name this server.
const NOT_FORWARDED: [&str; 11] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "host",
    "origin",
];

/// The Opik that API calls are forwarded to.
#[derive(Clone, Debug)]
pub struct Proxy {
    client: reqwest::Client,
    target: String,
}

impl Proxy {
    /// A proxy to the Opik at `url`, as given to SDKs: `http://host:5173`, with or without `/api`.
    ///
    /// # Errors
    /// A sentence when the address is not an http one.
    pub fn new(url: &str) -> Result<Self, String> {
        let url = url.trim();
        if url.starts_with("https:") {
            return Err(format!(
                "--proxy speaks plain http only, and {url} is https. Put a web server with TLS in front of the \
                 app instead, or give the server's http address."
            ));
        }
        let parsed = reqwest::Url::parse(url).ok().filter(|u| u.scheme() == "http" && u.has_host());
        let Some(parsed) = parsed else {
            return Err(format!("--proxy wants an address such as http://localhost:5173, not {url}"));
        };
        if parsed.query().is_some() || parsed.fragment().is_some() {
            return Err(format!("--proxy wants an address without ? or #, not {url}"));
        }
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| format!("the proxy could not start: {error}"))?;
        let target = parsed.as_str().trim_end_matches('/');
        let target = target.strip_suffix("/api").unwrap_or(target).to_owned();
        Ok(Self { client, target })
    }

    /// Forwards a request to `path_and_query` (without `/api`). Failures are answered with 502 in the API's error
    /// shape.
    pub async fn forward(&self, path_and_query: &str, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let mut outgoing = self
            .client
            .request(parts.method, format!("{}/api{path_and_query}", self.target))
            .headers(forwardable(&parts.headers));
        // Only for requests with a body: an empty stream would make every GET chunked.
        if parts.headers.contains_key(header::CONTENT_LENGTH)
            || parts.headers.contains_key(header::TRANSFER_ENCODING)
        {
            outgoing = outgoing.body(reqwest::Body::wrap_stream(body.into_data_stream()));
        }
        match outgoing.send().await {
            Ok(answer) => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = answer.status();
                *response.headers_mut() = forwardable(answer.headers());
                *response.body_mut() = Body::from_stream(answer.bytes_stream());
                response
            }
            Err(error) => self.failure(&error),
        }
    }

    fn failure(&self, error: &reqwest::Error) -> Response<Body> {
        let what = if error.is_connect() {
            "cannot be reached; is it running?"
        } else if error.is_timeout() {
            "took too long to answer."
        } else {
            "broke off before it answered."
        };
        tracing::warn!(%error, "the proxied server did not answer");
        let message = format!("The Opik server at {} {what}", self.target);
        let body = serde_json::json!({ "code": 502, "message": message });
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

/// The headers to forward, without those that `Connection` names.
fn forwardable(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let stays = |name: &HeaderName| {
        !NOT_FORWARDED.contains(&name.as_str()) && !named.iter().any(|one| one == name.as_str())
    };
    headers
        .iter()
        .filter(|(name, _)| stays(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
