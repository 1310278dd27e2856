//! An edit of many conversations: how far it is, what the server refused, and taking it back.

use leptos::prelude::*;

use super::selected_threads::{SeenThreads, push, seen};
use crate::{
    api::{outbox::FollowedChanges, session::Session},
    model::{change::Change, figures},
    text::visible::visible,
    threads::listing::ThreadsListing,
    ui::icon::{Glyph, Icon},
};

/// How many conversations are named of those whose change was refused.
const NAMED: usize = 20;

/// What is said of an edit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BulkWords {
    /// Such as "Adding tag refund".
    pub(super) doing: String,
    /// Such as "Tag refund added to"; the number of conversations follows.
    pub(super) done: String,
}

/// An edit that was begun, done or not.
#[derive(Clone)]
struct BulkEdit {
    session: Session,
    words: BulkWords,
    changes: FollowedChanges,
    /// What takes it back; nothing for what takes back itself.
    undo: Vec<Change>,
    /// How many were taken back before they were sent; `None` if nobody stopped it.
    stopped: RwSignal<Option<usize>>,
}

/// What outlives the bar over the list, which is there only while rows are selected.
#[derive(Clone, Copy)]
pub struct BulkState {
    pub(super) seen: SeenThreads,
    edit: RwSignal<Option<BulkEdit>>,
    /// Whether all rows that match are being looked for, to be selected.
    pub(super) selects_all: RwSignal<bool>,
    home: StoredValue<Owner>,
    /// Owns the signals of the current edit.
    own: StoredValue<Option<Owner>>,
}

impl BulkState {
    pub fn of(listing: ThreadsListing) -> Self {
        Self {
            seen: seen(listing),
            edit: RwSignal::new(None),
            selects_all: RwSignal::new(false),
            home: StoredValue::new(Owner::current().unwrap_or_default()),
            own: StoredValue::new(None),
        }
    }

    /// Whether an edit is shown. Tracked.
    pub fn is_busy(self) -> bool {
        self.edit.with(Option::is_some)
    }

    /// Shows how far an edit is that was put into the outbox.
    pub(super) fn begin(self, session: Session, ids: Vec<String>, undo: Vec<Change>, words: BulkWords) {
        self.close();
        let Some(own) = self.home.try_get_value().map(|home| home.child()) else { return };
        let edit = own.with(|| BulkEdit {
            changes: session.outbox.follow(ids),
            stopped: RwSignal::new(None),
            session,
            words,
            undo,
        });
        self.own.set_value(Some(own));
        self.edit.set(Some(edit));
    }

    fn close(self) {
        let _ = self.edit.try_set(None);
        if let Some(own) = self.own.try_update_value(Option::take).flatten() {
            own.cleanup();
        }
    }

    /// How far the edit is, with what can be done about it.
    pub(super) fn view(self) -> AnyView {
        (move || self.edit.get().map(|edit| shown(self, edit))).into_any()
    }
}

fn shown(state: BulkState, edit: BulkEdit) -> AnyView {
    let BulkEdit { session, words, changes, undo, stopped } = edit;
    let waiting = Memo::new(move |_| changes.waiting());
    let is_running = Memo::new(move |_| waiting.get() > 0);
    let refused = changes.refused;
    let (doing, done) = (words.doing.clone(), words.done.clone());
    let total = changes.total;
    let text = move || {
        let left = waiting.get();
        let (refused, stopped) = (refused.with(Vec::len), stopped.get());
        let made = total.saturating_sub(left + refused + stopped.unwrap_or_default());
        let of = || format!("{} of {}", figures::count(made as u64), figures::count(total as u64));
        match (left, refused, stopped) {
            (0, 0, None) => format!("{done} {}", figures::counted(total as u64, "conversation")),
            (0, 0, Some(_)) => format!("Stopped: {done} {}", of()),
            (0, refused, _) => format!("{done} {}, {} refused", of(), figures::count(refused as u64)),
            _ => format!("{doing}: {}", of()),
        }
    };
    let portion = move || format!("{}%", (total.saturating_sub(waiting.get())) * 100 / total.max(1));
    let stop = move |_| stopped.set(Some(changes.cancel()));
    let can_undo = !undo.is_empty();
    let kept_undo = undo.clone();
    let own = session.clone();
    let take_back = StoredValue::new((own, undo));
    let take_back = move |_| {
        let changes = take_back.try_with_value(|(session, undo)| (session.clone(), undo.clone()));
        let Some((session, undo)) = changes else { return };
        let ids = push(&session, &undo);
        let words = BulkWords { doing: "Undoing".to_owned(), done: "Undone for".to_owned() };
        state.begin(session, ids, Vec::new(), words);
    };
    let again = move |_| {
        let ids = push(&session, &changes.refused_changes());
        state.begin(session.clone(), ids, kept_undo.clone(), words.clone());
    };
    let again = StoredValue::new(Box::new(again) as Box<dyn Fn(web_sys::MouseEvent) + Send + Sync>);
    view! {
        <div class="bulk-edit num">
            <span role="status">{text}</span>
            {move || {
                is_running
                    .get()
                    .then(|| view! { <button type="button" class="quiet" on:click=stop>"Stop"</button> }.into_any())
            }}
            {move || {
                (!is_running.get() && refused.with(|refused| !refused.is_empty()))
                    .then(|| {
                        let press = move |event| {
                            let _ = again.try_with_value(|again| again(event));
                        };
                        view! { <button type="button" class="quiet" on:click=press>"Try again"</button> }.into_any()
                    })
            }}
            {can_undo.then(|| view! { <button type="button" class="quiet" on:click=take_back>"Undo"</button> }.into_any())}
            {move || {
                (!is_running.get())
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="icon-btn"
                                aria-label="Close the report"
                                title="Close"
                                on:click=move |_| state.close()
                            >
                                <Icon glyph=Glyph::Close />
                            </button>
                        }.into_any()
                    })
            }}
            {move || refused.with(|refused| !refused.is_empty()).then(|| refusals(changes))}
            <i class="walk-portion" aria-hidden="true"><b style:width=portion></b></i>
        </div>
    }
    .into_any()
}

/// Which conversations the server refused to change, and why.
fn refusals(changes: FollowedChanges) -> AnyView {
    let lines = move || {
        changes.refused.with(|refused| {
            refused
                .iter()
                .take(NAMED)
                .map(|one| {
                    let why = one.error.as_ref().map(|error| format!("{}. {error}", error.title()));
                    let name = visible(one.entry.change.thread_ref.thread.as_str());
                    view! { <li><bdi>{name}</bdi>": "{visible(&why.unwrap_or_default())}</li> }.into_any()
                })
                .collect_view()
        })
    };
    let more = move || {
        let more = changes.refused.with(|refused| refused.len().saturating_sub(NAMED));
        (more > 0).then(|| {
            view! { <p class="muted">{format!("and {} more", figures::count(more as u64))}</p> }.into_any()
        })
    };
    view! {
        <details>
            <summary>"Which ones?"</summary>
            <ul>{lines}</ul>
            {more}
        </details>
    }
    .into_any()
}
