//! What was asked for before the conversation was opened.

use leptos::prelude::*;

use crate::{
    api::{
        read_ahead::{AheadAnswer, AskedAhead},
        rows_page::RowsPage,
        session::Session,
    },
    browser::clock,
    model::{change::ThreadRef, thread::Thread, trace::Trace},
};

/// Answers older than so many milliseconds are shown, but the server is asked again at once.
const OLD: i64 = 5_000;

/// The answers. Each can be taken once; a request that failed counts as not asked.
#[derive(Clone, Copy)]
pub(super) struct OpenedAhead {
    /// [`AskedAhead::revision`].
    revision: u64,
    is_old: bool,
    thread: StoredValue<Option<AheadAnswer<Thread>>, LocalStorage>,
    turns: StoredValue<Option<AheadAnswer<RowsPage<Trace>>>, LocalStorage>,
}

impl OpenedAhead {
    pub(super) fn take(session: &Session, of: &ThreadRef) -> Self {
        let asked = session.ahead.take(&of.project, &of.thread);
        let (revision, asked_at) =
            asked.as_ref().map_or((0, None), |asked| (asked.revision, Some(asked.asked_at)));
        let (thread, turns) = match asked {
            Some(AskedAhead { thread, turns, .. }) => (Some(thread), Some(turns)),
            None => (None, None),
        };
        Self {
            revision,
            is_old: asked_at.is_some_and(|asked_at| clock::monotonic() - asked_at > OLD),
            thread: StoredValue::new_local(thread),
            turns: StoredValue::new_local(turns),
        }
    }

    /// For a conversation that was not asked for.
    pub(super) fn nothing() -> Self {
        Self {
            revision: 0,
            is_old: false,
            thread: StoredValue::new_local(None),
            turns: StoredValue::new_local(None),
        }
    }

    /// Whether what was answered may be out of date.
    pub(super) fn is_old(self) -> bool {
        self.is_old
    }

    /// The thread, and the revision for `Review::see_thread`.
    pub(super) async fn thread(self) -> Option<(Thread, u64)> {
        let answer = self.thread.try_update_value(Option::take).flatten()?;
        Some((answer.take().await.ok()?, self.revision))
    }

    /// The first page of turns, and the revision for `Review::see_turn`.
    pub(super) async fn turns(self) -> Option<(RowsPage<Trace>, u64)> {
        let answer = self.turns.try_update_value(Option::take).flatten()?;
        Some((answer.take().await.ok()?, self.revision))
    }
}
