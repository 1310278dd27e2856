//! Asks for conversations before they are opened.

use leptos::prelude::*;

use crate::{api::session::Session, model::ids::ThreadId, ui::table::list_route::ListRoute};

/// Returns a function that asks for a conversation of the route's project; opening it then finds the answers.
pub fn asking(route: ListRoute) -> Callback<ThreadId> {
    let session = StoredValue::new(Session::of_app(""));
    Callback::new(move |thread: ThreadId| {
        let Some(session) = session
            .try_with_value(|session| route.workspace.with_untracked(|workspace| session.at(workspace)))
        else {
            return;
        };
        let revision = session.outbox.ack_count();
        route
            .project
            .with_untracked(|project| session.ahead.ask(&session.client, project, &thread, revision));
    })
}
