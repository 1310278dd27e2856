//! Asks for the files of turns when they come into view, one turn after the other, the last that came first: a
//! conversation may have thousands of turns, and no field of a turn says whether it has files.

use std::{collections::HashMap, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use web_sys::{Element, wasm_bindgen::JsCast};

use crate::{
    api::client::Client,
    attachments,
    browser::near_viewport::NearViewport,
    message::attached::KnownFiles,
    model::{attachment::FileOwner, ids::ProjectId, trace::Trace},
};

/// The turn that an element belongs to.
const MARK: &str = "data-files-of";
/// A group of turns that is close to what is in sight.
const CLOSE: &str = ".turn-chunk[data-close]";

/// Turns whose files are not known yet.
#[derive(Clone, Copy)]
pub(super) struct FileQueue {
    near: NearViewport,
    state: StoredValue<QueueState, LocalStorage>,
}

struct QueueState {
    client: Client,
    /// Turns that have not been in view, by the id of their trace.
    watched: HashMap<String, Waiting>,
    next: Vec<Waiting>,
    running: bool,
    /// Why nobody can be asked.
    closed: Option<KnownFiles>,
}

/// A turn, its project, and where what its trace has is said.
type Waiting = (FileOwner, ProjectId, ArcRwSignal<KnownFiles>);

impl FileQueue {
    pub(super) fn new(client: Client) -> Self {
        let state = StoredValue::new_local(QueueState {
            client,
            watched: HashMap::new(),
            next: Vec::new(),
            running: false,
            closed: None,
        });
        let near = NearViewport::new("100px 0px", move |element| {
            let Some(id) = element.get_attribute(MARK) else { return };
            let start = state.try_update_value(|state| {
                let came = state.watched.remove(&id);
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

    /// Watches the turns of a group that is close to what is in sight.
    pub(super) fn watch_in(self, chunk: &Element) {
        self.each_in(chunk, |element| self.near.watch(element));
    }

    /// Stops watching the turns of a group that is far from what is in sight.
    pub(super) fn forget_in(self, chunk: &Element) {
        self.each_in(chunk, |element| self.near.forget(element));
    }

    /// The elements in a group whose turns have not been in view.
    fn each_in(self, chunk: &Element, act: impl Fn(&Element)) {
        let Ok(marked) = chunk.query_selector_all(&format!("[{MARK}]")) else { return };
        for element in (0..marked.length()).filter_map(|at| marked.get(at)?.dyn_into::<Element>().ok()) {
            let id = element.get_attribute(MARK).unwrap_or_default();
            if self.state.try_with_value(|state| state.watched.contains_key(&id)) == Some(true) {
                act(&element);
            }
        }
    }

    /// Asks for the files of a turn when this element, which is in the turn, comes into view.
    pub(super) fn add(self, element: &Element, trace: &Arc<Trace>, known: ArcRwSignal<KnownFiles>) {
        let _ = element.set_attribute(MARK, trace.id.as_str());
        let owner = FileOwner::Trace(trace.id.clone());
        let waiting = (owner, trace.project.clone(), known);
        let _ = self.state.try_update_value(|state| state.watched.insert(trace.id.to_string(), waiting));
        if element.closest(CLOSE).ok().flatten().is_some() {
            self.near.watch(element);
        }
    }
}

async fn run(state: StoredValue<QueueState, LocalStorage>) {
    loop {
        let next = state.try_update_value(|state| {
            let next = state.next.pop();
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
