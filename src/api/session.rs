//! What the whole app shares of its talk with one server: the HTTP client, what is known of the server and of who reviews,
//! and the outbox of changes that the server does not have yet.

use leptos::{prelude::use_context, task::spawn_local};

use super::{
    client::{Client, DEFAULT_WORKSPACE},
    error::ApiError,
    outbox::Outbox,
    server::Server,
};
use crate::{
    browser::{clock, timer},
    local::preferences::Preferences,
};

/// The app-wide context.
#[derive(Clone)]
pub struct Session {
    /// Asks the server.
    pub client: Client,
    /// What is known of the server, and who the reviewer is to it.
    pub server: Server,
    /// The changes that the server does not have yet.
    pub outbox: Outbox,
}

impl Session {
    /// With the server that serves the page; `base` is the page's base path with its trailing slash: `/`, or
    /// `/some/path/`. The reviewer's name is kept among the preferences.
    pub fn new(base: &str, preferences: Preferences) -> Self {
        let server = Server::new(preferences);
        Self { client: Client::new(base, server), server, outbox: Outbox::new() }
    }

    /// The app's session, in the workspace given.
    pub fn of_app(workspace: &str) -> Self {
        let app = use_context::<Self>();
        app.unwrap_or_else(|| Self::new("/", Preferences::of_app())).at(workspace)
    }

    /// The same session, asking in another workspace.
    pub fn at(&self, workspace: &str) -> Self {
        Self { client: self.client.at(workspace), ..self.clone() }
    }

    /// Asks for the facts of the server until it has answered properly (`GET /v1/private/toggles/`, then
    /// `GET /v1/private/workspaces/configurations`); see [`Server`].
    pub fn meet_server(&self) -> Server {
        if self.server.wants_asking() {
            let session = self.clone();
            spawn_local(async move {
                let client = session.client.nameless().at_or(DEFAULT_WORKSPACE);
                let mut met = session.server.learn(client.get("toggles/", &[]).await);
                if met.is_ok() && session.server.wants_timeout() {
                    // A server where nothing was ever configured answers 404.
                    met = match client.get("workspaces/configurations", &[]).await {
                        Ok(mut answer) => {
                            session.server.learn_timeout(answer.text("timeout_to_mark_thread_as_inactive"));
                            Ok(())
                        }
                        Err(ApiError::Missing(_)) => Ok(()),
                        Err(error) => Err(error),
                    };
                }
                if let Err(error) = met {
                    let (tries, pause) = session.server.failed(&error, clock::running());
                    timer::later(pause, move || {
                        // Nobody has asked meanwhile.
                        if session.server.tries() == tries {
                            session.meet_server();
                        }
                    });
                }
            });
        }
        self.server
    }
}
