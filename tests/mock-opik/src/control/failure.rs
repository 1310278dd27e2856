//! How requests are made to fail: all of the next ones, or a reproducible share of them.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Value, json};

use super::{Pattern, http};
use crate::seeded_rng::SeededRng;

/// How a request fails.
#[derive(Clone, Debug)]
pub enum Failure {
    /// This status and body; the request is not carried out.
    Answer(StatusCode, Value),
    /// The answer of a login page or a proxy; the request is not carried out.
    RawAnswer(RawAnswer),
    /// The request is carried out, but answered with this, as by a proxy whose timeout ran out.
    AnswerAfter(StatusCode, Value),
    /// The connection closes; the request is not carried out.
    DropBefore,
    /// The request is carried out; the connection closes without an answer.
    DropAfter,
}

/// An answer that does not come from the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: StatusCode,
    /// Headers such as `location` and `retry-after`; the content type is HTML unless given here.
    pub headers: Vec<(String, String)>,
    /// The response body.
    pub body: String,
}

impl RawAnswer {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.insert(name, value);
            }
        }
        response
    }
}

impl Failure {
    /// An HTML page with this status, as a login or a proxy sends it.
    pub fn html(status: StatusCode) -> Self {
        let body = format!("<!doctype html><title>{status}</title><h1>{status}</h1>");
        Self::RawAnswer(RawAnswer { status, headers: Vec::new(), body })
    }

    /// A redirect, as to a login page.
    pub fn redirect(to: &str) -> Self {
        let headers = vec![("location".to_owned(), to.to_owned())];
        Self::RawAnswer(RawAnswer { status: StatusCode::FOUND, headers, body: String::new() })
    }

    /// 503 with `Retry-After`, in seconds or as a date.
    pub fn busy(retry_after: &str) -> Self {
        let headers = vec![("retry-after".to_owned(), retry_after.to_owned())];
        Self::RawAnswer(RawAnswer { status: StatusCode::SERVICE_UNAVAILABLE, headers, body: String::new() })
    }

    /// 429 with a header, such as `("ratelimit-reset", "12")`, that says when to come back.
    pub fn too_many(header: &str, value: &str) -> Self {
        let headers = vec![(header.to_owned(), value.to_owned())];
        let body = "<!doctype html><title>429</title><h1>Too many requests</h1>".to_owned();
        Self::RawAnswer(RawAnswer { status: StatusCode::TOO_MANY_REQUESTS, headers, body })
    }

    /// What the logins of different servers answer to an expired session: a redirect, a page, a refusal, a proxy's own
    /// 404.
    pub fn logged_out() -> Vec<Self> {
        let html = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::OK, StatusCode::NOT_FOUND];
        html.into_iter().map(Self::html).chain([Self::redirect("/login")]).collect()
    }

    /// A failure as servers and networks have them; half of them after the request was carried out.
    fn random_ordinary_failure(rng: &mut SeededRng) -> Self {
        let words = |text: &str| json!({ "message": text });
        match rng.between(0, 3) {
            0 => Self::Answer(StatusCode::SERVICE_UNAVAILABLE, words("The server is stopping.")),
            1 => Self::AnswerAfter(StatusCode::GATEWAY_TIMEOUT, words("The server took too long.")),
            2 => Self::DropBefore,
            _ => Self::DropAfter,
        }
    }
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Decision {
    /// It is carried out and answered as usual.
    Pass,
    /// It is answered with this and not carried out.
    Instead(Response<Body>),
    /// It is carried out, but answered with this.
    ServeThen(Response<Body>),
    /// The connection closes; the request is not carried out.
    Drop,
    /// It is carried out; the connection closes without an answer.
    ServeThenDrop,
}

impl From<Failure> for Decision {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Answer(status, body) => Self::Instead(http::json(status, &body)),
            Failure::RawAnswer(page) => Self::Instead(page.into_response()),
            Failure::AnswerAfter(status, body) => Self::ServeThen(http::json(status, &body)),
            Failure::DropBefore => Self::Drop,
            Failure::DropAfter => Self::ServeThenDrop,
        }
    }
}

/// Which of the matching requests fail.
enum Trigger {
    Always(Failure),
    Sometimes {
        percent: i64,
        rng: SeededRng,
        /// The ways to fail; empty: ordinary network failures.
        ways: Vec<Failure>,
    },
}

/// A failure that waits for matching requests.
pub(super) struct ArmedFailure {
    pub(super) id: u64,
    pattern: Pattern,
    lot: Trigger,
}

impl ArmedFailure {
    pub(super) fn always(id: u64, pattern: Pattern, failure: Failure) -> Self {
        Self { id, pattern, lot: Trigger::Always(failure) }
    }

    pub(super) fn sometimes(id: u64, pattern: Pattern, percent: i64, seed: &str, ways: Vec<Failure>) -> Self {
        Self { id, pattern, lot: Trigger::Sometimes { percent, rng: SeededRng::of(&["fails", seed]), ways } }
    }

    pub(super) fn is_about(&self, method: &Method, path: &str, query: Option<&str>) -> bool {
        self.pattern.times > 0 && self.pattern.matches(method, path, query)
    }

    /// Decides about the next matching request.
    pub(super) fn next_decision(&mut self) -> Decision {
        self.pattern.times -= 1;
        match &mut self.lot {
            Trigger::Always(failure) => failure.clone().into(),
            Trigger::Sometimes { percent, rng, ways } => match rng.happens(*percent) {
                true => {
                    rng.pick(ways).cloned().unwrap_or_else(|| Failure::random_ordinary_failure(rng)).into()
                }
                false => Decision::Pass,
            },
        }
    }
}

/// A response that closes the connection before any byte is sent: its body fails when it is first read.
pub(crate) fn dropped() -> Response<Body> {
    let broken = futures_util::stream::once(async {
        Err::<bytes::Bytes, _>(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    Response::new(Body::from_stream(broken))
}
