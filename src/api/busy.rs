//! Whether the server is busy: it has answered 429 and says when to come back. Every request that it answered so is
//! made again then, or when a person wants to try at once.

use leptos::{prelude::*, task::spawn_local};

use crate::browser::{clock, timer};

/// The longest time that a request waits, in milliseconds, however long the server asks for.
const LONGEST: i64 = 300_000;
/// How often the time is looked at, in milliseconds.
const STEP: i32 = 200;

/// How long the server asks to wait. All copies share it.
#[derive(Clone, Copy)]
pub struct Busy {
    /// Whole seconds that are left; 0 if the server is not busy.
    pub seconds: RwSignal<i64>,
    /// When to come back, in milliseconds on the page's monotonic clock.
    until: StoredValue<i64>,
}

impl Busy {
    pub(super) fn new() -> Self {
        Self { seconds: RwSignal::new(0), until: StoredValue::new(0) }
    }

    /// The server asks not to be called for so many milliseconds. Returns when that is.
    pub(super) fn hold(self, millis: i64) -> i64 {
        let until = clock::monotonic() + millis.clamp(0, LONGEST);
        let _ = self.until.try_update_value(|known| *known = until.max(*known));
        if self.seconds.try_get_untracked() == Some(0) {
            spawn_local(self.count_down());
        }
        until
    }

    async fn count_down(self) {
        loop {
            let left = self.until.try_get_value().unwrap_or_default() - clock::monotonic();
            let seconds = (left + 999).max(0) / 1000;
            if self.seconds.try_get_untracked().is_none_or(|shown| shown != seconds) {
                let _ = self.seconds.try_set(seconds);
            }
            if seconds == 0 {
                return;
            }
            timer::wait(STEP).await;
        }
    }

    /// Waits for so many milliseconds, or until a person wants to try at once.
    pub(super) async fn wait(self, millis: i64) {
        let until = self.hold(millis);
        while clock::monotonic() < until && self.until.try_get_value().is_some_and(|held| held >= until) {
            timer::wait(STEP).await;
        }
    }

    /// Waits until the server may be called again.
    pub(super) async fn over(self) {
        while self.is_on() {
            timer::wait(STEP).await;
        }
    }

    /// Whether the server asked not to be called yet.
    pub fn is_on(self) -> bool {
        self.seconds.try_get_untracked().is_some_and(|seconds| seconds > 0)
    }

    /// Ends all waiting, because a person asked for it.
    pub fn try_now(self) {
        let _ = self.until.try_set_value(0);
    }
}
