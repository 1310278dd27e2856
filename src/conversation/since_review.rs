//! What came since the reader's review: the review state, and where in the conversation the new begins.

use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;

use super::{
    turn_element,
    turns::{Turns, TurnsProgress},
};
use crate::{
    browser::scroll::{self, ScrollTarget},
    model::{
        ids::TraceId,
        review_state::{ReviewState, Reviewers, said_at},
        time::Timestamp,
        trace::Trace,
    },
    review::store::Review,
};

/// The element id of the line above the first new turn.
pub(super) const LINE: &str = "new-since-review";

#[derive(Clone, Copy)]
pub(super) struct SinceReview {
    review: Review,
    /// `None` until the whole conversation is loaded.
    pub(super) state: Memo<Option<ReviewState>>,
    /// The turn above which the line stands.
    pub(super) line: Memo<Option<TraceId>>,
    /// How often the line was taken away.
    rounds: RwSignal<u64>,
}

impl SinceReview {
    pub(super) fn new(turns: Turns, review: Review) -> Self {
        let rounds = RwSignal::new(0);
        let is_loaded = Memo::new(move |_| {
            let ended = turns.progress.with(|progress| *progress != TurnsProgress::Loading);
            ended && review.knows_thread()
        });
        let reviewers = Memo::new(move |_| is_loaded.get().then(|| review.reviewers()));
        let state = Memo::new(move |_| {
            let reviewers: Reviewers = reviewers.get()?;
            let me = review.me();
            turns.all.with(|all| Some(reviewers.state_of_turns(&me, all.iter().map(|turn| said(turn)))))
        });
        let begin = Memo::new(move |old: Option<&(u64, Option<Timestamp>)>| {
            let round = rounds.get();
            let old = old.filter(|(of, _)| *of == round).and_then(|(_, at)| *at);
            let me = review.me();
            let mine = reviewers.with(|reviewers| reviewers.as_ref()?.newest_of(&me));
            (round, new_from(old, mine, turns.all.with(|all| all.iter().filter_map(|turn| said(turn)).max())))
        });
        let line = Memo::new(move |_| {
            let (_, from) = begin.get();
            let from = from?;
            let is_new = |turn: &Trace| said(turn).is_some_and(|at| at > from);
            turns.all.with(|all| all.iter().find(|turn| is_new(turn)).map(|turn| turn.id.clone()))
        });
        Self { review, state, line, rounds }
    }

    /// Whether the reader has reviewed all there is. Tracked.
    pub(super) fn is_done(self) -> bool {
        let me = self.review.me();
        self.state.with(|state| state.as_ref().is_some_and(|state| state.is_done_by(&me)))
    }

    /// Takes the line away, because the reader has said that they reviewed what is there.
    pub(super) fn forget(self) {
        let _ = self.rounds.try_update(|rounds| *rounds += 1);
    }

    /// Scrolls to the line and focuses the turn below it; `false` if there is none.
    pub(super) fn go_to_line(self) -> bool {
        let Some(below) = self.line.get_untracked() else { return false };
        turn_element::focus(below.as_str());
        match document().get_element_by_id(LINE) {
            Some(line) => scroll::to(line.unchecked_ref(), ScrollTarget::Top),
            None => drop(turn_element::go_to(below.as_str())),
        }
        true
    }
}

fn said(turn: &Trace) -> Option<Timestamp> {
    said_at(turn.start_time, turn.end_time)
}

/// From when on turns are new: since my newest score or comment, `mine`. While there are turns since the time chosen before,
/// `old`, it stays, so that the line does not go away while the new turns are being read and rated.
fn new_from(
    old: Option<Timestamp>,
    mine: Option<Timestamp>,
    newest_turn: Option<Timestamp>,
) -> Option<Timestamp> {
    let mine = mine?;
    Some(old.filter(|old| newest_turn.is_some_and(|newest| newest > *old)).unwrap_or(mine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_stays_while_the_new_is_read_and_follows_my_review_while_nothing_is_new() {
        let at = |millis: i64| Timestamp::from_millis(millis);
        let from = |old: i64, mine: i64, newest: i64| new_from(at(old), at(mine), at(newest));
        // Opened: nothing was chosen before.
        assert_eq!(new_from(None, at(10), at(20)), at(10));
        assert_eq!(new_from(None, None, at(20)), None);
        // A new turn is rated.
        assert_eq!(from(10, 30, 20), at(10));
        // More comes, nothing was new before.
        assert_eq!(from(30, 40, 25), at(40));
        assert_eq!(from(40, 40, 50), at(40));
        // All of mine was taken back.
        assert_eq!(new_from(at(10), None, at(20)), None);
        assert_eq!(new_from(at(10), at(10), None), at(10));
    }
}
