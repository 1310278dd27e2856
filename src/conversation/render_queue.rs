//! When a turn's messages are rendered: at once when its group comes into sight (see [`super::chunks_in_sight`]) or the
//! page is printed. While the browser is idle, the first turns are rendered one after another; those further on get their
//! words as plain text, by which the browser's search finds them, at a fifth of the elements and memory.

use std::collections::BTreeMap;

use leptos::{prelude::*, task::spawn_local};

use crate::browser::timer;

/// Longest rendering per idle callback, in milliseconds; leaves time in the frame for the layout.
const SLICE: f64 = 20.0;
/// Groups at the beginning whose messages are rendered without having been in sight; 200 turns.
const WHOLE: usize = 40;

/// How much is drawn of a turn, from nothing to everything.
#[derive(Clone, Default)]
pub(super) struct TurnDrawn {
    /// Its words as plain text.
    pub(super) words: ArcRwSignal<bool>,
    /// Its messages.
    pub(super) messages: ArcRwSignal<bool>,
}

/// Turns whose messages are not rendered yet.
#[derive(Clone, Copy)]
pub(super) struct RenderQueue {
    waiting: StoredValue<WaitingTurns, LocalStorage>,
}

/// By the number of their group.
type Groups = BTreeMap<usize, Vec<TurnDrawn>>;

#[derive(Default)]
struct WaitingTurns {
    /// Nothing of them is drawn.
    blank: Groups,
    /// Their words are.
    with_words: Groups,
    scheduled: bool,
}

impl WaitingTurns {
    /// What is to be drawn next in idle time.
    fn next(&mut self) -> Option<ArcRwSignal<bool>> {
        loop {
            let mut first = self.blank.first_entry()?;
            let chunk = *first.key();
            if first.get().is_empty() {
                first.remove();
                continue;
            }
            let turn = first.get_mut().remove(0);
            if chunk < WHOLE {
                return Some(turn.messages);
            }
            let words = turn.words.clone();
            self.with_words.entry(chunk).or_default().push(turn);
            return Some(words);
        }
    }
}

impl RenderQueue {
    /// Lives as long as the calling component.
    pub(super) fn new() -> Self {
        let queue = Self { waiting: StoredValue::new_local(WaitingTurns::default()) };
        let printing = window_event_listener_untyped("beforeprint", move |_| queue.draw_all());
        on_cleanup(move || printing.remove());
        queue
    }

    /// Adds a turn of a group.
    pub(super) fn add(self, chunk: usize, turn: TurnDrawn) {
        let start = self.waiting.try_update_value(|waiting| {
            waiting.blank.entry(chunk).or_default().push(turn);
            !std::mem::replace(&mut waiting.scheduled, true)
        });
        if start == Some(true) {
            self.schedule();
        }
    }

    /// Renders a group's messages now.
    pub(super) fn draw(self, chunk: usize) {
        let turns = self.waiting.try_update_value(|waiting| {
            [waiting.blank.remove(&chunk), waiting.with_words.remove(&chunk)].into_iter().flatten().flatten()
        });
        turns.into_iter().flatten().for_each(|turn| turn.messages.set(true));
    }

    fn draw_all(self) {
        let turns = self.waiting.try_update_value(|waiting| {
            let groups = [std::mem::take(&mut waiting.blank), std::mem::take(&mut waiting.with_words)];
            groups.into_iter().flat_map(Groups::into_values).flatten()
        });
        turns.into_iter().flatten().for_each(|turn| turn.messages.set(true));
    }

    fn schedule(self) {
        timer::when_idle(move || spawn_local(self.slice()));
    }

    async fn slice(self) {
        let clock = window().performance();
        let start = clock.as_ref().map_or(0.0, web_sys::Performance::now);
        loop {
            let next = self.waiting.try_update_value(|waiting| {
                let next = waiting.next();
                waiting.scheduled = next.is_some();
                next
            });
            let Some(Some(drawn)) = next else { return };
            drawn.set(true);
            // Effects of a signal run after it is set: wait for them, so that their time is measured too.
            timer::settled().await;
            let spent = clock.as_ref().map_or(SLICE, |clock| clock.now() - start);
            if spent >= SLICE {
                self.schedule();
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_wait_in_order_and_those_far_from_the_beginning_only_for_words() {
        let mut waiting = WaitingTurns::default();
        let turns: Vec<TurnDrawn> = (0..5).map(|_| TurnDrawn::default()).collect();
        for (chunk, turn) in [WHOLE, 0, WHOLE, WHOLE + 2, WHOLE - 1].into_iter().zip(&turns) {
            waiting.blank.entry(chunk).or_default().push(turn.clone());
        }
        waiting.blank.remove(&(WHOLE + 2));
        std::iter::from_fn(|| waiting.next()).for_each(|drawn| drawn.set(true));
        let seen: Vec<_> =
            turns.iter().map(|turn| (turn.words.get_untracked(), turn.messages.get_untracked())).collect();
        assert_eq!(seen, [(true, false), (false, true), (true, false), (false, false), (false, true)]);
        assert_eq!(waiting.with_words.get(&WHOLE).map(Vec::len), Some(2));
    }
}
