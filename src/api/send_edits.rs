//! Sends what is in the [outbox](super::outbox): in order, when it is due, and again after a failure. The outbox stores the
//! changes and its queue decides which is due; this module takes it out, makes the HTTP call, and records the outcome.

mod edit_request;

use std::{sync::Arc, time::Duration};

use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    error::ApiError,
    outbox::{NotStored, Refusal, entry::Entry, queue::Outcome},
    session::Session,
};
use crate::{
    browser::{clock, timer},
    local::drafts,
    model::change::{Edit, Item},
};

/// How often to look for the changes of closed tabs.
const ORPHANS: Duration = Duration::from_secs(5);

/// Starts sending, once for the whole app, beginning with changes left by earlier pages.
pub fn start(session: &Session) {
    let outbox = session.outbox;
    let server = session.server;
    let own = session.clone();
    outbox.call_on_push(Callback::new(move |()| {
        ask_for_names(&own, false);
        send_due(&own);
    }));
    let own = session.clone();
    spawn_local(async move {
        outbox.register_tab().await;
        take_over(&own);
    });
    let own = session.clone();
    timer::while_visible(ORPHANS, move || take_over(&own));
    let own = session.clone();
    let back = window_event_listener(ev::online, move |_| try_again(&own, false));
    let own = session.clone();
    let seen = window_event_listener_untyped("visibilitychange", move |_| try_again(&own, false));
    // Another tab has sent something or has a new change.
    let own = session.clone();
    let elsewhere = window_event_listener_untyped("storage", move |_| send_due(&own));
    let own = session.clone();
    Effect::new(move |_| {
        // Runs again when the reviewer's name becomes known or the name dialog closes.
        let _ = (server.author(), server.asks_name());
        send_due(&own);
    });
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        // Waiting changes are stored and sent on the next visit, but that may be days later.
        let waiting = outbox.pending.try_get_untracked().is_some_and(|pending| pending.waiting > 0);
        if waiting
            || outbox
                .not_stored
                .try_get_untracked()
                .is_some_and(|not_stored| not_stored != NotStored::Nothing)
        {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        back.remove();
        seen.remove();
        elsewhere.remove();
        leaving.remove();
    });
}

/// Takes over the changes of closed tabs and sends them.
fn take_over(session: &Session) {
    let own = session.clone();
    spawn_local(async move {
        let then = own.clone();
        own.outbox.take_over(move || send_due(&then)).await;
        send_due(&own);
    });
}

/// Retries everything that waits, because a person asked for it.
pub fn retry_now(session: &Session) {
    try_again(session, true);
}

fn try_again(session: &Session, insists: bool) {
    session.outbox.retry_now(insists);
    ask_for_names(session, insists);
    send_due(session);
}

/// Asks the server for the reviewer's name if it is not known yet; not before its `Retry-After`, unless the person
/// asked to retry (`insists`).
fn ask_for_names(session: &Session, insists: bool) {
    let server = session.server;
    if insists && server.signed_out.try_get_untracked() == Some(true) {
        // Only a request shows whether the server still asks to sign in.
        server.ask_again();
        session.load_server_facts();
    } else if !untrack(|| server.knows_names()) && (insists || !server.is_paused(clock::monotonic())) {
        session.load_server_facts();
    }
}

fn send_due(session: &Session) {
    let outbox = session.outbox;
    let waiting = outbox.pending.try_get_untracked().is_some_and(|pending| pending.waiting > 0);
    if !waiting {
        return;
    }
    // The author's name has to be known before anything is sent.
    let server = session.server;
    if !untrack(|| server.knows_names()) {
        if server.tries() == 0 {
            session.load_server_facts();
        }
        return;
    }
    if outbox.has_guessed() {
        match untrack(|| server.author()) {
            Some(me) => outbox.name_authors(|guess| server.author_of(guess, &me)),
            None if server.asking.try_get_untracked() == Some(false) => server.asking.set(true),
            None => {}
        }
    }
    loop {
        let lot = outbox.next_lot();
        if lot.is_empty() {
            break;
        }
        let session = session.clone();
        spawn_local(async move {
            send(&session, &lot).await;
            send_due(&session);
        });
    }
    // A change that is due but blocked is sent when the request blocking it returns, here or in another tab.
    if let Some(pause) = outbox.pause() {
        let session = session.clone();
        timer::later(pause, move || send_due(&session));
    }
}

/// Sends the changes of one request.
async fn send(session: &Session, lot: &[Arc<Entry>]) {
    let Some(entry) = lot.first() else { return };
    let own = session.client.at(&entry.change.thread_ref.workspace).acting_as(&entry.by);
    let answer = match lot {
        [one] => edit_request::carry_out(&own, session.outbox, one).await,
        many => edit_request::carry_out_lot(&own, many).await.map(|()| None),
    };
    let (outcome, trouble) = match answer {
        Ok(named) => (Outcome::Done(named), None),
        // No answer, a 5xx, too many requests, an expired login or a proxy's error: only the API itself can refuse a
        // change.
        Err(error) if !error.is_final() => {
            if let ApiError::Busy(after) = error {
                session.server.busy.hold(after);
            }
            (Outcome::Passing(error.after()), Some(error))
        }
        Err(_) if lot.len() > 1 => (Outcome::Apart, None),
        Err(error) => {
            refuse(session, entry, error);
            (Outcome::Refused, None)
        }
    };
    session.outbox.record_outcome(lot, &outcome, trouble);
}

/// Tells the person that the server refused a change.
fn refuse(session: &Session, entry: &Arc<Entry>, error: ApiError) {
    let is_thread_score =
        entry.change.item == Item::Thread && matches!(entry.change.edit, Edit::Score { .. });
    if is_thread_score && let ApiError::Refused { status: 409, message } = &error {
        session.server.read_conflict(message);
    }
    // Before the refusal is announced, so that the text is back in its draft when the person looks.
    drafts::restore_refused(&entry.by, &entry.change, entry.named.as_ref());
    session.outbox.announce(Refusal { entry: entry.clone(), error: Some(error) });
}
