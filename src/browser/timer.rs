//! Waiting, debouncing and repeating.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::{
    js_sys::{Promise, futures::JsFuture},
    wasm_bindgen::JsValue,
};

use super::clock;

pub async fn wait(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
    });
    let _ = JsFuture::from(promise).await;
}

/// Long work in short tasks: lets the browser draw and react between them.
pub struct Slices {
    /// When the current task began, in milliseconds on the page's monotonic clock.
    since: i64,
}

impl Slices {
    /// Milliseconds after which the browser gets its turn.
    const LONGEST: i64 = 12;

    /// The work begins now.
    pub fn begin() -> Self {
        Self { since: clock::monotonic() }
    }

    /// To be called often; waits only when the current task is long enough.
    pub async fn rest(&mut self) {
        if clock::monotonic() - self.since >= Self::LONGEST {
            wait(0).await;
            self.since = clock::monotonic();
        }
    }
}

/// Calls `act` after so many milliseconds, at most an hour: a browser's timer takes no more than 31 bits.
pub fn later(millis: i64, act: impl FnOnce() + 'static) {
    const LONGEST: i64 = 3_600_000;
    set_timeout(act, Duration::from_millis(millis.clamp(0, LONGEST).unsigned_abs()));
}

/// Resolves once the effects of all signals set so far have run, before the browser paints.
pub async fn settled() {
    let _ = JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await;
}

/// Resolves once the current content of the page has been painted; after 250 ms in a hidden page, which is not painted.
pub async fn painted() {
    const NEVER_PAINTED: i32 = 250;
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, NEVER_PAINTED);
        request_animation_frame(move || {
            let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 0);
        });
    });
    let _ = JsFuture::from(promise).await;
}

pub fn when_idle(act: impl Fn() + Copy + 'static) {
    if request_idle_callback_with_handle(act).is_err() {
        // Safari has no `requestIdleCallback`: a timer of one frame takes its place.
        set_timeout(act, Duration::from_millis(16));
    }
}

/// Returns a function that calls `act` with the latest value after `quiet` has passed without another call. A pending
/// call is dropped with the component.
pub fn debounce<T: 'static>(
    quiet: Duration,
    act: impl Fn(T) + Clone + 'static,
) -> impl Fn(T) + Clone + 'static {
    let pending = StoredValue::new_local(None::<TimeoutHandle>);
    on_cleanup(move || {
        if let Some(Some(timer)) = pending.try_get_value() {
            timer.clear();
        }
    });
    move |value| {
        if let Some(Some(timer)) = pending.try_get_value() {
            timer.clear();
        }
        let act = act.clone();
        let _ = pending.try_set_value(set_timeout_with_handle(move || act(value), quiet).ok());
    }
}

/// Calls `act` every `period` while the page is visible, and immediately when it becomes visible again. Stops with the
/// component.
pub fn while_visible(period: Duration, act: impl Fn() + Clone + 'static) {
    let ticked = act.clone();
    let timer = set_interval_with_handle(
        move || {
            if !document().hidden() {
                ticked();
            }
        },
        period,
    );
    let shown = window_event_listener_untyped("visibilitychange", move |_| {
        if !document().hidden() {
            act();
        }
    });
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
        shown.remove();
    });
}
