//! The server's clock: the real one, moved by test controls, or one that stands still.
//! Everything the server stamps comes from here, so that a test can let fifteen minutes pass.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

#[derive(Clone, Copy, Debug)]
enum Hand {
    /// The real time and this much more.
    Running(TimeDelta),
    Standing(DateTime<Utc>),
}

/// A clock; its clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    hand: Arc<Mutex<Hand>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { hand: Arc::new(Mutex::new(Hand::Running(TimeDelta::zero()))) }
    }
}

impl Clock {
    /// A clock that stands still at `time` until it is set or advanced.
    pub fn standing(time: DateTime<Utc>) -> Self {
        Self { hand: Arc::new(Mutex::new(Hand::Standing(time))) }
    }

    /// The time, in whole microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        let time = match *self.hand.lock().unwrap_or_else(PoisonError::into_inner) {
            Hand::Running(ahead) => Utc::now().checked_add_signed(ahead).unwrap_or_default(),
            Hand::Standing(time) => time,
        };
        time.trunc_subsecs(6)
    }

    /// Sets the time; a running clock goes on from there.
    pub fn set(&self, time: DateTime<Utc>) {
        let mut hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        *hand = match *hand {
            Hand::Running(_) => Hand::Running(time - Utc::now()),
            Hand::Standing(_) => Hand::Standing(time),
        };
    }

    /// Lets `span` pass.
    pub fn advance(&self, span: TimeDelta) {
        let mut hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        *hand = match *hand {
            Hand::Running(ahead) => Hand::Running(ahead.checked_add(&span).unwrap_or(ahead)),
            Hand::Standing(time) => Hand::Standing(time.checked_add_signed(span).unwrap_or(time)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let clock = Clock::standing(start);
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
