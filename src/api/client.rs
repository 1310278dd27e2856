//! The HTTP client for every resource. It sends the workspace and the reviewer's name as headers, sorts failures into
//! [`ApiError`]s, and aborts a read when the view that asked for it is gone.

use gloo_net::http::{Request, RequestBuilder};
use serde_json::Value;
use web_sys::RequestRedirect;

use super::{
    error::ApiError,
    exchange::{self, Abort, checked, read},
    feedback_fields::NOBODY,
    fields::Fields,
    server::Server,
};
use crate::browser::{early, timer};

/// The workspace that every Opik server has.
pub(super) const DEFAULT_WORKSPACE: &str = "default";
/// How often a read is repeated after a passing failure.
const AGAIN: i32 = 2;
/// Milliseconds. A read is not repeated automatically if the server's `Retry-After` is this long or longer.
const PATIENCE: i64 = 2_000;

/// After each further 429 the pause doubles, from 1,000 milliseconds, but only this many times. The server may ask for
/// longer pauses.
const LONGEST_WAIT: i64 = 5;

/// The HTTP method of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Post,
    Put,
    Patch,
    Delete,
}

/// Whose name is sent in `X-Forwarded-User`.
#[derive(Clone)]
enum SentAs {
    Reviewer,
    /// The author of the change that is being sent, who may not be the current reviewer.
    Author(String),
    Nobody,
}

/// The API's base URL, and the workspace and user name sent with every request.
#[derive(Clone)]
pub struct Client {
    base: String,
    workspace: String,
    server: Server,
    sent_as: SentAs,
}

impl Client {
    /// `base` is the page's own base path with its trailing slash: `/`, or `/some/path/`. `server` supplies the name to
    /// send and records whether the server asks to sign in.
    pub(super) fn new(base: &str, server: Server) -> Self {
        Self {
            base: format!("{base}api/v1/private/"),
            workspace: DEFAULT_WORKSPACE.to_owned(),
            server,
            sent_as: SentAs::Reviewer,
        }
    }

    /// The same client for another workspace (header `Comet-Workspace`).
    pub fn at(&self, workspace: &str) -> Self {
        Self { workspace: workspace.to_owned(), ..self.clone() }
    }

    /// The same client, sending `author` as the user: the author of a waiting change, while the reviewer's name may
    /// have changed since.
    pub(super) fn acting_as(&self, author: &str) -> Self {
        Self { sent_as: SentAs::Author(author.to_owned()), ..self.clone() }
    }

    /// The same client, sending no user name.
    pub(super) fn nameless(&self) -> Self {
        Self { sent_as: SentAs::Nobody, ..self.clone() }
    }

    /// The same client; with `workspace` if it has no workspace yet.
    pub(super) fn at_or(self, workspace: &str) -> Self {
        if self.workspace.is_empty() { self.at(workspace) } else { self }
    }

    /// `GET path` with the query `pairs`. Aborted when its reactive owner is disposed; repeated up to twice after a
    /// passing failure, and after each 429 when the time that the server asks for is over.
    pub async fn get(&self, path: &str, pairs: &[(&str, String)]) -> Result<Fields, ApiError> {
        let url = self.url(path, pairs);
        self.read(&url, &|| Request::get(&url), None).await
    }

    /// As [`Client::get`], for the rows of a list of threads or traces. The first of these is sent before the app is there
    /// when the same address is opened again, see [`early`].
    pub async fn get_rows(&self, path: &str, pairs: &[(&str, String)]) -> Result<Fields, ApiError> {
        let url = self.url(path, pairs);
        let headers: serde_json::Map<String, Value> =
            self.header_list().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        if let Some(early) = early::answer(&url, &Value::Object(headers).to_string()).await
            && let Ok(response) = checked(early.into()).await
            && let Ok(fields) = read(&url, response, false).await
        {
            return self.record_sign_in(Ok(fields));
        }
        self.get(path, pairs).await
    }

    /// `POST path` with a JSON body, for reads that the API defines as a POST. Aborts and repeats as [`Client::get`]
    /// does.
    pub async fn ask(&self, path: &str, body: &Value) -> Result<Fields, ApiError> {
        let url = self.url(path, &[]);
        self.read(&url, &|| Request::post(&url), Some(body.to_string())).await
    }

