//! Who is drawn when: a turn that comes near the viewport at once, all others one after another while the browser is
//! idle, each once. Until then a turn is an empty frame that keeps its place.

use std::collections::{HashMap, VecDeque};

use leptos::{prelude::*, task::spawn_local};
use web_sys::Element;

use crate::browser::{near_viewport::NearViewport, timer};

/// How long one idle slice may draw, in milliseconds; a frame has room for it and for laying out what it drew.
const SLICE: f64 = 20.0;

/// The turns that wait to be drawn.
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
    /// Nobody waits yet.
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

    /// `ready` becomes true when it is the turn's turn. The element needs an id of its own.
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
            // `None` inside: that turn has been near the viewport and is drawn already.
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
                    // What follows from a signal is not done when it is set but soon after: then it has taken its time.
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
