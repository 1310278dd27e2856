//! When a turn's content is rendered: at once when it comes near the viewport, all others one after another while the
//! browser is idle. Until then a turn is an empty frame of the expected height.

use std::collections::{HashMap, VecDeque};

use leptos::{prelude::*, task::spawn_local};
use web_sys::Element;

use crate::browser::{near_viewport::NearViewport, timer};

/// Longest rendering per idle callback, in milliseconds; leaves time in the frame for the layout.
const SLICE: f64 = 20.0;

/// Turns that are not rendered yet.
#[derive(Clone, Copy)]
pub(super) struct RenderQueue {
    near: NearViewport,
    waiting: StoredValue<WaitingTurns, LocalStorage>,
}

#[derive(Default)]
struct WaitingTurns {
    order: VecDeque<String>,
    by_id: HashMap<String, (Element, ArcRwSignal<bool>)>,
    scheduled: bool,
}

impl RenderQueue {
    pub(super) fn new() -> Self {
        let waiting = StoredValue::new_local(WaitingTurns::default());
        let near = NearViewport::new("1200px 0px", move |element| {
            let ready = waiting.try_update_value(|waiting| waiting.by_id.remove(&element.id())).flatten();
            if let Some((_, ready)) = ready {
                ready.set(true);
            }
        });
        Self { near, waiting }
    }

    /// Adds a turn; `ready` becomes true when it may render. The element needs an id.
    pub(super) fn enlist(self, element: &Element, ready: ArcRwSignal<bool>) {
        let id = element.id();
        self.near.watch(element);
        let start = self.waiting.try_update_value(|waiting| {
            waiting.order.push_back(id.clone());
            waiting.by_id.insert(id, (element.clone(), ready));
            !std::mem::replace(&mut waiting.scheduled, true)
        });
        if start == Some(true) {
            self.schedule();
        }
    }

    fn schedule(self) {
        timer::when_idle(move || spawn_local(self.slice()));
    }

    async fn slice(self) {
        let clock = window().performance();
        let start = clock.as_ref().map_or(0.0, web_sys::Performance::now);
        loop {
            // `Some(None)`: that turn came near the viewport and is already rendered.
            let next = self
                .waiting
                .try_update_value(|waiting| waiting.order.pop_front().map(|id| waiting.by_id.remove(&id)));
            match next {
                None => return,
                Some(None) => {
                    let _ = self.waiting.try_update_value(|waiting| waiting.scheduled = false);
                    return;
                }
                Some(Some(None)) => {}
                Some(Some(Some((element, ready)))) => {
                    self.near.forget(&element);
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
    }
}
