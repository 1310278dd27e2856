//! The feedback of one conversation during a review: the server's data for the thread and its turns, with the edits
//! applied that it does not include yet. The conversation owns one store; everything that shows or edits feedback uses
//! it.

mod made_up;
mod mark;
mod removed;
mod seen;
mod undo;

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

pub use self::removed::Removed;
use self::undo::UndoStep;
use super::{reasons::Reasons, save_state::SaveState};
use crate::{
    api::{
        client::Client,
        definitions,
        error::ApiError,
        load::Load,
        outbox::{
            entry::{Entry, EntryState},
            queue::overlay,
        },
        session::Session,
    },
    model::{
        change::{Change, Edit, Item, ScoreInput, ThreadRef, is_own_key, own_key},
        definition::FeedbackDefinition,
        feedback::Feedback,
        ids::{CommentId, TraceId},
        rules::ThreadRules,
        score::AuthorScore,
        status::Status,
    },
    ui::toast::Toaster,
};

/// The server's feedback on an item, and [`Review::ack_count`] when it was requested.
#[derive(Clone, Debug, PartialEq, Default)]
struct ServerFeedback {
    feedback: Feedback,
    revision: u64,
    seen: bool,
}

/// The feedback of one conversation.
#[derive(Clone, Copy)]
pub struct Review {
    session: StoredValue<Session>,
    thread_ref: RwSignal<ThreadRef>,
    project_name: Signal<Option<String>>,
    thread: RwSignal<Option<ServerFeedback>>,
    parts: StoredValue<HashMap<Item, ArcRwSignal<ServerFeedback>>>,
    /// Notified when the server's feedback on any part has changed.
    parts_changed: Trigger,
    undo: StoredValue<Vec<UndoStep>>,
    toaster: Toaster,
    /// Whether the server no longer has the conversation.
    pub gone: RwSignal<bool>,
    /// The scores that reactivating the thread has removed since the review began.
    pub removed: RwSignal<Vec<Removed>>,
    /// The project's reasons for a thumbs-down.
    pub reasons: Reasons,
    /// The workspace's feedback definitions, in display order.
    pub definitions: Load<Result<Vec<FeedbackDefinition>, ApiError>>,
}

impl Review {
    /// Begins a review, which lives as long as the calling component. The project's name, needed to score the thread,
    /// is a signal because it may be loaded later than the conversation.
    pub fn begin(session: Session, thread_ref: ThreadRef, project_name: Signal<Option<String>>) -> Self {
        session.load_server_facts();
        let asked = session.client.clone();
        let definitions = Load::new(move || {
            let client = asked.clone();
            async move { definitions::list(&client).await }
        });
        Self::with(session, thread_ref, project_name, definitions)
    }

    fn with(
        session: Session,
        thread_ref: ThreadRef,
        project_name: Signal<Option<String>>,
        definitions: Load<Result<Vec<FeedbackDefinition>, ApiError>>,
    ) -> Self {
        let reasons = Reasons::of(&thread_ref.project);
        Self {
            session: StoredValue::new(session),
            thread_ref: RwSignal::new(thread_ref),
            project_name,
            thread: RwSignal::new(None),
            parts: StoredValue::new(HashMap::new()),
            parts_changed: Trigger::new(),
            undo: StoredValue::new(Vec::new()),
            toaster: Toaster::of_app(),
            gone: RwSignal::new(false),
            removed: RwSignal::new(Vec::new()),
            reasons,
            definitions,
        }
    }

    /// A client for the review's workspace.
    pub fn client(self) -> Client {
        self.session().client
    }

    /// The session in the review's workspace.
    pub fn session(self) -> Session {
        self.session.get_value()
    }

    /// The conversation. Tracked.
    pub fn thread_ref(self) -> ThreadRef {
        self.thread_ref.get()
    }

    /// How many changes the server has accepted. To be read before requesting the data passed to [`Review::see_thread`]
    /// and [`Review::see_turn`].
    pub fn ack_count(self) -> u64 {
        self.session.try_with_value(|session| session.outbox.ack_count()).unwrap_or_default()
    }

    /// Whether this is the conversation under review.
    pub fn is_about(self, thread_ref: &ThreadRef) -> bool {
        self.thread_ref
            .with_untracked(|own| own.thread == thread_ref.thread && own.project == thread_ref.project)
    }

    fn base(self, item: &Item) -> ArcRwSignal<ServerFeedback> {
        let known = self.parts.try_with_value(|parts| parts.get(item).cloned()).flatten();
        known.unwrap_or_else(|| {
            let base = ArcRwSignal::new(ServerFeedback::default());
            let _ = self.parts.try_update_value(|parts| parts.insert(item.clone(), base.clone()));
            base
        })
    }

    /// Whether an item has been loaded. Tracked.
    pub fn knows(self, item: &Item) -> bool {
        if *item == Item::Thread { self.knows_thread() } else { self.base(item).get().seen }
    }

    /// Whether the thread has been loaded. Tracked.
    pub fn knows_thread(self) -> bool {
        self.thread.with(Option::is_some)
    }

