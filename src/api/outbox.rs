//! Every change that people make to a conversation goes through here: shown at once, kept until the server has it, sent in
//! order, tried again when that fails. The journal keeps them, its queue decides what goes when, and this file sends.

mod writer;

use std::{sync::Arc, time::Duration};

use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    client::Client,
    error::ApiError,
    journal::{Refusal, entry::Entry, queue::Outcome},
};
use crate::{
    browser::{drafts, timer},
    model::{
        change::{Act, Change, Item},
        ids::CommentId,
    },
};

/// How often changes are looked for that tabs left which are gone.
const ORPHANS: Duration = Duration::from_secs(15);

/// Begins to send, for the whole app: first what an earlier page could not.
pub fn start(client: &Client) {
    let journal = client.journal();
    let own = client.clone();
    spawn_local(async move {
        journal.settle_in().await;
        journal.take_over().await;
        send_due(&own);
    });
    let own = client.clone();
    timer::while_visible(ORPHANS, move || {
        let own = own.clone();
        spawn_local(async move {
            journal.take_over().await;
            send_due(&own);
        });
    });
    let own = client.clone();
    let back = window_event_listener(ev::online, move |_| hurry(&own));
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        // They are kept and sent next time; but next time may be another day.
        if journal.pending.try_get_untracked().is_some_and(|pending| pending.waiting > 0) {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        back.remove();
        leaving.remove();
    });
}

/// Takes a change in and sends it when it is its turn; the entry's id, with which the journal can cancel it. `by` is who makes
/// it, `known` are the comments that the item has.
pub fn push(client: &Client, change: Change, by: String, known: Vec<CommentId>) -> String {
    let id = client.journal().push(change, by, known);
    send_due(client);
    id
}

/// Tries again now whatever waits.
pub fn hurry(client: &Client) {
    client.journal().hurry();
    send_due(client);
}

fn send_due(client: &Client) {
    let journal = client.journal();
    while let Some(entry) = journal.next() {
        let client = client.clone();
        spawn_local(async move {
            send(&client, &entry).await;
            send_due(&client);
        });
    }
    // What is due and not sent goes when something that is under way comes back.
    if let Some(pause) = journal.pause().filter(|pause| *pause > 0) {
        let client = client.clone();
        let pause = Duration::from_millis(pause.unsigned_abs() + 1);
        set_timeout(move || wake(&client), pause);
    }
}

fn wake(client: &Client) {
    let journal = client.journal();
    if journal.pause() == Some(0) {
        send_due(client);
    }
}

async fn send(client: &Client, entry: &Arc<Entry>) {
    let home = &entry.change.home;
    let own = client.at(&home.workspace).acting_as(&entry.by);
    let outcome = match writer::carry_out(&own, entry).await {
        Ok(named) => Outcome::Done(named),
        // The server took it and said something odd about it; only a new comment's id would have been worth reading.
        Err(ApiError::Unreadable(_)) if entry.new_comment().is_none() => Outcome::Done(None),
        Err(error) if is_passing(&error) => Outcome::Passing,
        Err(error) => {
            let is_thread_score =
                entry.change.item == Item::Thread && matches!(entry.change.act, Act::Score { .. });
            if is_thread_score && matches!(error, ApiError::Refused { status: 409, .. }) {
                client.server().learned_guarded();
            }
            // Before anybody hears of it: whoever does finds the words where they were typed.
            drafts::give_back(&entry.by, &entry.change);
            let _ = client.journal().refusal.try_set(Some(Refusal { entry: entry.clone(), error }));
            Outcome::Refused
        }
    };
    client.journal().answered(entry, &outcome);
}

/// Whether the change may still be taken: no answer, a broken server, too many requests, or a login that has run out.
fn is_passing(error: &ApiError) -> bool {
    match error {
        ApiError::Refused { status, .. } => matches!(status, 408 | 425 | 429),
        ApiError::Missing(_) => false,
        _ => true,
    }
}
