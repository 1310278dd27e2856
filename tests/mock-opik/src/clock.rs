//! The server's clock: the real time, which test controls may shift, or a frozen time. All timestamps that the server
//! sets come from it, so a test can let fifteen minutes pass.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

#[derive(Clone, Copy, Debug)]
enum Mode {
    /// The real time plus this.
    Running(TimeDelta),
    Frozen(DateTime<Utc>),
}

/// A clock; clones share the time.
#[derive(Clone, Debug)]
pub struct Clock {
    mode: Arc<Mutex<Mode>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { mode: Arc::new(Mutex::new(Mode::Running(TimeDelta::zero()))) }
    }
}

impl Clock {
    /// A clock that shows `time` until it is set or advanced.
    pub fn frozen(time: DateTime<Utc>) -> Self {
        Self { mode: Arc::new(Mutex::new(Mode::Frozen(time))) }
    }

    /// The current time in whole microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        let time = match *self.mode.lock().unwrap_or_else(PoisonError::into_inner) {
            Mode::Running(ahead) => Utc::now().checked_add_signed(ahead).unwrap_or_default(),
            Mode::Frozen(time) => time,
        };
        time.trunc_subsecs(6)
    }

    /// Sets the time; a running clock continues from there.
    pub fn set(&self, time: DateTime<Utc>) {
        let mut mode = self.mode.lock().unwrap_or_else(PoisonError::into_inner);
        *mode = match *mode {
            Mode::Running(_) => Mode::Running(time - Utc::now()),
            Mode::Frozen(_) => Mode::Frozen(time),
        };
    }

    /// Moves the time forward by `span`.
    pub fn advance(&self, span: TimeDelta) {
        let mut mode = self.mode.lock().unwrap_or_else(PoisonError::into_inner);
        *mode = match *mode {
            Mode::Running(ahead) => Mode::Running(ahead.checked_add(&span).unwrap_or(ahead)),
            Mode::Frozen(time) => Mode::Frozen(time.checked_add_signed(span).unwrap_or(time)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let clock = Clock::frozen(start);
        let same = clock.clone();
        clock.advance(TimeDelta::minutes(15));
        assert_eq!(same.now(), start + TimeDelta::minutes(15));
    }

    #[test]
    fn a_running_clock_can_be_moved_ahead() {
        let clock = Clock::default();
        clock.advance(TimeDelta::days(3));
        assert!(clock.now() > Utc::now() + TimeDelta::days(2));
    }
}
