//! One HTTP client for every resource: same origin, workspace and reviewer in headers, errors told apart, and requests of
//! a view that is gone aborted.

use gloo_net::http::{Request, RequestBuilder, Response};
use leptos::{
    prelude::{Owner, on_cleanup, use_context},
    reactive::send_wrapper_ext::SendOption,
    task::spawn_local,
};
use serde_json::Value;
use web_sys::{AbortController, AbortSignal};

use super::{error::ApiError, feedback::NOBODY, fields::Fields, journal::Journal, payload, server::Server};
use crate::browser::preferences::Preferences;

/// How a write changes what its path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
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
enum By {
    /// Whoever reviews now.
    Reviewer,
    /// Who made the change that is sent.
    Author(String),
    /// No name goes along.
    Nobody,
}

/// Where the server is, in which workspace to ask, what is known of it, and what it has still to be told.
#[derive(Clone)]
pub struct Client {
    base: String,
    workspace: String,
    server: Server,
    by: By,
    journal: Journal,
}

impl Client {
    /// `base` is the page's own base path with its trailing slash: `/`, or `/some/path/`. The reviewer's name is kept
    /// among the preferences.
    pub fn new(base: &str, preferences: Preferences) -> Self {
        Self {
            base: format!("{base}api/v1/private/"),
            workspace: "default".to_owned(),
            server: Server::new(preferences),
            by: By::Reviewer,
            journal: Journal::new(),
        }
    }

    /// The same client, asking in another workspace (Opik: `Comet-Workspace`).
    pub fn at(&self, workspace: &str) -> Self {
        Self { workspace: workspace.to_owned(), ..self.clone() }
    }

    /// The same client, asking under the name of whoever made a change: the reviewer may have another by now.
    pub(super) fn acting_as(&self, author: &str) -> Self {
        Self { by: By::Author(author.to_owned()), ..self.clone() }
    }

    /// The app's client, in the workspace given.
    pub fn of_app(workspace: &str) -> Self {
        let app = use_context::<Self>();
        app.unwrap_or_else(|| Self::new("/", Preferences::of_app())).at(workspace)
    }

    /// What is known of the server.
    pub fn server(&self) -> Server {
        self.server
    }

    /// Asks for the server's facts, the first time; see [`Server`].
    pub fn meet_server(&self) -> Server {
        if self.server.wants_asking() {
            let client = Self { by: By::Nobody, ..self.clone() };
            spawn_local(async move {
                client.server.learn(client.get("toggles/", &[]).await);
                if client.server.wants_timeout() {
                    // Opik: W1. Where nothing was ever configured it answers 404.
                    if let Ok(mut answer) = client.get("workspaces/configurations", &[]).await {
                        client.server.learn_timeout(answer.text("timeout_to_mark_thread_as_inactive"));
                    }
                }
            });
        }
        self.server
    }

    /// What people changed, as far as this page knows.
    pub fn journal(&self) -> Journal {
        self.journal
    }

    /// Reads `path` with query `pairs`. Aborted when its reactive owner goes; tried twice more on a passing failure.
    pub async fn get(&self, path: &str, pairs: &[(&str, String)]) -> Result<Fields, ApiError> {
        let url = self.url(path, pairs);
        let mut tries = 0;
        loop {
            let abort = Abort::with_owner();
            let sent = async {
                let request = self.headers(Request::get(&url)).abort_signal(abort.signal().as_ref()).build();
                answer(request.map_err(|error| ApiError::Unreadable(error.to_string()))?).await
            };
            match sent.await {
                Err(error) if error.is_passing() && tries < 2 => {
                    tries += 1;
                    crate::browser::timer::wait(300 * tries * tries).await;
                }
                Err(error) => return Err(error),
                Ok(response) => return read(&url, response, false).await,
            }
        }
    }

