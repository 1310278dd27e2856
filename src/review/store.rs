//! A review in progress: what the server said about a thread and its turns, with what people changed here since folded over
//! it. One store per conversation, which owns it and hands it down; everything that judges reads and writes through it.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use crate::{
    api::{
        client::Client,
        definitions,
        error::ApiError,
        journal::queue::{Entry, State},
        load::Load,
        outbox,
    },
    model::{
        change::{Act, Change, Given, Home, Item, is_own_key, own_key},
        definition::FeedbackDefinition,
        ids::{CommentId, TraceId},
        judged::Judged,
        rules::ThreadRules,
        score::Say,
        status::Status,
        thread::Thread,
        time::Timestamp,
        trace::Trace,
    },
    ui::toast::{Toaster, Tone},
};

/// So many changes can be taken back, the latest first.
const UNDO: usize = 100;

/// What the server said about an item, and how many changes it knew of then.
#[derive(Clone, Debug, PartialEq, Default)]
struct Base {
    judged: Judged,
    as_of: u64,
}

/// How far the changes of one thing have come; shown on its control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Standing {
    /// Nothing was changed here.
    #[default]
    Idle,
    /// On its way.
    Saving,
    /// It did not arrive; it will be tried again.
    Retrying,
    /// The server has it.
    Saved,
}

/// How an act is taken back: by not sending it, else by its opposite.
#[derive(Clone)]
struct Undo {
    entry: String,
    item: Item,
    inverse: Act,
}

/// The store.
#[derive(Clone, Copy)]
pub struct Review {
    client: StoredValue<Client>,
    home: RwSignal<Home>,
    thread: RwSignal<Option<Base>>,
    turns: StoredValue<HashMap<TraceId, ArcRwSignal<Base>>>,
    undo: StoredValue<Vec<Undo>>,
    toaster: Toaster,
    /// The workspace's feedback definitions, in their fixed order.
    pub definitions: Load<Result<Vec<FeedbackDefinition>, ApiError>>,
}

impl Review {
    /// Begins a review; lives with the component that calls it.
    pub fn begin(client: Client, home: Home) -> Self {
        client.meet_server();
        let asked = client.clone();
        Self {
            client: StoredValue::new(client),
            home: RwSignal::new(home),
            thread: RwSignal::new(None),
            turns: StoredValue::new(HashMap::new()),
            undo: StoredValue::new(Vec::new()),
            toaster: Toaster::of_app(),
            definitions: Load::new(move || {
                let client = asked.clone();
                async move { definitions::list(&client).await }
            }),
        }
    }

    /// The client of the review's workspace.
    pub fn client(self) -> Client {
        self.client.get_value()
    }

    /// Which conversation. Tracked.
    pub fn home(self) -> Home {
        self.home.get()
    }

    /// How many changes the server has taken: to be read before it is asked for what [`Review::see_thread`] and
    /// [`Review::see_turn`] are given.
    pub fn done(self) -> u64 {
        self.client.try_with_value(|client| client.journal().done()).unwrap_or_default()
    }

    /// Hears what the server says about the thread; `as_of` is what [`Review::done`] said before it was asked.
    pub fn see_thread(self, thread: &Thread, as_of: u64) {
        let seen = Base { judged: Judged::from(thread), as_of };
        if self.home.try_with_untracked(|home| home.model_id == thread.model_id) == Some(false) {
            let _ = self.home.try_update(|home| home.model_id.clone_from(&thread.model_id));
        }
        if self.thread.try_with_untracked(|known| known.as_ref() == Some(&seen)) == Some(false) {
            let _ = self.thread.try_set(Some(seen));
        }
    }

    /// Hears what the server says about a turn.
    pub fn see_turn(self, trace: &Trace, as_of: u64) {
        let seen = Base { judged: Judged::from(trace), as_of };
        let base = self.base(&trace.id);
        if base.with_untracked(|known| *known != seen) {
            base.set(seen);
        }
    }

