//! Time buckets: hours, days and weeks in UTC, or all the time as one.

use crate::time::Nanos;

/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Requests for more buckets are refused; this many hours are almost three years.
pub const MOST: i64 = 25_000;

/// The `interval` of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Hours.
    Hourly,
    /// Days.
    Daily,
    /// Weeks, which begin on Monday.
    Weekly,
    /// All the time as one bucket.
    Total,
}

/// The names in requests.
pub const INTERVALS: [(&str, Interval); 4] = [
    ("HOURLY", Interval::Hourly),
    ("DAILY", Interval::Daily),
    ("WEEKLY", Interval::Weekly),
    ("TOTAL", Interval::Total),
];

impl Interval {
    /// Its name in requests.
    pub fn name(self) -> &'static str {
        INTERVALS.iter().find(|(_, interval)| *interval == self).map_or("", |(name, _)| name)
    }

    /// The start of the bucket that `time` is in, in whole milliseconds; of a total, `start`.
    pub fn bucket(self, time: Nanos, start: Nanos) -> Nanos {
        let millis = time.millis();
        match self {
            Self::Hourly => Nanos::from_millis(millis - millis.rem_euclid(HOUR)),
            Self::Daily => Nanos::from_millis(millis - millis.rem_euclid(DAY)),
            Self::Weekly => {
                // 1970 began on a Thursday.
                let day = millis.div_euclid(DAY);
                Nanos::from_millis((day - (day + 3).rem_euclid(7)) * DAY)
            }
            Self::Total => start,
        }
    }

    /// The starts of all buckets from the one with `start` to the last that begins before `end`; `None` when there are
    /// more than [`MOST`]. A total has no buckets to fill.
    pub fn buckets(self, start: Nanos, end: Nanos) -> Option<Vec<Nanos>> {
        let length = match self {
            Self::Hourly => HOUR,
            Self::Daily => DAY,
            Self::Weekly => 7 * DAY,
            Self::Total => return Some(Vec::new()),
        };
        let first = self.bucket(start, start).millis();
        if end.millis().saturating_sub(first) / length > MOST {
            return None;
        }
        let starts =
            (0..).map(|bucket: i64| Nanos::from_millis(first.saturating_add(bucket.saturating_mul(length))));
        Some(starts.take_while(|bucket| *bucket < end).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Nanos {
        Nanos::parse(text).unwrap()
    }

    #[test]
    fn weeks_begin_on_monday_and_everything_in_utc() {
        let time = at("2026-03-01T23:59:59.999+00:00");
        for (interval, start) in [
            (Interval::Hourly, "2026-03-01T23:00:00Z"),
            (Interval::Daily, "2026-03-01T00:00:00Z"),
            (Interval::Weekly, "2026-02-23T00:00:00Z"),
            (Interval::Total, "2026-01-01T05:06:07Z"),
        ] {
            assert_eq!(interval.bucket(time, at("2026-01-01T05:06:07Z")), at(start), "{interval:?}");
        }
        let monday = at("2026-03-02T00:00:00Z");
        assert_eq!(Interval::Weekly.bucket(monday, monday), monday);
        let before = Nanos::from_millis(-1);
        assert_eq!(Interval::Weekly.bucket(before, before), at("1969-12-29T00:00:00Z"));
    }

    #[test]
    fn the_piece_of_the_start_belongs_to_it_and_one_that_begins_at_the_end_does_not() {
        let (start, end) = (at("2026-03-01T10:30:00Z"), at("2026-03-01T13:00:00Z"));
        let hours = Interval::Hourly.buckets(start, end).unwrap();
        let expected = ["10", "11", "12"].map(|hour| at(&format!("2026-03-01T{hour}:00:00Z")));
        assert_eq!(hours, expected);
        assert_eq!(Interval::Hourly.buckets(start, at("2026-03-01T13:00:00.001Z")).unwrap().len(), 4);
        assert_eq!(Interval::Total.buckets(start, end), Some(Vec::new()));
        assert_eq!(Interval::Hourly.buckets(Nanos::EPOCH, end), None, "half a million hours");
    }
}