    /// The feedback on the thread, including edits. Tracked.
    pub fn thread(self) -> Feedback {
        let base = self.thread.get().unwrap_or_default();
        self.with_edits(base, &Item::Thread)
    }

    /// The feedback on a turn, including edits. Tracked.
    pub fn turn(self, trace: &TraceId) -> Feedback {
        self.item(&Item::Trace(trace.clone()))
    }

    /// The feedback on an item, including edits. Tracked.
    pub fn item(self, item: &Item) -> Feedback {
        match item {
            Item::Thread => self.thread(),
            part => self.with_edits(self.base(part).get(), part),
        }
    }

    fn with_edits(self, base: ServerFeedback, item: &Item) -> Feedback {
        overlay(base.feedback, &self.entries(item, base.revision), self.rules())
    }

    fn entries(self, item: &Item, since: u64) -> Vec<Arc<Entry>> {
        let Some(outbox) = self.session.try_with_value(|session| session.outbox) else { return Vec::new() };
        self.thread_ref.with(|thread_ref| outbox.entries(thread_ref, Some(item), since))
    }

    /// The server's rules for scoring threads. Tracked.
    pub fn rules(self) -> ThreadRules {
        self.session.with_value(|session| session.server).rules.get()
    }

    /// Whether the thread cannot be scored, because it is active and the server requires inactive threads. Tracked.
    pub fn is_locked(self) -> bool {
        self.rules() == ThreadRules::Guarded && self.thread().status == Status::Active
    }

    /// The reviewer's name as the server knows it. Tracked.
    pub fn me(self) -> String {
        self.session.with_value(|session| session.server).me()
    }

    /// The reviewer's own score on an item. Tracked.
    pub fn mine(self, item: &Item, name: &str) -> Option<AuthorScore> {
        let me = self.me();
        self.item(item).mine(name, &me).cloned()
    }

    /// The save state of the edits of an item that have the same subject as `edit`. Tracked.
    pub fn save_state(self, item: &Item, edit: &Edit) -> SaveState {
        self.save_state_of(item, |one| one.subject() == edit.subject())
    }

    /// The save state of the edits of an item that `which` selects; the least saved one counts. Tracked.
    pub fn save_state_of(self, item: &Item, which: impl Fn(&Edit) -> bool) -> SaveState {
        let mut save_state = SaveState::Idle;
        for entry in self.entries(item, 0).iter().filter(|entry| which(&entry.change.edit)) {
            save_state = match (entry.state, save_state) {
                (_, SaveState::Retrying) => SaveState::Retrying,
                (EntryState::Waiting, _) if entry.failures > 0 => SaveState::Retrying,
                (EntryState::Waiting | EntryState::Sending, _) | (_, SaveState::Saving) => SaveState::Saving,
                (EntryState::Done(_), _) => SaveState::Saved,
            };
        }
        if save_state != SaveState::Idle && self.gone.get() { SaveState::Gone } else { save_state }
    }

    /// Makes an edit: shown at once, sent when due, and added to the undo history. Scores and comments wait until the
    /// reviewer has been asked for a name.
    pub fn edit(self, item: Item, edit: Edit) {
        if matches!(edit, Edit::Status(_) | Edit::Tag { .. }) {
            return self.push_with_undo(item, edit);
        }
        let Some(server) = self.session.try_with_value(|session| session.server) else { return };
        server.ensure_named(Callback::new(move |()| self.push_with_undo(item.clone(), edit.clone())));
    }

    fn push_with_undo(self, item: Item, edit: Edit) {
        let inverse = untrack(|| self.inverse(&item, &edit));
        if let Some(entry) = self.push(item.clone(), edit) {
            self.remember(UndoStep { entry, item, inverse });
        }
    }

    /// Sets or clears the reviewer's score.
    pub fn score(self, item: Item, name: &str, input: Option<ScoreInput>) {
        self.edit(item, Edit::Score { name: name.to_owned(), input });
    }

    pub fn comment(self, item: Item, text: &str) {
        let Some(unique) = self.session.try_with_value(|session| session.outbox.unique()) else { return };
        self.edit(item, Edit::Comment { key: own_key(&unique), text: Some(text.to_owned()) });
    }

    fn push(self, item: Item, edit: Edit) -> Option<String> {
        let (mut thread_ref, me, known) = untrack(|| {
            let known = self.item(&item).comments.into_iter().map(|comment| comment.id);
            let known: Vec<CommentId> = known.filter(|id| !is_own_key(id.as_str())).collect();
            (self.thread_ref(), self.me(), known)
        });
        thread_ref.project_name = self.project_name.try_get_untracked().flatten();
        let known =
            if matches!(&edit, Edit::Comment { key, .. } if is_own_key(key)) { known } else { Vec::new() };
        self.session.try_with_value(|session| {
            let guessed = !untrack(|| session.server.knows_names());
            session.outbox.push(Change { thread_ref, item, edit }, me, guessed, known)
        })
    }
}