    fn base(self, trace: &TraceId) -> ArcRwSignal<Base> {
        let known = self.turns.try_with_value(|turns| turns.get(trace).cloned()).flatten();
        known.unwrap_or_else(|| {
            let base = ArcRwSignal::new(Base::default());
            let _ = self.turns.try_update_value(|turns| turns.insert(trace.clone(), base.clone()));
            base
        })
    }

    /// Whether the thread has been read yet. Tracked.
    pub fn knows_thread(self) -> bool {
        self.thread.with(Option::is_some)
    }

    /// The thread as it is judged now. Tracked.
    pub fn thread(self) -> Judged {
        let base = self.thread.get().unwrap_or_default();
        self.fold(base, &Item::Thread)
    }

    /// A turn as it is judged now. Tracked.
    pub fn turn(self, trace: &TraceId) -> Judged {
        let base = self.base(trace).get();
        self.fold(base, &Item::Trace(trace.clone()))
    }

    /// An item as it is judged now. Tracked.
    pub fn item(self, item: &Item) -> Judged {
        match item {
            Item::Thread => self.thread(),
            Item::Trace(trace) => self.turn(trace),
        }
    }

    fn fold(self, base: Base, item: &Item) -> Judged {
        let mut judged = base.judged;
        for entry in self.entries(item, base.as_of) {
            let reopens =
                entry.change.act == Act::Status(Status::Active) && judged.status == Status::Inactive;
            if reopens && self.rules() == ThreadRules::Guarded {
                judged = judged.without_human_scores();
            }
            judged.apply(
                &entry.change.act,
                &entry.by,
                Timestamp::from_millis(entry.at),
                entry.named.as_ref(),
            );
        }
        judged
    }

    fn entries(self, item: &Item, since: u64) -> Vec<Arc<Entry>> {
        let Some(journal) = self.client.try_with_value(Client::journal) else { return Vec::new() };
        self.home.with(|home| journal.entries(home, Some(item), since))
    }

    /// The thread rules. Tracked.
    pub fn rules(self) -> ThreadRules {
        self.client.with_value(Client::server).rules.get()
    }

    /// Whether the thread's scores are locked: guarded rules, and the thread is active. Tracked.
    pub fn is_locked(self) -> bool {
        self.rules() == ThreadRules::Guarded && self.thread().status == Status::Active
    }

    /// Who the reviewer is to the server. Tracked.
    pub fn me(self) -> String {
        self.client.with_value(Client::server).me()
    }

    /// My say on an item's score. Tracked.
    pub fn mine(self, item: &Item, name: &str) -> Option<Say> {
        let me = self.me();
        self.item(item).mine(name, &me).cloned()
    }

    /// How far the changes have come that are about the same as `act` on that item. Tracked.
    pub fn standing(self, item: &Item, act: &Act) -> Standing {
        self.standing_of(item, |one| one.subject() == act.subject())
    }

    /// How far those changes of an item have come that `which` chooses: the least far of them counts. Tracked.
    pub fn standing_of(self, item: &Item, which: impl Fn(&Act) -> bool) -> Standing {
        let mut standing = Standing::Idle;
        for entry in self.entries(item, 0).iter().filter(|entry| which(&entry.change.act)) {
            standing = match (entry.state, standing) {
                (_, Standing::Retrying) => Standing::Retrying,
                (State::Waiting, _) if entry.failures > 0 => Standing::Retrying,
                (State::Waiting | State::Sending, _) | (_, Standing::Saving) => Standing::Saving,
                (State::Done(_), _) => Standing::Saved,
            };
        }
        standing
    }

    /// Does it: shown at once, sent when it is its turn, and remembered so that it can be taken back.
    pub fn act(self, item: Item, act: Act) {
        let inverse = untrack(|| self.inverse(&item, &act));
        let Some(entry) = self.push(item.clone(), act) else { return };
        let _ = self.undo.try_update_value(|all| {
            if all.len() >= UNDO {
                all.remove(0);
            }
            all.push(Undo { entry, item, inverse });
        });
    }

