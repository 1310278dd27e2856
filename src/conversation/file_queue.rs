//! Asks for the files of turns when they come into view, one turn after the other: a conversation may have thousands of
//! turns, and no field of a turn says whether it has files.

use std::{collections::VecDeque, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use web_sys::Element;

use crate::{
    api::client::Client,
    attachments,
    browser::near_viewport::NearViewport,
    message::attached::KnownFiles,
    model::{attachment::FileOwner, ids::ProjectId, trace::Trace},
};

/// The turn that an element belongs to.
const MARK: &str = "data-files-of";

/// Turns whose files are not known yet.
#[derive(Clone, Copy)]
pub(super) struct FileQueue {
    near: NearViewport,
    state: StoredValue<QueueState, LocalStorage>,
}

struct QueueState {
    client: Client,
    watched: Vec<(FileOwner, ProjectId, ArcRwSignal<KnownFiles>)>,
    next: VecDeque<(FileOwner, ProjectId, ArcRwSignal<KnownFiles>)>,
    running: bool,
    /// Why nobody can be asked.
    closed: Option<KnownFiles>,
}

impl FileQueue {
    pub(super) fn new(client: Client) -> Self {
        let state = StoredValue::new_local(QueueState {
            client,
            watched: Vec::new(),
            next: VecDeque::new(),
            running: false,
            closed: None,
        });
        let near = NearViewport::new("100px 0px", move |element| {
            let Some(id) = element.get_attribute(MARK) else { return };
            let start = state.try_update_value(|state| {
                let is_it =
                    |owner: &FileOwner| matches!(owner, FileOwner::Trace(trace) if trace.as_str() == id);
                let (came, rest): (Vec<_>, Vec<_>) =
                    std::mem::take(&mut state.watched).into_iter().partition(|(owner, ..)| is_it(owner));
                state.watched = rest;
                state.next.extend(came);
                !state.next.is_empty() && !std::mem::replace(&mut state.running, true)
            });
            if start == Some(true) {
                spawn_local(run(state));
            }
        });
        Self { near, state }
    }

    /// The client that it asks with.
    pub(super) fn client(self) -> Option<Client> {
        self.state.try_with_value(|state| state.client.clone())
    }

    /// Asks for the files of a turn when this element, which is in the turn, comes into view.
    pub(super) fn enlist(self, element: &Element, trace: &Arc<Trace>, known: ArcRwSignal<KnownFiles>) {
        let _ = element.set_attribute(MARK, trace.id.as_str());
        let owner = FileOwner::Trace(trace.id.clone());
        let _ =
            self.state.try_update_value(|state| state.watched.push((owner, trace.project.clone(), known)));
        self.near.watch(element);
    }
}

async fn run(state: StoredValue<QueueState, LocalStorage>) {
    loop {
        let next = state.try_update_value(|state| {
            let next = state.next.pop_front();
            state.running = next.is_some();
            next.map(|next| (next, state.client.clone(), state.closed.clone()))
        });
        let Some(Some(((owner, project, known), client, closed))) = next else { return };
        let answer = match closed {
            Some(closed) => closed,
            None => {
                let (answer, closes) = attachments::ask(&client, &project, &owner).await;
                if closes {
                    let _ = state.try_update_value(|state| state.closed = Some(answer.clone()));
                }
                answer
            }
        };
        known.set(answer);
    }
}
