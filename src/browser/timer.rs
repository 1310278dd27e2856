//! Waiting, debouncing, and doing something now and then.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::{
    js_sys::{Promise, futures::JsFuture},
    wasm_bindgen::JsValue,
};

/// Resolves after `millis`.
pub async fn wait(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
    });
    let _ = JsFuture::from(promise).await;
}

/// Calls `act` after so many milliseconds: at least at once, at most in an hour. A browser's timer takes no more than 31 bits.
pub fn later(millis: i64, act: impl FnOnce() + 'static) {
    const LONGEST: i64 = 3_600_000;
    set_timeout(act, Duration::from_millis(millis.clamp(0, LONGEST).unsigned_abs()));
}

/// Resolves once everything that follows from the signals set so far has been drawn, before the browser goes on.
pub async fn settled() {
    let _ = JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await;
}

/// Resolves once what stands on the page now has been painted; in a page that is not shown, and so not painted, soon.
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

/// Calls `act` when the browser is idle.
pub fn when_idle(act: impl Fn() + Copy + 'static) {
    if request_idle_callback_with_handle(act).is_err() {
        // Safari has no idle callback: a timer between frames does.
        set_timeout(act, Duration::from_millis(16));
    }
}

/// Calls `act` with the latest value once `quiet` has passed without another. Stops with the component.
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

/// Calls `act` every `period` while the page is visible, and at once when it becomes visible again. Stops with the
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
