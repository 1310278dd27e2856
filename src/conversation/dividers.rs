//! What is shown between two turns: the date of a new day, or how long nothing happened.

use chrono::FixedOffset;

use crate::model::{time, time::Timestamp};

/// A pause longer than this gets a divider, in milliseconds.
const GAP: i64 = 5 * 60 * 1000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Divider {
    /// The turn is on another day than the one before; the date, such as `Monday, 23 November 2026`.
    Day(String),
    /// A pause within one day, such as `47 minutes later`.
    Gap(String),
}

/// The divider above a turn that starts at `start`; `before` is when the turn before it ended (or started). `zone`
/// gives the reader's UTC offset at an instant.
pub(super) fn between(
    before: Option<Timestamp>,
    start: Option<Timestamp>,
    zone: impl Fn(Timestamp) -> FixedOffset,
) -> Option<Divider> {
    let start = start?;
    let day = start.day(zone(start));
    let Some(before) = before else { return Some(Divider::Day(day)) };
    if before.day(zone(before)) != day {
        return Some(Divider::Day(day));
    }
    let silence = start.millis() - before.millis();
    (silence > GAP).then(|| Divider::Gap(format!("{} later", time::long_duration(silence as f64))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(before: Option<&str>, start: &str) -> Option<Divider> {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        between(before.map(at), Some(at(start)), |_| FixedOffset::east_opt(2 * 3600).unwrap())
    }

    #[test]
    fn a_silence_over_five_minutes_is_marked_and_a_shorter_one_is_not() {
        assert_eq!(mark(Some("2026-11-22T10:00:00Z"), "2026-11-22T10:05:00Z"), None);
        assert_eq!(
            mark(Some("2026-11-22T10:00:00Z"), "2026-11-22T10:47:00Z"),
            Some(Divider::Gap("47 minutes later".into()))
        );
    }

    #[test]
    fn a_day_begins_at_the_readers_midnight_and_the_first_turn_names_its_day() {
        assert_eq!(
            mark(Some("2026-11-22T21:59:00Z"), "2026-11-22T22:01:00Z"),
            Some(Divider::Day("Monday, 23 November 2026".into()))
        );
        assert_eq!(mark(None, "2026-11-22T10:00:00Z"), Some(Divider::Day("Sunday, 22 November 2026".into())));
    }
}
