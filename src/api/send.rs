//! Every change that people make to a conversation goes through here: shown at once, kept until the server has it, sent in
//! order, tried again when that fails. The journal keeps them, its queue decides what goes when, and this file sends.

mod request;

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
    model::{
        change::{Change, Edit, Item},
        ids::CommentId,
    },
};

/// How often changes are looked for that tabs left which are gone, and tabs that are open.
const ORPHANS: Duration = Duration::from_secs(5);

/// Begins to send, for the whole app: first what an earlier page could not.
pub fn start(session: &Session) {
    let outbox = session.outbox;
    let server = session.server;
    let own = session.clone();
    spawn_local(async move {
        outbox.settle_in().await;
        take_over(&own);
    });
    let own = session.clone();
    timer::while_visible(ORPHANS, move || take_over(&own));
    let own = session.clone();
    let back = window_event_listener(ev::online, move |_| try_again(&own, false));
    let own = session.clone();
    let seen = window_event_listener_untyped("visibilitychange", move |_| try_again(&own, false));
    // Another tab has sent something, or has something new to send.
    let own = session.clone();
    let elsewhere = window_event_listener_untyped("storage", move |_| send_due(&own));
    let own = session.clone();
    Effect::new(move |_| {
        // Who reviews has become known, or has still to be asked for.
        let _ = (server.author(), server.asks_name());
        send_due(&own);
    });
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        // They are kept and sent next time; but next time may be another day.
        let waiting = outbox.pending.try_get_untracked().is_some_and(|pending| pending.waiting > 0);
        if waiting || outbox.unkept.try_get_untracked().is_some_and(|unkept| unkept != NotStored::Nothing) {
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

/// Takes over what tabs left that are gone, and sends it.
fn take_over(session: &Session) {
    let own = session.clone();
    spawn_local(async move {
        let then = own.clone();
        own.outbox.take_over(move || send_due(&then)).await;
        send_due(&own);
    });
}

/// Takes a change in and sends it when it is its turn; the entry's id, with which the journal can cancel it. `by` is who makes
/// it, `known` are the comments that the item has.
pub fn push(session: &Session, change: Change, by: String, known: Vec<CommentId>) -> String {
    let guessed = !untrack(|| session.server.knows_names());
    let id = session.outbox.push(change, by, guessed, known);
    ask_for_names(session, false);
    send_due(session);
    id
}

/// Tries again now whatever waits, because a person wants it so.
pub fn retry_now(session: &Session) {
    try_again(session, true);
}

fn try_again(session: &Session, insists: bool) {
    session.outbox.retry_now(insists);
    ask_for_names(session, insists);
    send_due(session);
}

/// Asks now under whose name changes go out, where the server has not said it; not while it wants to be left alone, unless
/// the person insists.
fn ask_for_names(session: &Session, insists: bool) {
    let server = session.server;
    if insists && server.signed_out.try_get_untracked() == Some(true) {
        // Whether that is over, only asking tells.
        server.ask_again();
        session.meet_server();
    } else if !untrack(|| server.knows_names()) && (insists || !server.rests(clock::running())) {
        session.meet_server();
    }
}

fn send_due(session: &Session) {
    let outbox = session.outbox;
    let waiting = outbox.pending.try_get_untracked().is_some_and(|pending| pending.waiting > 0);
    if !waiting {
        return;
    }
    // Under whose name a change goes out is the server's to say: until it has, all wait.
    let server = session.server;
    if !untrack(|| server.knows_names()) {
        if server.tries() == 0 {
            session.meet_server();
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
    while let Some(entry) = outbox.next() {
        let session = session.clone();
        spawn_local(async move {
            send(&session, &entry).await;
            send_due(&session);
        });
    }
    // What is due and not sent goes when something that is under way comes back, here or in another tab.
    if let Some(pause) = outbox.pause() {
        let session = session.clone();
        timer::later(pause, move || send_due(&session));
    }
}

async fn send(session: &Session, entry: &Arc<Entry>) {
    let thread_ref = &entry.change.thread_ref;
    let own = session.client.at(&thread_ref.workspace).acting_as(&entry.by);
    let (outcome, trouble) = match request::carry_out(&own, session.outbox, entry).await {
        Ok(named) => (Outcome::Done(named), None),
        // No answer, a broken server, too many requests, a login that has run out, a proxy: only the API itself refuses.
        Err(error) if !error.is_final() => (Outcome::Passing(error.after()), Some(error)),
        Err(error) => {
            let is_thread_score =
                entry.change.item == Item::Thread && matches!(entry.change.edit, Edit::Score { .. });
            if is_thread_score && let ApiError::Refused { status: 409, message } = &error {
                session.server.hear_conflict(message);
            }
            // Before anybody hears of it: whoever does finds the words where they were typed.
            drafts::give_back(&entry.by, &entry.change, entry.named.as_ref());
            let refusal = Refusal { entry: entry.clone(), error: Some(error) };
            let _ = session.outbox.refusal.try_set(Some(refusal));
            (Outcome::Refused, None)
        }
    };
    session.outbox.answered(entry, &outcome, trouble);
}
