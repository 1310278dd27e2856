//! Takes in what the server has.

use leptos::prelude::*;

use super::{Review, ServerFeedback};
use crate::model::{change::Item, feedback::Feedback, thread::Thread, trace::Trace};

impl Review {
    /// Takes in the server's thread; `revision` is [`Review::ack_count`] before it was requested.
    pub fn see_thread(self, thread: &Thread, revision: u64) {
        if self.thread_ref.try_with_untracked(|thread_ref| thread_ref.model_id == thread.model_id)
            == Some(false)
        {
            let _ = self.thread_ref.try_update(|thread_ref| thread_ref.model_id.clone_from(&thread.model_id));
        }
        let seen = ServerFeedback { feedback: thread.feedback.clone(), revision, seen: true };
        let news = self.thread.try_with_untracked(|known| {
            known.as_ref().is_none_or(|known| self.is_news(known, &seen, &Item::Thread))
        });
        if news == Some(true) {
            self.notice(&seen);
            let _ = self.thread.try_set(Some(seen));
        }
    }

    /// Takes in the server's data of a turn.
    pub fn see_turn(self, trace: &Trace, revision: u64) {
        self.see(&Item::Trace(trace.id.clone()), trace.feedback.clone(), revision);
    }

    /// Takes in the server's feedback on a trace or a span.
    pub fn see(self, item: &Item, feedback: Feedback, revision: u64) {
        let seen = ServerFeedback { feedback, revision, seen: true };
        let base = self.base(item);
        if base.with_untracked(|known| self.is_news(known, &seen, item)) {
            base.set(seen);
            self.parts_changed.notify();
        }
    }

    /// Whether what is shown could change: the data differs, or it now includes an edit that was applied to the data
    /// before.
    fn is_news(self, known: &ServerFeedback, seen: &ServerFeedback, item: &Item) -> bool {
        known.seen != seen.seen
            || known.feedback != seen.feedback
            || !untrack(|| self.entries(item, known.revision)).is_empty()
    }
}
