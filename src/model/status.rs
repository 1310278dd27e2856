//! Whether a thread is active, and how long until it becomes inactive.

use super::time::Timestamp;

/// A thread's status: `active` or `inactive` in the API; an unknown value counts as active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Status {
    /// More turns are expected.
    #[default]
    Active,
    /// Closed by a person or by the workspace's inactivity timeout.
    Inactive,
}

impl Status {
    pub fn parse(word: &str) -> Self {
        if word == "inactive" { Self::Inactive } else { Self::Active }
    }

    /// The value in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }

    /// The name shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "Inactive",
        }
    }
}

/// The time until an active thread becomes inactive, `timeout` seconds after its `last` activity, such as `12 min`:
/// rounded up, in a suitable unit. `None` if that time is over and the server has not closed the thread yet.
pub fn time_left(last: Timestamp, timeout: u64, now: Timestamp) -> Option<String> {
    let timeout = i64::try_from(timeout).unwrap_or(i64::MAX).saturating_mul(1000);
    // If this computer's clock is behind the server's, no more than the whole timeout is shown.
    let passed = now.millis().saturating_sub(last.millis()).max(0);
    let left = timeout.saturating_sub(passed);
    let minutes = left.saturating_add(59_999) / 60_000;
    match left {
        ..=0 => None,
        1..60_000 => Some("under a minute".to_owned()),
        60_000..=5_400_000 => Some(format!("{minutes} min")),
        5_400_001..=172_800_000 => Some(format!("{} h", (minutes + 59) / 60)),
        _ => Some(format!("{} days", (minutes + 1439) / 1440)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_said_in_the_unit_a_person_waits_in() {
        let last = Timestamp::parse("2026-11-22T20:00:00Z").unwrap();
        let left = |timeout, passed: i64| {
            time_left(last, timeout, Timestamp::from_millis(last.millis() + passed * 1000).unwrap())
        };
        for (timeout, passed, words) in [
            (900, 0, Some("15 min")),
            (900, 179, Some("13 min")),
            (900, 180, Some("12 min")),
            (900, 840, Some("1 min")),
            (900, 841, Some("under a minute")),
            (900, 899, Some("under a minute")),
            (900, 900, None),
            (900, 99_999, None),
            (5, 0, Some("under a minute")),
            (5400, 0, Some("90 min")),
            (5401, 0, Some("2 h")),
            (172_800, 0, Some("48 h")),
            (604_800, 3600, Some("7 days")),
            // A browser whose clock is behind the server's.
            (900, -60, Some("15 min")),
        ] {
            assert_eq!(left(timeout, passed).as_deref(), words, "{timeout} {passed}");
        }
        assert!(left(u64::MAX, 0).is_some());
    }
}
