//! When a turn's messages are rendered: at once when its group comes into sight (see [`super::chunks_in_sight`]), all
//! others one after another while the browser is idle.

use std::collections::BTreeMap;

use leptos::{prelude::*, task::spawn_local};

use crate::browser::timer;

/// Longest rendering per idle callback, in milliseconds; leaves time in the frame for the layout.
const SLICE: f64 = 20.0;

/// Turns that are not rendered yet.
#[derive(Clone, Copy)]
pub(super) struct RenderQueue {
    waiting: StoredValue<WaitingTurns, LocalStorage>,
}

#[derive(Default)]
struct WaitingTurns {
    /// By the number of their group; each signal becomes true when its turn may render.
    chunks: BTreeMap<usize, Vec<ArcRwSignal<bool>>>,
    scheduled: bool,
}

impl WaitingTurns {
    fn next(&mut self) -> Option<ArcRwSignal<bool>> {
        loop {
            let mut first = self.chunks.first_entry()?;
            if !first.get().is_empty() {
                return Some(first.get_mut().remove(0));
            }
            first.remove();
        }
    }
}

impl RenderQueue {
    pub(super) fn new() -> Self {
        Self { waiting: StoredValue::new_local(WaitingTurns::default()) }
    }

    /// Adds a turn of a group; `ready` becomes true when it may render.
    pub(super) fn enlist(self, chunk: usize, ready: ArcRwSignal<bool>) {
        let start = self.waiting.try_update_value(|waiting| {
            waiting.chunks.entry(chunk).or_default().push(ready);
            !std::mem::replace(&mut waiting.scheduled, true)
        });
        if start == Some(true) {
            self.schedule();
        }
    }

    /// Renders a group's turns now.
    pub(super) fn draw(self, chunk: usize) {
        let ready = self.waiting.try_update_value(|waiting| waiting.chunks.remove(&chunk)).flatten();
        for ready in ready.unwrap_or_default() {
            ready.set(true);
        }
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
            let Some(Some(ready)) = next else { return };
            ready.set(true);
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
    fn turns_wait_in_the_order_of_their_groups() {
        let mut waiting = WaitingTurns::default();
        for (chunk, ready) in [(2, false), (0, true), (2, true), (5, false)] {
            waiting.chunks.entry(chunk).or_default().push(ArcRwSignal::new(ready));
        }
        waiting.chunks.remove(&5);
        let order: Vec<bool> =
            std::iter::from_fn(|| waiting.next()).map(|ready| ready.get_untracked()).collect();
        assert_eq!(order, [true, false, true]);
    }
}
