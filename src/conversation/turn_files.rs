//! The files of one turn: those that its messages have a place for are shown there, the others below the answer.

use std::sync::Arc;

use leptos::prelude::*;

use super::file_queue::FileQueue;
use crate::{
    attachments::{self, FileList},
    message::attached::{AttachedFiles, KnownFiles},
    model::trace::Trace,
    text::{message::Message, placeholders},
};

/// The files of a turn, and the element by which the queue sees that the turn is in view.
pub(super) struct TurnFiles {
    pub(super) seen: NodeRef<leptos::html::Div>,
    files: Option<AttachedFiles>,
    placed: Vec<String>,
}

impl TurnFiles {
    /// Provides the context by which messages find the files; `sides` are the messages, resolved by
    /// [`placeholders::resolve`].
    pub(super) fn new(trace: &Arc<Trace>, queue: FileQueue, sides: &[&Vec<Message>]) -> Self {
        let seen = NodeRef::<leptos::html::Div>::new();
        let known = ArcRwSignal::new(KnownFiles::Unknown);
        let files = queue.client().map(|client| attachments::files(client, known.clone().into()));
        if let Some(files) = files {
            provide_context(files);
        }
        let trace = trace.clone();
        seen.on_load(move |element| queue.add(&element, &trace, known.clone()));
        let placed = sides.iter().flat_map(|side| placeholders::names(side));
        Self { seen, files, placed: placed.collect() }
    }

    /// The files without a place in the messages.
    pub(super) fn rest(&self) -> Option<AnyView> {
        let placed = self.placed.clone();
        self.files.map(|files| view! { <FileList files placed /> }.into_any())
    }
}