    /// Asks with a JSON body and reads a JSON answer; for reads that Opik made a POST. Aborted like [`Client::get`].
    pub async fn ask(&self, path: &str, body: &Value) -> Result<Fields, ApiError> {
        let url = self.url(path, &[]);
        let abort = Abort::with_owner();
        let request = self
            .headers(Request::post(&url))
            .abort_signal(abort.signal().as_ref())
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .map_err(|error| ApiError::Unreadable(error.to_string()))?;
        read(&url, answer(request).await?, false).await
    }

    /// Writes, and reads the answer: an empty one has no fields, except the `id` of what was made. Sent once, and not
    /// stopped when the view goes: what was asked to be changed is changed. A refusal keeps the server's words.
    pub async fn send(&self, verb: Verb, path: &str, body: Option<&Value>) -> Result<Fields, ApiError> {
        self.send_once(verb, path, body, "").await
    }

    /// The same with a key that tells a server which knows such keys that it has seen this before: a browser sends a
    /// request again by itself when its connection ends before the answer.
    pub async fn send_once(
        &self,
        verb: Verb,
        path: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Result<Fields, ApiError> {
        let url = self.url(path, &[]);
        let request = self.headers(match verb {
            Verb::Post => Request::post(&url),
            Verb::Put => Request::put(&url),
            Verb::Patch => Request::patch(&url),
            Verb::Delete => Request::delete(&url),
        });
        let request = if key.is_empty() { request } else { request.header("Idempotency-Key", key) };
        let request = match body {
            Some(body) => request.header("Content-Type", "application/json").body(body.to_string()),
            None => request.build(),
        };
        let request = request.map_err(|error| ApiError::Unreadable(error.to_string()))?;
        let response = answer(request).await?;
        // Opik answers most writes with nothing; what was made is then named by `Location` alone.
        let made = response.headers().get("location");
        let id = made.as_deref().and_then(|made| made.rsplit('/').next()).map(str::to_owned);
        let mut fields = read(&url, response, true).await?;
        if let Some(id) = id {
            fields.or_text("id", id);
        }
        Ok(fields)
    }

    fn headers(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header("Comet-Workspace", &self.workspace).header("Accept", "application/json");
        let name = match &self.by {
            By::Reviewer => self.server.name_to_send(),
            By::Author(name) => Some(name.clone()).filter(|name| name != NOBODY && self.server.sends_names()),
            By::Nobody => None,
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

async fn answer(request: Request) -> Result<Response, ApiError> {
    let response = request.send().await.map_err(|error| {
        if error.to_string().contains("AbortError") { ApiError::Aborted } else { ApiError::Offline }
    })?;
    if response.ok() {
        return Ok(response);
    }
    let body = response.text().await.unwrap_or_default();
    Err(ApiError::from_answer(response.status(), &body))
}

/// An answer's JSON; `or_nothing` where it may be empty.
async fn read(url: &str, response: Response, or_nothing: bool) -> Result<Fields, ApiError> {
    // A login proxy answers 200 with its own page: that is no broken server, that is no access.
    let html = response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    let text = response.text().await.map_err(|_| ApiError::Offline)?;
    if or_nothing && text.is_empty() {
        return Ok(Fields::default());
    }
    match payload::read(&text) {
        Ok(value) => Ok(Fields::of(value)),
        Err(_) if html => Err(ApiError::Denied),
        Err(error) => {
            let path = url.split('?').next().unwrap_or(url);
            Err(ApiError::Unreadable(format!("{path}: {error}")))
        }
    }
}

/// Stops a request when the future that holds it is dropped, or when the reactive owner it was made under goes.
struct Abort(Option<AbortController>);

impl Abort {
    fn with_owner() -> Self {
        let controller = AbortController::new().ok();
        if let (Some(controller), Some(_)) = (&controller, Owner::current()) {
            let held = SendOption::new_local(Some(controller.clone()));
            on_cleanup(move || {
                if let Some(controller) = held.as_ref() {
                    controller.abort();
                }
            });
        }
        Self(controller)
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