    /// Gives or clears my score.
    pub fn score(self, item: Item, name: &str, given: Option<Given>) {
        self.act(item, Act::Score { name: name.to_owned(), given });
    }

    /// Writes a new comment.
    pub fn comment(self, item: Item, text: &str) {
        let Some(unique) = self.client.try_with_value(|client| client.journal().unique()) else { return };
        self.act(item, Act::Comment { key: own_key(&unique), text: Some(text.to_owned()) });
    }

    /// Takes the latest change back that has not been; says what was.
    pub fn undo(self) {
        let Some(last) = self.undo.try_update_value(Vec::pop).flatten() else {
            self.toaster.say(Tone::Done, "Nothing to undo");
            return;
        };
        let said = told(&last.inverse);
        let cancelled = self.client.try_with_value(|client| client.journal().cancel(&last.entry));
        if cancelled != Some(true) {
            self.push(last.item.clone(), self.possible(last.item, last.inverse));
        }
        self.toaster.say(Tone::Done, said);
    }

    /// A comment that the server has deleted can only be written anew.
    fn possible(self, item: Item, inverse: Act) -> Act {
        let Act::Comment { key, text: Some(text) } = &inverse else { return inverse };
        let deleted = untrack(|| self.entries(&item, 0)).iter().any(|entry| {
            entry.is_done() && entry.change.act == Act::Comment { key: key.clone(), text: None }
        });
        match self.client.try_with_value(|client| client.journal().unique()) {
            Some(unique) if deleted => Act::Comment { key: own_key(&unique), text: Some(text.clone()) },
            _ => inverse,
        }
    }

    fn push(self, item: Item, act: Act) -> Option<String> {
        let (home, me, known) = untrack(|| {
            let known = self.item(&item).comments.into_iter().map(|comment| comment.id);
            let known: Vec<CommentId> = known.filter(|id| !is_own_key(id.as_str())).collect();
            (self.home(), self.me(), known)
        });
        let known =
            if matches!(&act, Act::Comment { key, .. } if is_own_key(key)) { known } else { Vec::new() };
        self.client.try_with_value(|client| outbox::push(client, Change { home, item, act }, me, known))
    }

    /// What takes `act` back, from what is shown before it.
    fn inverse(self, item: &Item, act: &Act) -> Act {
        let before = self.item(item);
        match act {
            Act::Score { name, .. } => {
                let given = before.mine(name, &self.me()).map(|say| Given {
                    value: say.value,
                    category: say.category.clone(),
                    reason: say.reason.clone(),
                });
                Act::Score { name: name.clone(), given }
            }
            Act::Tag { tag, .. } => Act::Tag { tag: tag.clone(), add: before.tags.contains(tag) },
            Act::Comment { key, .. } => {
                let comment = before.comments.iter().find(|comment| comment.id.as_str() == key);
                Act::Comment { key: key.clone(), text: comment.map(|comment| comment.text.clone()) }
            }
            Act::Status(_) => Act::Status(before.status),
        }
    }
}

/// What was taken back, in words.
fn told(inverse: &Act) -> String {
    match inverse {
        Act::Score { name, given: None } => format!("{name} cleared again"),
        Act::Score { name, given: Some(_) } => format!("{name} is as it was"),
        Act::Tag { tag, add: true } => format!("Tag {tag} is back"),
        Act::Tag { tag, add: false } => format!("Tag {tag} taken off again"),
        Act::Comment { text: None, .. } => "Comment taken back".to_owned(),
        Act::Comment { text: Some(_), .. } => "Comment is as it was".to_owned(),
        Act::Status(Status::Active) => "The conversation is active again".to_owned(),
        Act::Status(Status::Inactive) => "The conversation is inactive again".to_owned(),
    }
}