    async fn read(
        &self,
        url: &str,
        request: &dyn Fn() -> RequestBuilder,
        body: Option<String>,
    ) -> Result<Fields, ApiError> {
        let (mut tries, mut waits) = (0, 0);
        loop {
            let abort = Abort::with_owner();
            let sent = async {
                // A redirect to a login page on another origin fails like a network error, so a repeated request does
                // not follow redirects.
                let redirect = if tries == 0 { RequestRedirect::Follow } else { RequestRedirect::Manual };
                let request =
                    self.headers(request()).redirect(redirect).abort_signal(abort.signal().as_ref());
                read(url, exchange::send(with_body(request, body.clone())?).await?, false).await
            };
            match sent.await {
                Err(ApiError::Busy(after)) => {
                    self.server.busy.wait(after.max(1_000 << waits)).await;
                    waits = (waits + 1).min(LONGEST_WAIT);
                }
                Err(error)
                    if error.is_passing()
                        && tries < AGAIN
                        && error.after().is_none_or(|after| after < PATIENCE) =>
                {
                    tries += 1;
                    let after = error.after().unwrap_or_default() as i32;
                    timer::wait(after.max(300 * tries * tries)).await;
                }
                outcome => return self.record_sign_in(outcome),
            }
        }
    }

    /// Records from an outcome whether the server asks to sign in.
    fn record_sign_in(&self, outcome: Result<Fields, ApiError>) -> Result<Fields, ApiError> {
        match &outcome {
            Err(ApiError::Denied) => self.server.set_signed_out(true),
            Err(error) if !error.is_final() => {}
            _ => self.server.set_signed_out(false),
        }
        outcome
    }

    /// Sends a write and reads its answer. An empty answer has no fields, except `id` if the server sent `Location`.
    /// Sent once and never aborted: the write continues if the view goes away. A refusal keeps the server's message.
    pub async fn send(&self, verb: Method, path: &str, body: Option<&Value>) -> Result<Fields, ApiError> {
        self.send_once(verb, path, body, "").await
    }

    /// As [`Client::send`], with an `Idempotency-Key` header (unless `key` is empty) by which a server that supports it
    /// recognises a repetition: browsers repeat a request by themselves when the connection ends before the answer.
    pub async fn send_once(
        &self,
        verb: Method,
        path: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Result<Fields, ApiError> {
        let url = self.url(path, &[]);
        let request = self.headers(match verb {
            Method::Post => Request::post(&url),
            Method::Put => Request::put(&url),
            Method::Patch => Request::patch(&url),
            Method::Delete => Request::delete(&url),
        });
        let request = if key.is_empty() { request } else { request.header("Idempotency-Key", key) };
        // If a write was redirected, it was not carried out, whatever the other address answers.
        let request = request.redirect(RequestRedirect::Manual);
        let sent = async {
            let response = exchange::send(with_body(request, body.map(Value::to_string))?).await?;
            // Opik answers most writes with an empty body; the new object's id is then only in `Location`.
            let made = response.headers().get("location");
            let id = made.as_deref().and_then(|made| made.rsplit('/').next()).map(str::to_owned);
            let mut fields = read(&url, response, true).await?;
            if let Some(id) = id {
                fields.or_text("id", id);
            }
            Ok(fields)
        };
        self.record_sign_in(sent.await)
    }

    fn headers(&self, request: RequestBuilder) -> RequestBuilder {
        let list = self.header_list();
        list.iter().fold(request, |request, (name, value)| request.header(name, value))
    }

    fn header_list(&self) -> Vec<(&'static str, String)> {
        let mut list =
            vec![("Comet-Workspace", self.workspace.clone()), ("Accept", "application/json".to_owned())];
        let name = match &self.sent_as {
            SentAs::Reviewer => self.server.name_to_send(),
            SentAs::Author(name) => {
                Some(name.clone()).filter(|name| name != NOBODY && self.server.sends_names())
            }
            SentAs::Nobody => None,
        };
        // A header value can only hold Latin-1, so the name is percent-encoded.
        list.extend(name.map(|name| ("X-Forwarded-User", crate::paths::encode(&name))));
        list
    }

    /// `GET` of a whole URL of this API, whose answer is not JSON, or may be refused without meaning that the person has to
    /// sign in. Sent once; aborted when its reactive owner is disposed.
    pub(super) async fn bytes(&self, url: &str) -> Result<Vec<u8>, ApiError> {
        let abort = Abort::with_owner();
        let request = self.headers(Request::get(url)).redirect(RequestRedirect::Manual);
        let response =
            exchange::send(with_body(request.abort_signal(abort.signal().as_ref()), None)?).await?;
        response.binary().await.map_err(|_| ApiError::Offline)
    }

    /// The workspace of this client, for addresses that are opened without headers.
    pub(super) fn workspace(&self) -> &str {
        &self.workspace
    }

    pub(super) fn url(&self, path: &str, pairs: &[(&str, String)]) -> String {
        let mut url = format!("{}{path}", self.base);
        for (index, (key, value)) in pairs.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.push_str(key);
            url.push('=');
            url.push_str(&crate::paths::encode(value));
        }
        url
    }
}

fn with_body(request: RequestBuilder, body: Option<String>) -> Result<Request, ApiError> {
    let request = match body {
        Some(body) => request.header("Content-Type", "application/json").body(body),
        None => request.build(),
    };
    request.map_err(|error| ApiError::Unreadable(error.to_string()))
}
