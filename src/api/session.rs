//! What the whole app shares for one server: the HTTP client, the facts about the server and the reviewer, and the
//! outbox.

use leptos::{prelude::use_context, task::spawn_local};

use super::{
    client::{Client, DEFAULT_WORKSPACE},
    error::ApiError,
    outbox::Outbox,
    read_ahead::ReadAhead,
    server::Server,
};
use crate::{
    browser::{clock, timer},
    local::preferences::Preferences,
};

/// The app-wide context for talking to the server.
#[derive(Clone)]
pub struct Session {
    pub client: Client,
    /// Facts about the server, including the reviewer's name.
    pub server: Server,
    pub outbox: Outbox,
    /// Conversations that are likely to be opened next.
    pub ahead: ReadAhead,
}

impl Session {
    /// A session with the server that serves the page. `base` is the page's base path with its trailing slash: `/`, or
    /// `/some/path/`. `preferences` hold the reviewer's name.
    pub fn new(base: &str, preferences: Preferences) -> Self {
        let server = Server::new(preferences);
        Self { client: Client::new(base, server), server, outbox: Outbox::new(), ahead: ReadAhead::new() }
    }

    /// The app's session from the context, in `workspace`.
    pub fn of_app(workspace: &str) -> Self {
        let app = use_context::<Self>();
        app.unwrap_or_else(|| Self::new("/", Preferences::of_app())).at(workspace)
    }

    /// The same session in another workspace.
    pub fn at(&self, workspace: &str) -> Self {
        Self { client: self.client.at(workspace), ..self.clone() }
    }

    /// Loads the facts about the server unless they are loaded (`GET /v1/private/toggles/`, then `GET
    /// /v1/private/workspaces/configurations`), repeating until they are answered; see [`Server`].
    pub fn load_server_facts(&self) -> Server {
        if self.server.begin_asking() {
            let session = self.clone();
            spawn_local(async move {
                let client = session.client.nameless().at_or(DEFAULT_WORKSPACE);
                let mut met = session.server.learn(client.get("toggles/", &[]).await);
                if met.is_ok() && session.server.wants_timeout() {
                    // A workspace without any configuration answers 404.
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
                    let (tries, pause) = session.server.failed(&error, clock::monotonic());
                    timer::later(pause, move || {
                        // Not if another attempt has been made meanwhile.
                        if session.server.tries() == tries {
                            session.load_server_facts();
                        }
                    });
                }
            });
        }
        self.server
    }
}
