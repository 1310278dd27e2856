//! One HTTP client for every resource: same origin, workspace and reviewer in headers, errors told apart, and requests of
//! a view that is gone aborted.

use gloo_net::http::{Request, RequestBuilder};
use serde_json::Value;
use web_sys::RequestRedirect;

use super::{
    error::ApiError,
    exchange::{Abort, answer, read},
    feedback::NOBODY,
    fields::Fields,
    server::Server,
};
use crate::browser::timer;

/// The workspace that every server has (Opik).
pub(super) const DEFAULT_WORKSPACE: &str = "default";
/// A read is tried so many times more on a passing failure.
const AGAIN: i32 = 2;
/// A server that asks to be left alone for longer, in milliseconds, is not asked again by itself.
const PATIENCE: i64 = 2_000;

/// How a write changes what its path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Adds to it, or acts on it.
    Post,
    /// Replaces it.
    Put,
    /// Changes some of it.
    Patch,
    /// Takes it away.
    Delete,
}

/// Under whose name is asked.
#[derive(Clone)]
enum SentAs {
    /// Whoever reviews now.
    Reviewer,
    /// Who made the change that is sent.
    Author(String),
    /// No name goes along.
    Nobody,
}

/// Where the server is, in which workspace to ask, and under whose name.
#[derive(Clone)]
pub struct Client {
    base: String,
    workspace: String,
    server: Server,
    sent_as: SentAs,
}

impl Client {
    /// `base` is the page's own base path with its trailing slash: `/`, or `/some/path/`. Whose name goes along, `server`
    /// knows; and it hears when somebody has to sign in.
    pub(super) fn new(base: &str, server: Server) -> Self {
        Self {
            base: format!("{base}api/v1/private/"),
            workspace: DEFAULT_WORKSPACE.to_owned(),
            server,
            sent_as: SentAs::Reviewer,
        }
    }

    /// The same client, asking in another workspace (Opik: `Comet-Workspace`).
    pub fn at(&self, workspace: &str) -> Self {
        Self { workspace: workspace.to_owned(), ..self.clone() }
    }

    /// The same client, asking under the name of whoever made a change: the reviewer may have another by now.
    pub(super) fn acting_as(&self, author: &str) -> Self {
        Self { sent_as: SentAs::Author(author.to_owned()), ..self.clone() }
    }

    /// The same client, asking under nobody's name.
    pub(super) fn nameless(&self) -> Self {
        Self { sent_as: SentAs::Nobody, ..self.clone() }
    }

    /// The same client; in that workspace if it has none.
    pub(super) fn at_or(self, workspace: &str) -> Self {
        if self.workspace.is_empty() { self.at(workspace) } else { self }
    }

    /// Reads `path` with query `pairs`. Aborted when its reactive owner goes; tried twice more on a passing failure.
    pub async fn get(&self, path: &str, pairs: &[(&str, String)]) -> Result<Fields, ApiError> {
        let url = self.url(path, pairs);
        self.read(&url, &|| Request::get(&url), None).await
    }

    /// Asks with a JSON body and reads a JSON answer; for reads that Opik made a POST. As [`Client::get`].
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
        let mut tries = 0;
        loop {
            let abort = Abort::with_owner();
            let sent = async {
                // A redirect to a login at another address looks like no answer at all: the next try does not follow.
                let redirect = if tries == 0 { RequestRedirect::Follow } else { RequestRedirect::Manual };
                let request =
                    self.headers(request()).redirect(redirect).abort_signal(abort.signal().as_ref());
                read(url, answer(with_body(request, body.clone())?).await?, false).await
            };
            match sent.await {
                Err(error)
                    if error.is_passing()
                        && tries < AGAIN
                        && error.after().is_none_or(|after| after < PATIENCE) =>
                {
                    tries += 1;
                    timer::wait(300 * tries * tries).await;
                }
                outcome => return self.heard(outcome),
            }
        }
    }

    /// Whoever answers, one learns from it whether somebody has to sign in.
    fn heard(&self, outcome: Result<Fields, ApiError>) -> Result<Fields, ApiError> {
        match &outcome {
            Err(ApiError::Denied) => self.server.turns_away(true),
            Err(error) if !error.is_final() => {}
            _ => self.server.turns_away(false),
        }
        outcome
    }

    /// Writes, and reads the answer: an empty one has no fields, except the `id` of what was made. Sent once, and not
    /// stopped when the view goes: what was asked to be changed is changed. A refusal keeps the server's words.
    pub async fn send(&self, verb: Method, path: &str, body: Option<&Value>) -> Result<Fields, ApiError> {
        self.send_once(verb, path, body, "").await
    }

    /// The same with a key that tells a server which knows such keys that it has seen this before: a browser sends a
    /// request again by itself when its connection ends before the answer.
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
        // A write that was led elsewhere was not carried out, whatever is answered there.
        let request = request.redirect(RequestRedirect::Manual);
        let sent = async {
            let response = answer(with_body(request, body.map(Value::to_string))?).await?;
            // Opik answers most writes with nothing; what was made is then named by `Location` alone.
            let made = response.headers().get("location");
            let id = made.as_deref().and_then(|made| made.rsplit('/').next()).map(str::to_owned);
            let mut fields = read(&url, response, true).await?;
            if let Some(id) = id {
                fields.or_text("id", id);
            }
            Ok(fields)
        };
        self.heard(sent.await)
    }

    fn headers(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header("Comet-Workspace", &self.workspace).header("Accept", "application/json");
        let name = match &self.sent_as {
            SentAs::Reviewer => self.server.name_to_send(),
            SentAs::Author(name) => {
                Some(name.clone()).filter(|name| name != NOBODY && self.server.sends_names())
            }
            SentAs::Nobody => None,
        };
        match name {
            // A header holds no letters but Latin ones.
            Some(name) => request.header("X-Forwarded-User", &crate::paths::encode(&name)),
            None => request,
        }
    }

    fn url(&self, path: &str, pairs: &[(&str, String)]) -> String {
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
